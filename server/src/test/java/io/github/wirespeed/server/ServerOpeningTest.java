package io.github.wirespeed.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.MessageHandler;
import io.github.wirespeed.MessageView;
import io.github.wirespeed.ServerConnections;
import io.github.wirespeed.WaitStrategy;
import io.github.wirespeed.WebSocketConnection;
import io.github.wirespeed.loop.EventLoop;
import io.github.wirespeed.loop.Registration;
import io.github.wirespeed.transport.MemoryTransport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An opening step by step: in memory, and in a loop that turns when it is told to. */
@Timeout(30)
class ServerOpeningTest {
  private static final int AHEAD = 4 << 10;

  private final List<String> events = new ArrayList<>();
  private final CompletableFuture<UpgradeDecision> decision = new CompletableFuture<>();
  private final EventLoop loop = new EventLoop(WaitStrategy.blocking().newSpin());
  private final Sessions sessions = new Sessions();
  private final ServerLog log = new ServerLog();
  private Duration timeout = Duration.ofSeconds(20);
  private MemoryTransport client;
  private Registration registration;

  ServerOpeningTest() throws IOException {}

  @AfterEach
  void end() throws IOException {
    loop.close();
    loop.poll();
    log.close();
    assertThat(log.records).isEmpty();
  }

  private final class Recording implements MessageHandler {
    @Override
    public void onOpen(WebSocketConnection connection) {
      events.add("open");
    }

    @Override
    public void onMessage(WebSocketConnection connection, MessageView message) {
      events.add("message of " + message.size());
      connection.send(message);
    }
  }

  /** Connects, and has sent this when it returns. */
  private MemoryTransport connect(byte[]... first) throws IOException {
    ServerBuilder builder =
        WebSocketServer.builder()
            .handshakeTimeout(timeout)
            .route(
                "/later",
                Route.to(new Recording()).onUpgrade(request -> UpgradeDecision.later(decision)))
            .get("/large", request -> HttpAnswer.of(200, "x/y", new byte[3_000_000]));
    Openings openings =
        new Openings(
            builder.settings(),
            sessions,
            new ServerConnections(sessions::closed),
            false,
            new BlockingThreads(null, 0));
    MemoryTransport.Pair pair = MemoryTransport.pair();
    client = pair.left();
    client.write(ByteBuffer.wrap(RawClient.concat(first)));
    ServerOpening opening = openings.open(loop, pair.right(), TimeUnit.SECONDS.toNanos(20));
    registration = loop.register(opening);
    registration.interest(SelectionKey.OP_READ);
    opening.registered(registration);
    turn();
    return pair.right();
  }

  private void turn() throws IOException {
    for (int i = 0; i < 20; i++) {
      loop.poll();
    }
  }

  private static byte[] upgrade(String path) {
    return Requests.upgrade(path).getBytes(ISO_8859_1);
  }

  private String read() throws IOException {
    ByteBuffer in = ByteBuffer.allocate(100_000);
    client.read(in);
    return new String(in.array(), 0, in.position(), ISO_8859_1);
  }

  @Test
  void whileItIsUndecidedNoMoreThanABufferIsReadAndNothingIsLost() throws Exception {
    byte[] frames =
        RawClient.concat(RawClient.text("first"), RawClient.frame(0x82, new byte[20_000]));
    connect(upgrade("/later"), frames);

    assertThat(client.pending()).isEqualTo(frames.length - AHEAD);
    assertThat(registration.interest()).isZero();
    assertThat(read()).isEmpty();
    decision.complete(UpgradeDecision.accept());
    assertThat(events).isEmpty();
    turn();

    assertThat(client.pending()).isZero();
    assertThat(events).containsExactly("open", "message of 5", "message of 20000");
    assertThat(read()).startsWith("HTTP/1.1 101 ").contains("\r\n\r\n\u0081\u0005first");
    assertThat(sessions.count()).isEqualTo(1);
  }

  @Test
  void whatComesInPiecesWhileItIsUndecidedStaysInOrder() throws Exception {
    connect(upgrade("/later"));
    byte[] frames = RawClient.concat(RawClient.frame(0x82, new byte[300]), RawClient.text("end"));
    for (byte one : frames) {
      client.write(ByteBuffer.wrap(new byte[] {one}));
      turn();
    }
    assertThat(client.pending()).isZero();
    decision.complete(UpgradeDecision.accept());
    turn();

    assertThat(events).containsExactly("open", "message of 300", "message of 3");
  }

  @Test
  void aClientThatLeavesWhileItIsUndecidedIsForgotten() throws Exception {
    MemoryTransport server = connect(upgrade("/later"), RawClient.text("x"));
    assertThat(server.isOpen()).isTrue();
    client.close();
    turn();

    assertThat(server.isOpen()).isFalse();
    decision.complete(UpgradeDecision.accept());
    turn();
    assertThat(events).isEmpty();
    assertThat(sessions.count()).isZero();
  }

  @Test
  void aClientThatIsResetWhileItIsUndecidedIsForgotten() throws Exception {
    MemoryTransport server = connect(upgrade("/later"));
    client.reset();
    turn();

    assertThat(server.isOpen()).isFalse();
    decision.completeExceptionally(new IllegalStateException("nobody is told"));
    turn();
    assertThat(events).isEmpty();
  }

  @Test
  void aLoopThatEndsWhileItIsUndecidedClosesTheConnection() throws Exception {
    MemoryTransport server = connect(upgrade("/later"));
    loop.close();
    loop.poll();

    assertThat(server.isOpen()).isFalse();
    decision.complete(UpgradeDecision.accept());
    assertThat(events).isEmpty();
  }

  @Test
  void theEndOfTheClientIsWaitedForBehindARefusal() throws Exception {
    MemoryTransport server = connect(upgrade("/nowhere"), new byte[10_000]);
    assertThat(read()).startsWith("HTTP/1.1 404 ");
    assertThat(client.read(ByteBuffer.allocate(1))).isEqualTo(-1);
    // What came behind the request is read, so that no reset destroys the answer.
    assertThat(client.pending()).isZero();
    assertThat(server.isOpen()).isTrue();
    client.close();
    turn();

    assertThat(server.isOpen()).isFalse();
  }

  @Test
  void aLargeBodyIsWrittenAsFarAsItIsTaken() throws Exception {
    MemoryTransport server = connect(Requests.get("/large").getBytes(ISO_8859_1));
    assertThat(server.pending()).isEqualTo(MemoryTransport.DEFAULT_CAPACITY);
    assertThat(registration.interest()).isEqualTo(SelectionKey.OP_WRITE);
    long read = 0;
    ByteBuffer in = ByteBuffer.allocate(10_000);
    for (int n = client.read(in); n > 0; n = client.read(in.clear())) {
      read += n;
      turn();
    }

    assertThat(read).isEqualTo(server.bytesWritten()).isBetween(3_000_050L, 3_000_200L);
    assertThat(client.read(in.clear())).isEqualTo(-1);
    assertThat(registration.interest()).isEqualTo(SelectionKey.OP_READ);
  }

  @Test
  void whoTakesNothingOfALargeBodyForSoLongIsCut() throws Exception {
    timeout = Duration.ofMillis(200);
    MemoryTransport server = connect(Requests.get("/large").getBytes(ISO_8859_1));
    while (server.isOpen()) {
      loop.poll(TimeUnit.SECONDS.toNanos(1));
    }

    assertThat(server.bytesWritten()).isEqualTo(MemoryTransport.DEFAULT_CAPACITY);
  }
}
