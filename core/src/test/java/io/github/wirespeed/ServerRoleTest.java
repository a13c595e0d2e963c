package io.github.wirespeed;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.loop.LoopHandler;
import io.github.wirespeed.loop.Registration;
import io.github.wirespeed.loop.SteppedLoop;
import io.github.wirespeed.transport.MemoryTransport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The actor as the server's side of a connection, byte for byte. */
@Timeout(30)
class ServerRoleTest {
  private static final int TEXT = 0x1;
  private static final int BINARY = 0x2;
  private static final int CLOSE = 0x8;
  private static final String ENDED = " END";

  private final List<ConnectionClosedException> ends = new ArrayList<>();
  private SteppedLoop loop;
  private MemoryTransport client;
  private WebSocketConnection connection;
  private boolean endSeen;

  @AfterEach
  void end() {
    client.close();
    loop.close();
  }

  private void open(int capacity, WebSocketOptions options, MessageHandler handler, byte[] first)
      throws IOException {
    MemoryTransport.Pair pair = MemoryTransport.pair(capacity);
    client = pair.left();
    loop = new SteppedLoop();
    Registration registration =
        loop.loop()
            .register(
                new LoopHandler() {
                  @Override
                  public boolean ready(int readyOps) {
                    return false;
                  }

                  @Override
                  public void failed(Throwable cause) {
                    throw new AssertionError("failed before it was open", cause);
                  }
                });
    ServerConnections connections = new ServerConnections((ignored, how) -> ends.add(how));
    ServerConnections.Answered answered =
        new ServerConnections.Answered(
            pair.right(), ByteBuffer.wrap(first), "v1.feed", Map.of(), null);
    loop.inLoop(
        () ->
            connection =
                connections.handled(loop.loop(), registration, answered, options, handler));
  }

  private void openEcho() throws IOException {
    open(64 << 10, LoopSession.options(), (c, m) -> c.send(m), new byte[0]);
  }

  /** A masked frame whose key is zero: the payload can be read as it is. */
  private static byte[] frame(int opcode, byte[] payload) {
    int extra = payload.length > 125 ? 2 : 0;
    ByteBuffer bytes = ByteBuffer.allocate(6 + extra + payload.length);
    bytes.put((byte) (0x80 | opcode));
    if (extra == 0) {
      bytes.put((byte) (0x80 | payload.length));
    } else {
      bytes.put((byte) 0xFE).putShort((short) payload.length);
    }
    return bytes.putInt(0).put(payload).array();
  }

  private static byte[] text(String text) {
    return frame(TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  private void send(byte[] bytes) throws IOException {
    ByteBuffer all = ByteBuffer.wrap(bytes);
    client.write(all);
    assertThat(all.remaining()).as("bytes that the network does not take").isZero();
    loop.settle();
  }

  /** What the server has written since the last call, as hex; and whether it ended TCP. */
  private String received() throws IOException {
    loop.settle();
    return HexFormat.of().formatHex(take()) + (endSeen ? ENDED : "");
  }

  private byte[] take() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    ByteBuffer in = ByteBuffer.allocate(4 << 10);
    int n;
    while ((n = client.read(in.clear())) > 0) {
      all.write(in.array(), 0, n);
    }
    endSeen |= n < 0;
    return all.toByteArray();
  }

  @Test
  void whatComesIsSentOnAsItCameAndUnmasked() throws IOException {
    openEcho();
    send(text("Hello"));
    assertThat(received()).isEqualTo("810548656c6c6f");
    send(frame(BINARY, new byte[] {1, 2}));
    assertThat(received()).isEqualTo("82020102");
    send(frame(TEXT, new byte[0]));
    assertThat(received()).isEqualTo("8100");
    assertThat(connection.subprotocol()).isEqualTo("v1.feed");
  }

  @Test
  void framesThatCameWithTheRequestAreTheFirst() throws IOException {
    open(64 << 10, LoopSession.options(), (c, m) -> c.send(m), text("Hello"));
    assertThat(received()).isEqualTo("810548656c6c6f");
  }

  @Test
  void theServerEndsTcpWhenBothHaveClosed() throws IOException {
    openEcho();
    send(frame(CLOSE, new byte[] {0x03, (byte) 0xE8}));
    assertThat(received()).isEqualTo("880203e8" + ENDED);
    assertThat(ends).isEmpty(); // the client's end of TCP is still to come
    client.shutdownOutput();
    loop.settle();
    assertThat(ends).hasSize(1);
    assertThat(ends.get(0).report().toString()).contains("1000");
  }

  @Test
  void aClientThatDoesNotEndTcpIsCutAfterASecond() throws IOException {
    openEcho();
    send(frame(CLOSE, new byte[0]));
    assertThat(received()).isEqualTo("8800" + ENDED);
    loop.advance(Duration.ofMillis(999));
    assertThat(ends).isEmpty();
    loop.advance(Duration.ofMillis(2));
    assertThat(ends).hasSize(1);
  }

  @Test
  void aCloseOfOursEndsTcpWhenItIsAnswered() throws IOException {
    openEcho();
    loop.inLoop(() -> connection.close(1001, "bye"));
    assertThat(received()).isEqualTo("880503e9627965");
    send(frame(CLOSE, new byte[] {0x03, (byte) 0xE9}));
    assertThat(received()).isEqualTo(ENDED);
  }

  @Test
  void anUnmaskedFrameIsAViolation() throws IOException {
    openEcho();
    send(HexFormat.of().parseHex("810548656c6c6f"));
    String bytes = received();
    assertThat(bytes).startsWith("88").endsWith(ENDED);
    assertThat(bytes.substring(4, 8)).isEqualTo("03ea");
  }

  @Test
  void aClientThatDoesNotReadIsNotReadFromAndGetsEverythingLater() throws IOException {
    int capacity = 1 << 10;
    List<String> shown = new ArrayList<>();
    open(
        capacity,
        LoopSession.options().mailbox(2),
        (c, m) -> {
          shown.add(m.text());
          c.send(m);
        },
        new byte[0]);
    int sent = 0;
    String payload = "x".repeat(300);
    while (sent < 1000) {
      ByteBuffer next = ByteBuffer.wrap(text(payload + sent));
      int before = next.remaining();
      client.write(next);
      loop.settle();
      if (next.hasRemaining()) {
        assertThat(next.remaining()).isLessThanOrEqualTo(before);
        break;
      }
      sent++;
    }
    // The network holds three each way, the writing half one, the mailbox two, a sender one more.
    assertThat(shown).hasSizeBetween(4, 10);
    int known = shown.size();

    StringBuilder received = new StringBuilder();
    for (byte[] some = take(); some.length > 0; some = take()) {
      received.append(new String(some, StandardCharsets.ISO_8859_1));
      loop.settle();
    }
    for (int i = 0; i < sent; i++) {
      assertThat(received.indexOf(payload + i)).as("message %d", i).isNotNegative();
    }
    assertThat(shown).hasSizeGreaterThan(known).hasSizeGreaterThanOrEqualTo(sent);
  }

  @Test
  void aSendThatIsTriedAndRefusedDoesNotStopTheReading() throws IOException {
    List<String> shown = new ArrayList<>();
    open(
        1 << 10,
        LoopSession.options().mailbox(2),
        (c, m) -> {
          shown.add(m.text());
          c.trySend(m.text());
        },
        new byte[0]);
    for (int i = 0; i < 50; i++) {
      send(text("x".repeat(300)));
    }
    assertThat(shown).hasSize(50);
  }
}
