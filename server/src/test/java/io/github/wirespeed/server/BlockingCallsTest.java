package io.github.wirespeed.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.wirespeed.ConnectionClosedException;
import io.github.wirespeed.Message;
import io.github.wirespeed.WebSocket;
import io.github.wirespeed.WebSocketOptions;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the calls of a blocking handler wait for, and what they throw. */
@Timeout(60)
class BlockingCallsTest {
  private static final String LARGE = "x".repeat(64 << 10);

  private final CompletableFuture<ServerWebSocket> opened = new CompletableFuture<>();
  private final CountDownLatch done = new CountDownLatch(1);
  private final WebSocketServer server =
      WebSocketServer.builder()
          .options(WebSocketServer.defaultOptions().closeTimeout(Duration.ofMillis(100)))
          .route(
              "/{name}",
              Route.blocking(
                      ws -> {
                        opened.complete(ws);
                        done.await();
                      })
                  .subprotocols("v2"))
          .route("/", ws -> hand(ws))
          .start();

  BlockingCallsTest() throws Exception {}

  private void hand(ServerWebSocket ws) throws InterruptedException {
    opened.complete(ws);
    done.await();
  }

  @AfterEach
  void end() {
    done.countDown();
    server.close();
  }

  private ServerWebSocket opened() throws Exception {
    return opened.get(20, TimeUnit.SECONDS);
  }

  /** A call on a thread of its own, and what it came to. */
  private static final class Call extends Thread {
    private final CompletableFuture<Throwable> outcome = new CompletableFuture<>();
    private final IoAction action;

    interface IoAction {
      void run() throws IOException;
    }

    Call(IoAction action) {
      this.action = action;
      setDaemon(true);
      start();
    }

    @Override
    public void run() {
      try {
        action.run();
        outcome.complete(null);
      } catch (Throwable t) {
        assertThat(t instanceof InterruptedIOException).isEqualTo(isInterrupted());
        outcome.complete(t);
      }
    }

    Call awaitWaiting() {
      awaitParked(this);
      return this;
    }

    Throwable outcome() throws Exception {
      return outcome.get(20, TimeUnit.SECONDS);
    }
  }

  /** Until it waits for what will not come by itself. */
  @SuppressWarnings("ThreadPriorityCheck") // a hint: no latch tells that a thread is parked
  private static void awaitParked(Thread thread) {
    while (thread.getState() != Thread.State.WAITING) {
      Thread.yield();
    }
  }

  // ---- sending ----

  @Test
  void everyFormOfASendArrives() throws Exception {
    try (RawClient client = BlockingRouteTest.open(server)) {
      ServerWebSocket ws = opened();
      ByteBuffer part = ByteBuffer.wrap(new byte[10]).position(3).limit(9);
      ws.send("text");
      ws.send(new byte[3]);
      ws.send(part);
      ws.send(new Message.Text("as text"));
      ws.send(new Message.Binary(new byte[5]));
      ws.sendAll(List.of(new Message.Text("one"), new Message.Binary(new byte[2])));

      assertThat(client.frame()).isEqualTo("TEXT text");
      assertThat(client.frame()).isEqualTo("BINARY 3 bytes");
      assertThat(client.frame()).isEqualTo("BINARY 6 bytes");
      assertThat(client.frame()).isEqualTo("TEXT as text");
      assertThat(client.frame()).isEqualTo("BINARY 5 bytes");
      assertThat(client.frame()).isEqualTo("TEXT one");
      assertThat(client.frame()).isEqualTo("BINARY 2 bytes");
      assertThat(part.hasRemaining()).isFalse();
      assertThatThrownBy(() -> ws.send("\uD800")).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aSenderWaitsForAClientThatDoesNotReadAndThenAllArrives() throws Exception {
    int all = 600;
    AtomicInteger sent = new AtomicInteger();
    try (RawClient client = BlockingRouteTest.open(server)) {
      ServerWebSocket ws = opened();
      Call sender =
          new Call(
              () -> {
                for (int i = 0; i < all; i++) {
                  ws.send(i + LARGE);
                  sent.incrementAndGet();
                }
              });
      sender.awaitWaiting();
      assertThat(sent.get()).isLessThan(all);

      for (int i = 0; i < all; i++) {
        assertThat(client.frame()).startsWith("TEXT " + i + "x").hasSizeGreaterThan(64 << 10);
      }
      assertThat(sender.outcome()).isNull();
    }
  }

  @Test
  void anInterruptTakesBackWhatWaitsAndNothingElse() throws Exception {
    AtomicInteger sent = new AtomicInteger();
    ByteBuffer payload = ByteBuffer.allocate(64 << 10).position(4);
    try (RawClient client = BlockingRouteTest.open(server)) {
      ServerWebSocket ws = opened();
      Call sender =
          new Call(
              () -> {
                while (true) {
                  payload.position(4);
                  ws.send(payload);
                  sent.incrementAndGet();
                }
              });
      sender.awaitWaiting().interrupt();

      assertThat(sender.outcome())
          .isInstanceOf(InterruptedIOException.class)
          .hasMessage("interrupted before the message was sent: the mailbox is full");
      assertThat(payload.position()).isEqualTo(4);
      assertThat(ws.isOpen()).isTrue();
      Call after = new Call(() -> ws.send("after"));
      for (int i = 0; i < sent.get(); i++) {
        assertThat(client.frame()).isEqualTo("BINARY " + ((64 << 10) - 4) + " bytes");
      }
      assertThat(client.frame()).isEqualTo("TEXT after");
      assertThat(after.outcome()).isNull();
    }
  }

  @Test
  void anInterruptInTheMiddleOfAMessageEndsTheConnection() throws Exception {
    ByteBuffer payload = ByteBuffer.allocate(64 << 20);
    try (RawClient client = BlockingRouteTest.open(server)) {
      ServerWebSocket ws = opened();
      Call sender = new Call(() -> ws.send(payload));
      sender.awaitWaiting().interrupt();

      assertThat(sender.outcome())
          .isInstanceOf(InterruptedIOException.class)
          .hasMessage("interrupted in the middle of a message: the connection is closed");
      assertThat(payload.position()).isZero();
      assertThat(ws.isOpen()).isFalse();
      assertThatThrownBy(() -> ws.send("x")).isInstanceOf(ConnectionClosedException.class);
      assertThat(client.frame()).startsWith("BINARY... ");
    }
  }

  @Test
  void aSenderThatWaitsHearsOfTheEnd() throws Exception {
    try (RawClient client = BlockingRouteTest.open(server)) {
      ServerWebSocket ws = opened();
      Call sender =
          new Call(
              () -> {
                while (true) {
                  ws.send(LARGE);
                }
              });
      sender.awaitWaiting();
      client.socket.close();

      assertThat(sender.outcome()).isInstanceOf(ConnectionClosedException.class);
    }
  }

  // ---- receiving ----

  @Test
  void aReceiveWithoutAMessageInTimeLosesNothing() throws Exception {
    try (RawClient client = BlockingRouteTest.open(server)) {
      ServerWebSocket ws = opened();
      assertThatThrownBy(() -> ws.receive(Duration.ofMillis(1)))
          .isInstanceOf(SocketTimeoutException.class)
          .hasMessage("no message in time");
      assertThatThrownBy(() -> ws.receive(Duration.ZERO))
          .isInstanceOf(SocketTimeoutException.class);
      assertThatThrownBy(() -> ws.receive(Duration.ofMillis(-1)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("timeout of PT-0.001S is negative");
      client.send(RawClient.text("a"), RawClient.text("b"));

      assertThat(ws.receive(Duration.ofSeconds(20)).text()).isEqualTo("a");
      assertThat(ws.receive().text()).isEqualTo("b");
    }
  }

  @Test
  void aReceiveThatIsInterruptedLosesNothing() throws Exception {
    try (RawClient client = BlockingRouteTest.open(server)) {
      ServerWebSocket ws = opened();
      Call receiver = new Call(ws::receive);
      receiver.awaitWaiting().interrupt();

      assertThat(receiver.outcome())
          .isInstanceOf(InterruptedIOException.class)
          .hasMessage("interrupted while waiting for a message");
      client.send(RawClient.text("a"));
      assertThat(ws.receive().text()).isEqualTo("a");
    }
  }

  @Test
  void aMessageThatIsThereIsReceivedInSpiteOfAnInterrupt() throws Exception {
    try (RawClient client = BlockingRouteTest.open(server)) {
      ServerWebSocket ws = opened();
      client.send(RawClient.text("a"), RawClient.text("b"));
      ws.receive();
      Thread.currentThread().interrupt();
      Message second = ws.receive();

      assertThat(Thread.interrupted()).isTrue();
      assertThat(second.text()).isEqualTo("b");
    }
  }

  @Test
  void theMessagesAreAStreamToo() throws Exception {
    try (RawClient client = BlockingRouteTest.open(server)) {
      client.send(RawClient.text("a"), RawClient.text("b"), RawClient.frame(0x88, ""));

      try (Stream<Message> messages = opened().stream()) {
        assertThat(messages.map(Message::text).collect(Collectors.toList()))
            .containsExactly("a", "b");
      }
    }
  }

  @Test
  void anEndThatIsNotNormalIsThrownByTheIteration() throws Exception {
    try (RawClient client = BlockingRouteTest.open(server)) {
      ServerWebSocket ws = opened();
      client.send(RawClient.text("a"), RawClient.close(4000, "why"));
      List<String> received = new ArrayList<>();

      assertThatThrownBy(() -> ws.forEach(m -> received.add(m.text())))
          .isInstanceOf(java.io.UncheckedIOException.class)
          .hasCauseInstanceOf(ConnectionClosedException.class);
      assertThat(received).containsExactly("a");
      assertThat(ws.closeCode()).isEqualTo(4000);
      assertThat(ws.closeReason()).isEqualTo("why");
      assertThatThrownBy(ws::receive)
          .isInstanceOfSatisfying(
              ConnectionClosedException.class, e -> assertThat(e.code()).isEqualTo(4000));
    }
  }

  // ---- the rest ----

  @Test
  void aPingWaitsForItsPong() throws Exception {
    try (WebSocket client = WebSocket.connect(server.uri())) {
      ServerWebSocket ws = opened();
      Call reader = new Call(client::receive);

      assertThat(ws.ping()).isPositive();
      ws.send("done");
      assertThat(reader.outcome()).isNull();
    }
  }

  @Test
  void aPongThatDoesNotComeIsNotWaitedForAnyLonger() throws Exception {
    try (RawClient client = BlockingRouteTest.open(server)) {
      ServerWebSocket ws = opened();
      assertThatThrownBy(() -> ws.ping(Duration.ofMillis(1)))
          .isInstanceOf(SocketTimeoutException.class)
          .hasMessage("no pong in PT0.001S");
      Call ping = new Call(() -> ws.ping(Duration.ofHours(1)));
      ping.awaitWaiting().interrupt();

      assertThat(ping.outcome())
          .isInstanceOf(InterruptedIOException.class)
          .hasMessage("interrupted while waiting for a pong");
      client.send(RawClient.text("a"));
      assertThat(ws.receive().text()).isEqualTo("a");
    }
  }

  @Test
  void aCloseWaitsForTheClientsAndEndsAReceiveThatWaits() throws Exception {
    try (RawClient client = BlockingRouteTest.open(server)) {
      ServerWebSocket ws = opened();
      Call receiver = new Call(ws::receive).awaitWaiting();
      client.send(RawClient.close(4001, "mine"));
      assertThat(receiver.outcome()).isInstanceOf(ConnectionClosedException.class);
      ws.close(4002, "too late");

      assertThat(ws.isOpen()).isFalse();
      assertThat(client.frame()).isEqualTo("CLOSE 4001");
      assertThat(client.frame()).isEqualTo("END");
    }
  }

  @Test
  void aCloseThatIsNotAnsweredReturnsAllTheSame() throws Exception {
    try (RawClient client = BlockingRouteTest.open(server)) {
      ServerWebSocket ws = opened();
      ws.send("last");
      ws.close(4002, "enough");
      ws.close();

      assertThat(ws.connection().closed().isDone()).isTrue();
      assertThat(client.frame()).isEqualTo("TEXT last");
      assertThat(client.frame()).isEqualTo("CLOSE 4002 enough");
      assertThat(client.frame()).isEqualTo("END");
      assertThat(ws.iterator().hasNext()).isFalse();
      assertThatThrownBy(() -> ws.close(1005, "")).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void itKnowsItsRequestAndItsClient() throws Exception {
    WebSocketOptions asking = WebSocketOptions.defaults().subprotocols("v1", "v2");
    try (WebSocket client = WebSocket.connect(server.uri() + "/room?x=1", asking)) {
      ServerWebSocket ws = opened();

      assertThat(ws.request().parameter("name")).isEqualTo("room");
      assertThat(ws.request().query()).isEqualTo("x=1");
      assertThat(ws.subprotocol()).isEqualTo("v2");
      assertThat(ws.remoteAddress()).isEqualTo(client.localAddress());
      assertThat(ws.isOpen()).isTrue();
      assertThat(ws.closeCode()).isEqualTo(-1);
      assertThat(ws)
          .hasToString(
              "ServerWebSocket[open, "
                  + client.remoteAddress()
                  + " -> "
                  + client.localAddress()
                  + "]");
    }
  }

  @Test
  void waitingOnTheLoopIsRefused() throws Exception {
    try (WebSocket client = WebSocket.connect(server.uri())) {
      ServerWebSocket ws = opened();
      CompletableFuture<Void> inTheLoop =
          ws.connection()
              .ping()
              .thenAccept(
                  d ->
                      assertThatThrownBy(ws::receive)
                          .isInstanceOf(IllegalStateException.class)
                          .hasMessageContaining("own loop"))
              .toCompletableFuture();
      Call reader = new Call(client::receive);

      inTheLoop.get(20, TimeUnit.SECONDS);
      ws.send("done");
      assertThat(reader.outcome()).isNull();
    }
  }

  @Test
  void aHandlerThatWaitsIsParkedAndHasNoDescriptorOfItsOwn() throws Exception {
    Path descriptors = Path.of("/proc/self/fd");
    Assumptions.assumeTrue(Files.isDirectory(descriptors));
    Queue<Thread> threads = new ConcurrentLinkedQueue<>();
    ExecutorService platform = Executors.newCachedThreadPool();
    CountDownLatch all = new CountDownLatch(50);
    List<RawClient> clients = new ArrayList<>();
    try (WebSocketServer waiting =
        WebSocketServer.builder()
            .blockingThreads(platform)
            .loops(1)
            .route(
                "/",
                ws -> {
                  threads.add(Thread.currentThread());
                  all.countDown();
                  ws.receive();
                })
            .start()) {
      long before = count(descriptors);
      for (int i = 0; i < 50; i++) {
        clients.add(BlockingRouteTest.open(waiting));
      }
      all.await();
      threads.forEach(BlockingCallsTest::awaitParked);

      assertThat(count(descriptors) - before).isLessThan(50 * 2 + 20);
    } finally {
      for (RawClient client : clients) {
        client.close();
      }
      platform.shutdown();
    }
  }

  private static long count(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.count();
    }
  }
}
