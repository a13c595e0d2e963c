package io.github.wirespeed.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.wirespeed.WaitStrategy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Peers that do not read, or do not even begin. */
@Timeout(30)
class EchoServerPressureTest {
  private static final long MORE_THAN_ANY_BUFFER = 256L << 20;

  private static EchoServer.Builder builder() {
    return EchoServer.builder().waitStrategy(WaitStrategy.blocking());
  }

  private static SocketChannel open(EchoServer server) throws IOException {
    SocketChannel channel = SocketChannel.open(server.address());
    channel.write(ByteBuffer.wrap(RawClient.REQUEST.getBytes(ISO_8859_1)));
    StringBuilder head = new StringBuilder();
    ByteBuffer one = ByteBuffer.allocate(1);
    while (head.indexOf("\r\n\r\n") < 0) {
      assertThat(channel.read(one.clear())).isEqualTo(1);
      head.append((char) one.get(0));
    }
    return channel;
  }

  /** Sends frames without reading until nothing more is taken; how many bytes were. */
  private static long sendUntilStuck(SocketChannel channel, byte[] frame) throws IOException {
    channel.configureBlocking(false);
    long sent = 0;
    ByteBuffer rest = ByteBuffer.wrap(frame);
    try (Selector selector = Selector.open()) {
      channel.register(selector, SelectionKey.OP_WRITE);
      // A proof that something does not happen: 50 ms without room.
      while (selector.select(50) > 0) {
        selector.selectedKeys().clear();
        int n;
        do {
          n = channel.write(rest);
          sent += n;
          if (!rest.hasRemaining()) {
            rest.clear();
          }
        } while (n > 0 && sent < MORE_THAN_ANY_BUFFER);
        assertThat(sent).as("the server stops reading").isLessThan(MORE_THAN_ANY_BUFFER);
      }
    }
    return sent;
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 1000, 500_000})
  void aPeerThatDoesNotReadIsNotReadFromAndLosesNothingWhenItReadsAgain(int size) throws Exception {
    byte[] payload = new byte[size];
    for (int i = 0; i < size; i++) {
      payload[i] = (byte) (i % 251);
    }
    byte[] frame = RawClient.frame(0x82, payload);
    try (EchoServer server = builder().start();
        SocketChannel channel = open(server);
        RawClient other = RawClient.open(server)) {
      long sent = sendUntilStuck(channel, frame);
      long messages = (sent + frame.length - 1) / frame.length;

      other.send(RawClient.text("others are served"));
      assertThat(other.frame()).isEqualTo("TEXT others are served");

      // Now it reads, and sends what is missing of its last frame as soon as that is taken.
      ByteBuffer missing = ByteBuffer.wrap(frame);
      missing.position((int) (sent % frame.length == 0 ? frame.length : sent % frame.length));
      long expected = messages * echoLength(size);
      CheckedEcho echo = new CheckedEcho(size);
      ByteBuffer in = ByteBuffer.allocate(1 << 20);
      try (Selector selector = Selector.open()) {
        SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
        while (echo.read < expected) {
          key.interestOps(
              SelectionKey.OP_READ | (missing.hasRemaining() ? SelectionKey.OP_WRITE : 0));
          selector.select();
          selector.selectedKeys().clear();
          channel.write(missing);
          int n = channel.read(in.clear());
          assertThat(n).isGreaterThanOrEqualTo(0);
          echo.check(in.flip());
        }
      }
      assertThat(echo.read).isEqualTo(expected);
    }
  }

  /** How long the frames of an echo are: of at most 256 KiB each. */
  private static long echoLength(int size) {
    long length = 0;
    int left = size;
    do {
      int part = Math.min(left, 256 << 10);
      length += part + (part < 126 ? 2 : part < 65536 ? 4 : 10);
      left -= part;
    } while (left > 0);
    return length;
  }

  /** Compares what comes with the echo of one message, over and over. */
  private static final class CheckedEcho {
    private final byte[] expected;
    private long read;

    CheckedEcho(int size) {
      ByteBuffer frames = ByteBuffer.allocate((int) echoLength(size));
      int done = 0;
      do {
        int part = Math.min(size - done, 256 << 10);
        boolean last = done + part == size;
        frames.put((byte) ((last ? 0x80 : 0) | (done == 0 ? 2 : 0)));
        if (part < 126) {
          frames.put((byte) part);
        } else if (part < 65536) {
          frames.put((byte) 126).putShort((short) part);
        } else {
          frames.put((byte) 127).putLong(part);
        }
        for (int i = done; i < done + part; i++) {
          frames.put((byte) (i % 251));
        }
        done += part;
      } while (done < size);
      this.expected = frames.array();
    }

    void check(ByteBuffer in) {
      while (in.hasRemaining()) {
        int at = (int) (read % expected.length);
        int length = Math.min(in.remaining(), expected.length - at);
        ByteBuffer part = in.slice(in.position(), length);
        if (!part.equals(ByteBuffer.wrap(expected, at, length))) {
          throw new AssertionError("other bytes than were sent, from byte " + read);
        }
        in.position(in.position() + length);
        read += length;
      }
    }
  }

  @Test
  void aPeerThatDoesNotReadAndLeavesHarmsNobody() throws Exception {
    try (EchoServer server = builder().start();
        RawClient other = RawClient.open(server)) {
      try (SocketChannel channel = open(server)) {
        sendUntilStuck(channel, RawClient.frame(0x82, new byte[100_000]));
      }
      other.send(RawClient.text("others are served"));

      assertThat(other.frame()).isEqualTo("TEXT others are served");
    }
  }

  @Test
  void closeEndsAConnectionWhosePeerDoesNotRead() throws Exception {
    EchoServer server = builder().start();
    try (SocketChannel channel = open(server)) {
      sendUntilStuck(channel, RawClient.frame(0x82, new byte[100_000]));
      server.close(); // and returns

      server.await();
      assertThat(channel.isOpen()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "GET / HTTP/1.1\r\nHost: loc"})
  void aRequestThatDoesNotComeInTimeEndsTheConnection(String start) throws Exception {
    try (EchoServer server = builder().handshakeTimeout(Duration.ofMillis(30)).start();
        RawClient client = new RawClient(server.address())) {
      client.send(start.getBytes(ISO_8859_1));

      assertThat(client.ended()).isTrue();
    }
  }

  @Test
  void theTimeForTheRequestDoesNotEndAConnectionThatIsOpen() throws Exception {
    try (EchoServer server = builder().handshakeTimeout(Duration.ofMillis(300)).start();
        RawClient open = RawClient.open(server);
        RawClient silent = new RawClient(server.address())) {
      // It came later, so its time is up later.
      assertThat(silent.ended()).isTrue();
      open.send(RawClient.text("still here"));

      assertThat(open.frame()).isEqualTo("TEXT still here");
    }
  }

  @Test
  void aTimeForTheRequestOfCenturiesIsNoTimeLimit() throws Exception {
    try (EchoServer server =
            builder().handshakeTimeout(Duration.ofSeconds(Long.MAX_VALUE)).start();
        RawClient client = RawClient.open(server)) {
      client.send(RawClient.text("x"));

      assertThat(client.frame()).isEqualTo("TEXT x");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT-1S"})
  void aTimeForTheRequestThatIsNotPositiveIsRefused(String timeout) {
    assertThatThrownBy(() -> builder().handshakeTimeout(Duration.parse(timeout)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is not positive");
  }
}
