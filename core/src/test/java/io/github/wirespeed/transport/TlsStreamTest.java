package io.github.wirespeed.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link TlsTransport}: what is TLS's own. */
@Timeout(30)
class TlsStreamTest {
  private static final long FOREVER = Long.MAX_VALUE;

  /** Counts what is lent. */
  private static final class CountedBuffers extends NetBuffers {
    final AtomicInteger lent = new AtomicInteger();

    @Override
    ByteBuffer take() {
      lent.incrementAndGet();
      return super.take();
    }

    @Override
    void giveBack(ByteBuffer buffer) {
      lent.decrementAndGet();
      super.giveBack(buffer);
    }
  }

  private final CountedBuffers buffers = new CountedBuffers();

  @ParameterizedTest
  @CsvSource({
    "TLSv1.3, 65536, 1000",
    "TLSv1.2, 65536, 1000",
    "TLSv1.3, 7, 3",
    "TLSv1.2, 7, 3",
    "TLSv1.3, 100, 40000",
    "TLSv1.2, 20000, 17000"
  })
  void bothDirectionsAtOnceInPiecesOfAnySize(String protocol, int capacity, int dst)
      throws Exception {
    MemoryTransport.Pair tcp = MemoryTransport.pair(capacity);
    tcp.left().split(1);
    tcp.right().split(2);
    TlsPair tls = TlsPair.open(protocol, tcp, buffers);
    int size = 200_000;
    byte[] out = bytes(1, size);
    byte[] back = bytes(2, size);
    var wrote = Threads.PLATFORM.run(() -> writeAll(tls.client(), out, new Random(3)));
    var wroteBack = Threads.PLATFORM.run(() -> writeAll(tls.server(), back, new Random(4)));
    var read = Threads.PLATFORM.run(() -> read(tls.client(), size, dst));
    assertThat(read(tls.server(), size, dst)).isEqualTo(out);
    assertThat(read.result()).isEqualTo(back);
    wrote.result();
    wroteBack.result();
    assertThat(buffers.lent).hasValue(0);
  }

  @Test
  void betweenTwoRecordsNoBufferIsHeld() throws Exception {
    TlsPair tls = TlsPair.open("TLSv1.3", 65536, buffers);
    assertThat(buffers.lent).hasValue(0);
    tls.client().write(ascii("hello"));
    assertThat(buffers.lent).hasValue(0);
    assertThat(text(tls.server(), 2)).isEqualTo("he");
    assertThat(tls.server().buffered()).isTrue();
    assertThat(tls.server().awaitReadable(false, 0)).isTrue();
    assertThat(buffers.lent).as("plaintext for which there was no room").hasValue(1);
    assertThat(text(tls.server(), 9)).isEqualTo("llo");
    assertThat(tls.server().buffered()).isFalse();
    assertThat(buffers.lent).hasValue(0);
    assertThat(text(tls.server(), 9)).isEmpty();
    assertThat(buffers.lent).hasValue(0);
  }

  @Test
  void ofARecordThatHasNotLeftTheLastByteIsNotTaken() throws Exception {
    TlsPair tls = TlsPair.open("TLSv1.3", 65536, buffers);
    fill(tls.clientTcp(), 65536 - 10);
    ByteBuffer src = ascii("hello");
    assertThat(tls.client().write(src)).isEqualTo(4);
    assertThat(tls.client().write(src)).isZero();
    assertThat(src.remaining()).isEqualTo(1);
    discard(tls.serverTcp(), 65536 - 10);
    assertThat(tls.client().write(src)).isEqualTo(1);
    assertThat(text(tls.server(), 9)).isEqualTo("hello");
  }

  @Test
  void twoBuffersGoIntoOneRecord() throws Exception {
    TlsPair tls = TlsPair.open("TLSv1.3", 65536, buffers);
    long before = tls.clientTcp().bytesWritten();
    tls.client().write(ascii("hello"));
    long one = tls.clientTcp().bytesWritten();
    assertThat(tls.client().write(ascii("he"), ascii("llo"))).isEqualTo(5);
    assertThat(tls.clientTcp().bytesWritten() - one).isEqualTo(one - before);
    assertThat(text(tls.server(), 100)).isEqualTo("hellohello");
  }

  @Test
  void newKeysAreAnsweredInFrontOfTheNextBytes() throws Exception {
    SSLEngine asking = TlsPair.serverEngine("TLSv1.3");
    MemoryTransport.Pair tcp = MemoryTransport.pair();
    TlsTransport client =
        TlsPair.over(TlsPair.clientEngine("TLSv1.3"), tcp.left(), NetBuffers.SHARED);
    TlsTransport server = TlsPair.over(asking, tcp.right(), NetBuffers.SHARED);
    TlsPair.shakeHands(client, server);
    for (int i = 0; i < 5; i++) {
      asking.beginHandshake(); // TLS 1.3: asks for new keys, in front of the next bytes
      assertThat(server.write(ascii("question"))).isEqualTo(8);
      long before = tcp.left().bytesWritten();
      assertThat(text(client, 20)).isEqualTo("question");
      assertThat(tcp.left().bytesWritten()).as("the reader never writes").isEqualTo(before);
      assertThat(client.write(ascii("answer"))).isEqualTo(6);
      long answer = tcp.left().bytesWritten() - before;
      client.write(ascii("answer"));
      assertThat(answer)
          .as("a KeyUpdate too")
          .isGreaterThan(tcp.left().bytesWritten() - before - answer);
      assertThat(text(server, 100)).isEqualTo("answeranswer");
    }
  }

  @Test
  void whoAsksForNewKeysWithoutEndIsRefused() throws Exception {
    SSLEngine asking = TlsPair.serverEngine("TLSv1.3");
    MemoryTransport.Pair tcp = MemoryTransport.pair();
    TlsTransport client =
        TlsPair.over(TlsPair.clientEngine("TLSv1.3"), tcp.left(), NetBuffers.SHARED);
    TlsTransport server = TlsPair.over(asking, tcp.right(), NetBuffers.SHARED);
    TlsPair.shakeHands(client, server);
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 100; i++) {
                asking.beginHandshake();
                server.write(ascii("x"));
                text(client, 20);
              }
            })
        .isInstanceOf(TlsException.class)
        .hasMessageContaining("33 times for new TLS keys");
  }

  @Test
  void aRenegotiationIsRefused() throws Exception {
    SSLEngine asking = TlsPair.serverEngine("TLSv1.2");
    MemoryTransport.Pair tcp = MemoryTransport.pair();
    TlsTransport client =
        TlsPair.over(TlsPair.clientEngine("TLSv1.2"), tcp.left(), NetBuffers.SHARED);
    TlsTransport server = TlsPair.over(asking, tcp.right(), NetBuffers.SHARED);
    TlsPair.shakeHands(client, server);
    asking.beginHandshake();
    server.write(ascii("x")); // the request comes first
    assertThatThrownBy(() -> client.read(ByteBuffer.allocate(10)))
        .isInstanceOf(SSLException.class)
        .hasMessageContaining("renegotiation");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void closeNotifyIsTheEnd(String protocol) throws Exception {
    TlsPair tls = TlsPair.open(protocol, 65536, buffers);
    tls.client().write(ascii("last"));
    tls.client().shutdownOutput();
    assertThat(text(tls.server(), 9)).isEqualTo("last");
    assertThat(tls.server().awaitReadable(false, FOREVER)).isTrue();
    assertThat(tls.server().read(ByteBuffer.allocate(1))).isEqualTo(-1);
    assertThat(tls.server().buffered()).isFalse();
    assertThat(tls.server().read(ByteBuffer.allocate(1))).isEqualTo(-1);
    assertThat(buffers.lent).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void anEndWithoutCloseNotifyIsAFailure(String protocol) throws Exception {
    TlsPair tls = TlsPair.open(protocol, 65536, buffers);
    tls.client().write(ascii("whole"));
    tls.clientTcp().maxChunk(1);
    tls.client().write(ascii("half"));
    tls.clientTcp().cut();
    tls.clientTcp().close();
    assertThat(text(tls.server(), 100)).isEqualTo("wholehalf");
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> tls.server().read(ByteBuffer.allocate(1)))
          .isInstanceOf(TlsException.class)
          .hasMessage("the TLS stream was cut off: TCP ended without close_notify");
    }
  }

  @Test
  void nothingOfARecordThatCameInPartIsDelivered() throws Exception {
    TlsPair tls = TlsPair.open("TLSv1.3", 20, buffers);
    tls.client().write(ascii("hello")); // 20 of 27 bytes
    tls.clientTcp().cut();
    assertThat(text(tls.server(), 9)).isEmpty();
    assertThatThrownBy(() -> tls.server().read(ByteBuffer.allocate(9)))
        .isInstanceOfSatisfying(
            TlsException.class, e -> assertThat(e.kind()).isEqualTo(TlsException.Kind.CUT_OFF));
  }

  @Test
  void anEndForWhichThereIsNoRoomIsSentByTheReader() throws Exception {
    TlsPair tls = TlsPair.open("TLSv1.3", 65536, buffers);
    fill(tls.clientTcp(), 65536 - 10);
    tls.client().shutdownOutput();
    discard(tls.serverTcp(), 65536 - 10);
    assertThat(text(tls.server(), 9)).isEmpty();
    assertThat(tls.client().read(ByteBuffer.allocate(1))).isZero();
    assertThat(tls.server().read(ByteBuffer.allocate(1))).isEqualTo(-1);
    assertThat(buffers.lent).hasValue(0);
  }

  @Test
  void tlsInTls() throws Exception {
    TlsPair outer = TlsPair.open("TLSv1.3", 65536, buffers);
    TlsTransport client = TlsPair.over(TlsPair.clientEngine("TLSv1.3"), outer.client(), buffers);
    TlsTransport server = TlsPair.over(TlsPair.serverEngine("TLSv1.3"), outer.server(), buffers);
    TlsPair.shakeHands(client, server);
    byte[] out = bytes(1, 300_000);
    var wrote = Threads.PLATFORM.run(() -> writeAll(client, out, new Random(3)));
    assertThat(read(server, out.length, 5_000)).isEqualTo(out);
    wrote.result();
    client.close();
    assertThat(server.read(ByteBuffer.allocate(1))).isEqualTo(-1);
  }

  @Test
  void whatWasReadBeforeIsTheFirstOfTheCiphertext() throws Exception {
    MemoryTransport.Pair tcp = MemoryTransport.pair();
    TlsTransport client =
        TlsPair.over(TlsPair.clientEngine("TLSv1.3"), tcp.left(), NetBuffers.SHARED);
    client.handshake();
    ByteBuffer first = ByteBuffer.allocate(100);
    tcp.right().read(first);
    TlsTransport server =
        new TlsTransport(TlsPair.serverEngine("TLSv1.3"), tcp.right(), first.flip());
    TlsPair.shakeHands(client, server);
    server.write(ascii("hello"));
    assertThat(text(client, 9)).isEqualTo("hello");
  }

  private static byte[] bytes(long seed, int size) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private static ByteBuffer ascii(String text) {
    return ByteBuffer.wrap(text.getBytes(US_ASCII));
  }

  private static String text(TlsTransport transport, int limit) throws IOException {
    ByteBuffer dst = ByteBuffer.allocate(limit);
    transport.read(dst);
    return new String(dst.array(), 0, dst.position(), US_ASCII);
  }

  private static void fill(MemoryTransport tcp, int bytes) throws IOException {
    assertThat(tcp.write(ByteBuffer.allocate(bytes))).isEqualTo(bytes);
  }

  private static void discard(MemoryTransport tcp, int bytes) throws IOException {
    assertThat(tcp.read(ByteBuffer.allocate(bytes))).isEqualTo(bytes);
  }

  /** Writes in pieces of any size, of one buffer or of two. */
  private static Void writeAll(Transport transport, byte[] bytes, Random random)
      throws IOException {
    int done = 0;
    while (done < bytes.length) {
      int n = Math.min(bytes.length - done, 1 + random.nextInt(40_000));
      int m = random.nextInt(n + 1);
      ByteBuffer first = ByteBuffer.wrap(bytes, done, m);
      ByteBuffer second = ByteBuffer.wrap(bytes, done + m, n - m);
      while (first.hasRemaining() || second.hasRemaining()) {
        if (transport.write(first, second) == 0) {
          assertThat(transport.awaitWritable(FOREVER)).isTrue();
        }
      }
      done += n;
    }
    return null;
  }

  private static byte[] read(Transport transport, int size, int room) throws IOException {
    ByteBuffer all = ByteBuffer.allocate(size);
    ByteBuffer dst = ByteBuffer.allocateDirect(room);
    while (all.hasRemaining()) {
      int n = transport.read(dst.clear());
      assertThat(n).isNotNegative();
      if (n == 0) {
        assertThat(transport.awaitReadable(false, FOREVER)).isTrue();
      }
      all.put(dst.flip());
    }
    return all.array();
  }
}
