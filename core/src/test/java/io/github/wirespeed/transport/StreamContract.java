package io.github.wirespeed.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every {@link Transport} must do with bytes; each subclass brings a connected pair. */
@Timeout(60)
abstract class StreamContract {

  static final long FOREVER = Long.MAX_VALUE;

  final Threads threads;

  Transport near;
  Transport far;

  StreamContract(Threads threads) {
    this.threads = threads;
  }

  /** Sets {@link #near} and {@link #far}. */
  abstract void connect() throws IOException;

  /** Has {@link #near} find its connection reset. */
  abstract void resetByPeer() throws IOException;

  @BeforeEach
  void open() throws IOException {
    connect();
  }

  @AfterEach
  void close() {
    near.close();
    far.close();
  }

  @Test
  void readsWhatThePeerWrote() throws Exception {
    assertThat(near.write(ascii("hello"))).isEqualTo(5);
    assertThat(awaitReadable(far)).isTrue();
    assertThat(readText(far, 100)).isEqualTo("hello");
  }

  @Test
  void readsNothingWhenNothingIsThere() throws Exception {
    ByteBuffer dst = ByteBuffer.allocate(10);
    assertThat(near.read(dst)).isZero();
    assertThat(dst.position()).isZero();
    assertThat(near.read(ByteBuffer.allocateDirect(10))).isZero();
  }

  @Test
  void leavesTheRestForTheNextRead() throws Exception {
    near.write(ascii("hello"));
    awaitReadable(far);
    assertThat(readText(far, 2)).isEqualTo("he");
    assertThat(readText(far, 2)).isEqualTo("ll");
    assertThat(readText(far, 2)).isEqualTo("o");
    assertThat(readText(far, 2)).isEmpty();
  }

  @Test
  void emptyBuffersMoveNothing() throws Exception {
    assertThat(near.write(ByteBuffer.allocate(0))).isZero();
    near.write(ascii("x"));
    awaitReadable(far);
    assertThat(far.read(ByteBuffer.allocate(0))).isZero();
    assertThat(readText(far, 2)).isEqualTo("x");
  }

  @Test
  void movesOnlyWhatLiesBetweenPositionAndLimit() throws Exception {
    ByteBuffer src = ascii("<hello>").position(1).limit(6);
    assertThat(near.write(src)).isEqualTo(5);
    assertThat(src.position()).isEqualTo(6);
    awaitReadable(far);
    ByteBuffer dst = ByteBuffer.wrap("........".getBytes(US_ASCII)).position(1).limit(7);
    assertThat(far.read(dst)).isEqualTo(5);
    assertThat(dst.position()).isEqualTo(6);
    assertThat(new String(dst.array(), US_ASCII)).isEqualTo(".hello..");
  }

  @Test
  void shutdownOutputEndsThePeersStreamAndLeavesTheOtherDirectionOpen() throws Exception {
    near.write(ascii("last"));
    near.shutdownOutput();
    near.shutdownOutput();
    awaitReadable(far);
    assertThat(readText(far, 100)).isEqualTo("last");
    assertThat(awaitReadable(far)).isTrue();
    assertThat(far.read(ByteBuffer.allocate(1))).isEqualTo(-1);
    assertThat(far.read(ByteBuffer.allocate(1))).isEqualTo(-1);

    assertThat(far.write(ascii("reply"))).isEqualTo(5);
    assertThat(awaitReadable(near)).isTrue();
    assertThat(readText(near, 100)).isEqualTo("reply");
    assertThatThrownBy(() -> near.write(ascii("more"))).isInstanceOf(ClosedChannelException.class);
    assertThat(near.isOpen()).isTrue();
  }

  @Test
  void closeEndsThePeersStreamAfterWhatWasWritten() throws Exception {
    near.write(ascii("last"));
    near.close();
    awaitReadable(far);
    assertThat(readText(far, 100)).isEqualTo("last");
    assertThat(awaitReadable(far)).isTrue();
    assertThat(far.read(ByteBuffer.allocate(1))).isEqualTo(-1);
    assertThat(far.isOpen()).isTrue();
  }

  @Test
  void resetIsReadableAndFailsTheRead() throws Exception {
    resetByPeer();
    assertThat(awaitReadable(near)).isTrue();
    assertThatThrownBy(() -> near.read(ByteBuffer.allocate(1)))
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(ClosedChannelException.class)
        .hasMessageMatching("(?i)connection reset.*");
    assertThat(near.isOpen()).isTrue();
  }

  @Test
  void everythingFailsOnceClosedButTheAddresses() throws Exception {
    Object local = near.localAddress();
    Object remote = near.remoteAddress();
    assertThat(near.isOpen()).isTrue();
    near.close();
    near.close();
    assertThat(near.isOpen()).isFalse();
    assertThat(near.localAddress()).isEqualTo(local).isEqualTo(far.remoteAddress());
    assertThat(near.remoteAddress()).isEqualTo(remote).isEqualTo(far.localAddress());
    near.wakeup();
    assertClosed(() -> near.read(ByteBuffer.allocate(1)));
    assertClosed(() -> near.write(ascii("x")));
    assertClosed(() -> awaitReadable(near));
    assertClosed(() -> threads.call(() -> near.awaitWritable(FOREVER)));
    assertClosed(() -> near.awaitReadable(true, 0));
    assertClosed(
        () -> {
          near.shutdownOutput();
          return null;
        });
  }

  @Test
  void interruptedThreadReadsAndWritesWithoutClosing() throws Exception {
    far.write(ascii("there"));
    awaitReadable(near);
    threads.call(
        () -> {
          Thread.currentThread().interrupt();
          assertThat(near.write(ascii("hello"))).isEqualTo(5);
          assertThat(readText(near, 10)).isEqualTo("there");
          near.shutdownOutput();
          assertThat(Thread.currentThread().isInterrupted()).isTrue();
          return null;
        });
    assertThat(near.isOpen()).isTrue();
    awaitReadable(far);
    assertThat(readText(far, 10)).isEqualTo("hello");
  }

  @Test
  void aMebibyteInBothDirectionsAtOnceArrivesIntact() throws Exception {
    byte[] out = randomBytes(1);
    byte[] back = randomBytes(2);
    var nearWrites = threads.run(() -> writeAll(near, out));
    var farWrites = threads.run(() -> writeAll(far, back));
    var nearReads = threads.run(() -> readToEnd(near));
    var farReads = threads.run(() -> readToEnd(far));
    nearWrites.result();
    farWrites.result();
    assertThat(farReads.result()).isEqualTo(out);
    assertThat(nearReads.result()).isEqualTo(back);
  }

  @Test
  void twoBuffersAreWrittenOneBehindTheOther() throws Exception {
    ByteBuffer first = ascii("<hel>").position(1).limit(4);
    ByteBuffer second = ascii("<lo!>").position(1).limit(4);
    assertThat(near.write(first, second)).isEqualTo(6);
    assertThat(first.position()).isEqualTo(4);
    assertThat(second.position()).isEqualTo(4);
    assertThat(near.write(first, ascii(" a"))).isEqualTo(2);
    assertThat(near.write(ascii("b"), second)).isEqualTo(1);
    assertThat(near.write(first, second)).isZero();
    near.shutdownOutput();
    assertThat(new String(readToEnd(far), US_ASCII)).isEqualTo("hello! ab");
  }

  @Test
  void ofTwoBuffersNothingOfTheSecondIsTakenBeforeAllOfTheFirst() throws Exception {
    byte[] bytes = randomBytes(3);
    bytes[0] = 'x'; // see fillUp
    ByteBuffer first = ByteBuffer.wrap(bytes, 0, bytes.length / 2);
    ByteBuffer second = ByteBuffer.wrap(bytes, bytes.length / 2, bytes.length / 2);
    long filled = fillUp(near);
    assertThat(near.write(first, second)).isZero();
    var received =
        threads.run(
            () -> {
              discard(far, filled);
              return readToEnd(far);
            });
    while (second.hasRemaining()) {
      int before = first.position() + second.position();
      long taken = near.write(first, second);
      assertThat(taken).isEqualTo(first.position() + second.position() - before);
      if (first.hasRemaining()) {
        assertThat(second.position()).isEqualTo(bytes.length / 2);
      }
      if (taken == 0) {
        threads.call(() -> near.awaitWritable(FOREVER));
      }
    }
    near.shutdownOutput();
    assertThat(received.result()).isEqualTo(bytes);
  }

  @Test
  void aClosedTransportTakesNothingOfTwoBuffers() {
    near.close();
    assertClosed(() -> near.write(ascii("x"), ascii("y")));
  }

  boolean awaitReadable(Transport transport) throws Exception {
    return threads.call(() -> transport.awaitReadable(false, FOREVER));
  }

  static void assertClosed(Callable<?> call) {
    assertThatThrownBy(call::call).isInstanceOf(ClosedChannelException.class);
  }

  static ByteBuffer ascii(String text) {
    return ByteBuffer.wrap(text.getBytes(US_ASCII));
  }

  static String readText(Transport transport, int limit) throws IOException {
    ByteBuffer dst = ByteBuffer.allocate(limit);
    transport.read(dst);
    return new String(dst.array(), 0, dst.position(), US_ASCII);
  }

  /**
   * Writes until nothing is taken for good; returns how much was. All of it is 'x', and so must be
   * the next byte: a transport that encrypts may have it on the way already.
   */
  long fillUp(Transport transport) throws IOException {
    byte[] filling = new byte[64 * 1024];
    Arrays.fill(filling, (byte) 'x');
    ByteBuffer block = ByteBuffer.wrap(filling);
    long filled = 0;
    // TCP moves bytes from one end's buffer to the other's in its own time: no room is final only
    // once none has come up for a while.
    do {
      int taken;
      while ((taken = transport.write(block.clear())) > 0) {
        filled += taken;
      }
    } while (transport.awaitWritable(50_000_000));
    return filled;
  }

  static void discard(Transport transport, long bytes) throws IOException {
    ByteBuffer block = ByteBuffer.allocate(64 * 1024);
    long left = bytes;
    while (left > 0) {
      int read = transport.read(block.clear().limit((int) Math.min(left, block.capacity())));
      assertThat(read).isNotNegative();
      left -= read;
      if (read == 0) {
        transport.awaitReadable(false, FOREVER);
      }
    }
  }

  private static byte[] randomBytes(long seed) {
    byte[] bytes = new byte[1 << 20];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private static Void writeAll(Transport transport, byte[] bytes) throws IOException {
    ByteBuffer src = ByteBuffer.wrap(bytes);
    while (src.hasRemaining()) {
      if (transport.write(src) == 0) {
        transport.awaitWritable(FOREVER);
      }
    }
    transport.shutdownOutput();
    return null;
  }

  private static byte[] readToEnd(Transport transport) throws IOException {
    ByteBuffer dst = ByteBuffer.allocate((1 << 20) + 1);
    int read;
    while ((read = transport.read(dst)) >= 0) {
      if (read == 0) {
        transport.awaitReadable(false, FOREVER);
      }
    }
    byte[] bytes = new byte[dst.flip().remaining()];
    dst.get(bytes);
    return bytes;
  }
}
