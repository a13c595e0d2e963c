package io.github.wirespeed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.wirespeed.transport.MemoryTransport;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However the network cuts and delays the bytes, the messages are the same. */
@Timeout(30)
class SplitAndDelayTest {
  private static final int[] SIZES = {0, 1, 125, 126, 4095, 4096, 16_384, 65_535, 65_536, 1 << 20};

  private final List<byte[]> frames = new ArrayList<>();
  private final List<Message> expected = new ArrayList<>();

  SplitAndDelayTest() {
    for (int size : SIZES) {
      text(size);
      ping();
      binary(size);
      fragmented(size);
    }
    frames.add(Session.closeFrame(4000, "the end"));
  }

  private void text(int size) {
    String text = "x€😀".repeat(size / 8) + "x".repeat(size % 8);
    frames.add(Session.frame(Session.TEXT, text));
    expected.add(new Message.Text(text));
  }

  private void binary(int size) {
    frames.add(Session.frame(Session.BINARY, Session.pattern(size)));
    expected.add(new Message.Binary(Session.pattern(size)));
  }

  private void fragmented(int size) {
    byte[] whole = Session.pattern(size);
    int cut = size / 3;
    frames.add(Session.frame(0x02, Arrays.copyOf(whole, cut)));
    ping();
    frames.add(Session.frame(0x00, Arrays.copyOfRange(whole, cut, 2 * cut)));
    frames.add(Session.frame(0x80, Arrays.copyOfRange(whole, 2 * cut, size)));
    expected.add(new Message.Binary(whole));
  }

  private void ping() {
    frames.add(Session.frame(Session.PING, "p" + frames.size()));
  }

  private byte[] bytes() {
    return Session.concat(frames.toArray(new byte[0][]));
  }

  private int pings() {
    return (int) frames.stream().filter(frame -> (frame[0] & 0xFF) == Session.PING).count();
  }

  private Session session() {
    return Session.open(8 << 20, Session.options());
  }

  private void assertSession(Session session, List<Message> received) throws Exception {
    assertSame(received);
    ConnectionClosedException e =
        catchThrowableOfType(ConnectionClosedException.class, session.ws::receive);
    assertThat(e.code()).isEqualTo(4000);
    assertThat(e.reason()).isEqualTo("the end");
    List<String> sent = session.sent(pings() + 1);
    assertThat(sent.subList(0, pings())).allMatch(frame -> frame.startsWith("PONG \"p"));
    assertThat(sent.get(pings())).isEqualTo("CLOSE 4000");
  }

  private void assertSame(List<Message> received) {
    assertThat(received).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      // Not isEqualTo: it would print a mebibyte.
      assertThat(received.get(i).equals(expected.get(i))).as("message " + i).isTrue();
    }
  }

  private List<Message> receiveAll(Session session) throws Exception {
    List<Message> received = new ArrayList<>();
    while (received.size() < expected.size()) {
      received.add(session.ws.receive());
    }
    return received;
  }

  private List<Message> viewAll(Session session) throws Exception {
    List<Message> received = new ArrayList<>();
    while (received.size() < expected.size()) {
      received.add(session.ws.receiveView().toMessage());
    }
    return received;
  }

  @Test
  void inOnePiece() throws Exception {
    try (Session session = session()) {
      session.serve(bytes());
      session.server.shutdownOutput();
      assertSession(session, receiveAll(session));
    }
  }

  @Test
  void aByteAtATime() throws Exception {
    try (Session session = session()) {
      session.client.maxChunk(1);
      session.serve(bytes());
      session.server.shutdownOutput();
      assertSession(session, receiveAll(session));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 7, 1000, 4096, 16_384})
  void inPiecesOfOneSize(int size) throws Exception {
    try (Session session = session()) {
      session.client.maxChunk(size);
      session.serve(bytes());
      session.server.shutdownOutput();
      assertSession(session, viewAll(session));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void inRandomPieces(long seed) throws Exception {
    try (Session session = session()) {
      session.client.split(seed);
      session.client.maxChunk(seed % 2 == 0 ? Integer.MAX_VALUE : 3000);
      session.serve(bytes());
      session.server.shutdownOutput();
      assertSession(session, receiveAll(session));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void heldBackAndReleasedAtRandom(long seed) throws Exception {
    Random random = new Random(seed);
    try (Session session = session()) {
      ByteBuffer all = ByteBuffer.wrap(bytes());
      List<Message> received = new ArrayList<>();
      while (all.hasRemaining()) {
        if (random.nextBoolean()) {
          session.server.hold();
        } else {
          session.server.release();
        }
        int length = Math.min(all.remaining(), random.nextInt(random.nextBoolean() ? 20 : 40_000));
        ByteBuffer part = all.slice(all.position(), length);
        all.position(all.position() + length);
        assertThat(session.server.write(part)).isEqualTo(length);
        look(session, received);
      }
      session.server.shutdownOutput();
      session.server.release();
      while (received.size() < expected.size()) {
        received.add(session.ws.receive());
      }
      assertSession(session, received);
    }
  }

  /** Takes what is there, without waiting. */
  private void look(Session session, List<Message> received) throws Exception {
    try {
      while (received.size() < expected.size()) {
        received.add(session.ws.receive(Duration.ZERO));
      }
    } catch (SocketTimeoutException e) {
      assertThat(e).hasMessageContaining("no message");
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void thereAndBackThroughANarrowNetwork(long seed) throws Exception {
    MemoryTransport server;
    try (Session session = Session.open(1000, Session.options().fragmentSize(10_000))) {
      server = session.server;
      server.split(seed);
      session.client.split(seed + 100);
      Background<Boolean> peer = Background.run(() -> new EchoPeer(server, 3000).run());
      Background<List<Message>> reader = Background.call(() -> receiveAll(session));
      for (Message message : expected) {
        if (message.isText()) {
          session.ws.send(message.text());
        } else {
          session.ws.send(message.bytes());
        }
      }
      assertSame(reader.result());
      session.ws.close(4001, "done");
      peer.result();
      assertThat(session.ws.closeCode()).isEqualTo(4001);
    }
  }
}
