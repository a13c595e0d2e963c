package io.github.wirespeed.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.wirespeed.ConnectionClosedException;
import io.github.wirespeed.Message;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a connection ends with its handler, and a handler with its connection or its server. */
@Timeout(60)
@SuppressWarnings("try") // servers are closed in the middle of their tests
class BlockingEndTest {
  private final ServerLog log = new ServerLog();

  @AfterEach
  void end() {
    log.close();
  }

  /** Runs a handler, and has what it came to: null for a return. */
  private static final class Watched implements BlockingHandler {
    final CompletableFuture<Throwable> outcome = new CompletableFuture<>();
    final CountDownLatch begun = new CountDownLatch(1);
    private final BlockingHandler handler;

    Watched(BlockingHandler handler) {
      this.handler = handler;
    }

    @Override
    public void serve(ServerWebSocket ws) throws Exception {
      begun.countDown();
      try {
        handler.serve(ws);
        outcome.complete(null);
      } catch (Throwable t) {
        outcome.complete(t);
        throw t;
      }
    }

    Throwable outcome() throws Exception {
      return outcome.get(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void aHandlerThatReturnsClosesWith1000BehindWhatItSent() throws Exception {
    try (WebSocketServer server = BlockingRouteTest.serving(ws -> ws.send("goodbye"));
        RawClient client = BlockingRouteTest.open(server)) {
      assertThat(client.frame()).isEqualTo("TEXT goodbye");
      assertThat(client.frame()).isEqualTo("CLOSE 1000");
      client.send(RawClient.close(1000, ""));
      assertThat(client.frame()).isEqualTo("END");
    }
    assertThat(log.rest()).isEmpty();
  }

  @Test
  void nobodyWaitsForTheEndOfAConnectionWhoseHandlerReturned() throws Exception {
    ExecutorService one = Executors.newSingleThreadExecutor();
    try (WebSocketServer server =
            WebSocketServer.builder()
                .blockingThreads(one)
                .route("/", ws -> ws.send("hello"))
                .start();
        RawClient first = BlockingRouteTest.open(server);
        RawClient second = BlockingRouteTest.open(server)) {
      // The first has not answered the Close, and the only thread serves the second all the same.
      assertThat(second.frame()).isEqualTo("TEXT hello");
      assertThat(first.frame()).isEqualTo("TEXT hello");
    } finally {
      one.shutdown();
    }
  }

  @Test
  void aHandlerThatThrowsClosesWith1011AndIsLoggedOnce() throws Exception {
    IllegalStateException bug = new IllegalStateException("bug");
    BlockingHandler handler =
        ws -> {
          ws.receive();
          throw bug;
        };
    try (WebSocketServer server = BlockingRouteTest.serving(handler);
        RawClient client = BlockingRouteTest.open(server)) {
      client.send(RawClient.text("x"));

      assertThat(client.frame()).isEqualTo("CLOSE 1011 handler failed");
      LogRecord logged = log.next();
      assertThat(logged.getLevel()).isEqualTo(Level.WARNING);
      assertThat(logged.getThrown()).isSameAs(bug);
      assertThat(logged.getMessage()).contains(client.socket.getLocalSocketAddress().toString());
    }
    assertThat(log.rest()).isEmpty();
  }

  @Test
  void anErrorOfAHandlerIsAFailureLikeOthers() throws Exception {
    BlockingHandler handler =
        ws -> {
          throw new StackOverflowError("deep");
        };
    try (WebSocketServer server = BlockingRouteTest.serving(handler);
        RawClient client = BlockingRouteTest.open(server)) {
      assertThat(client.frame()).isEqualTo("CLOSE 1011 handler failed");
      assertThat(log.next().getThrown()).isInstanceOf(StackOverflowError.class);
    }
  }

  @Test
  void aCloseOfTheClientEndsTheIterationAndNothingIsLogged() throws Exception {
    List<String> received = new ArrayList<>();
    Watched handler =
        new Watched(
            ws -> {
              for (Message m : ws) {
                received.add(m.text());
              }
              received.add(ws.closeCode() + " " + ws.closeReason() + " " + ws.isOpen());
            });
    try (WebSocketServer server = BlockingRouteTest.serving(handler);
        RawClient client = BlockingRouteTest.open(server)) {
      client.send(RawClient.text("a"), RawClient.text("b"), RawClient.close(1000, "done"));

      assertThat(client.frame()).isEqualTo("CLOSE 1000");
      assertThat(client.frame()).isEqualTo("END");
      assertThat(handler.outcome()).isNull();
      assertThat(received).containsExactly("a", "b", "1000 done false");
    }
    assertThat(log.rest()).isEmpty();
  }

  @Test
  void theEndOfTheConnectionMayBeLetOutOfTheHandlerAndNothingIsLogged() throws Exception {
    Watched normal =
        new Watched(
            ws -> {
              while (true) {
                ws.send(ws.receive());
              }
            });
    Watched wrapped =
        new Watched(
            ws -> {
              for (Message m : ws) {
                ws.send(m);
              }
            });
    try (WebSocketServer server =
        WebSocketServer.builder().route("/", normal).route("/lost", wrapped).start()) {
      try (RawClient client = BlockingRouteTest.open(server)) {
        client.send(RawClient.close(1000, ""));
        assertThat(client.frame()).isEqualTo("CLOSE 1000");
        assertThat(client.frame()).isEqualTo("END");
      }
      try (RawClient client = new RawClient((InetSocketAddress) server.addresses().get(0))) {
        client.send(RawClient.REQUEST.replace("GET / ", "GET /lost ").getBytes(ISO_8859_1));
        client.head();
      } // without a Close
      assertThat(normal.outcome()).isInstanceOf(ConnectionClosedException.class);
      assertThat(wrapped.outcome())
          .isInstanceOf(java.io.UncheckedIOException.class)
          .hasCauseInstanceOf(ConnectionClosedException.class);
    }
    assertThat(log.rest()).isEmpty();
  }

  @Test
  void aFailureBehindTheEndIsStillLogged() throws Exception {
    BlockingHandler handler =
        ws -> {
          for (Message m : ws) {
            ws.send(m);
          }
          throw new IllegalStateException("while cleaning up");
        };
    try (WebSocketServer server = BlockingRouteTest.serving(handler);
        RawClient client = BlockingRouteTest.open(server)) {
      client.send(RawClient.close(1000, ""));
      assertThat(client.frame()).isEqualTo("CLOSE 1000");

      assertThat(log.next().getThrown()).hasMessage("while cleaning up");
    }
  }

  @Test
  void aCallThatWaitsEndsWithTheServer() throws Exception {
    Watched handler = new Watched(ServerWebSocket::receive);
    try (WebSocketServer server = BlockingRouteTest.serving(handler);
        RawClient client = BlockingRouteTest.open(server)) {
      handler.begun.await();
      server.close();

      assertThat(client.frame()).isEqualTo("CLOSE 1001 server shutting down");
      assertThat(handler.outcome()).isInstanceOf(ConnectionClosedException.class);
    }
    assertThat(log.rest()).isEmpty();
  }

  @Test
  void aHandlerThatWaitsElsewhereIsInterruptedByTheServersClose() throws Exception {
    Watched handler = new Watched(ws -> new CountDownLatch(1).await());
    try (WebSocketServer server = BlockingRouteTest.serving(handler);
        RawClient client = BlockingRouteTest.open(server)) {
      handler.begun.await();
      server.close();

      assertThat(client.frame()).isEqualTo("CLOSE 1001 server shutting down");
      assertThat(handler.outcome()).isInstanceOf(InterruptedException.class);
    }
    assertThat(log.rest()).isEmpty();
  }

  @Test
  void aHandlerMayFinishItsWorkBeforeTheServersCloseReturns() throws Exception {
    CountDownLatch told = new CountDownLatch(1);
    CountDownLatch finish = new CountDownLatch(1);
    Watched handler =
        new Watched(
            ws -> {
              assertThatThrownBy(ws::receive).isInstanceOf(ConnectionClosedException.class);
              told.countDown();
              finish.await(); // an interrupt would be its failure
            });
    ServerBuilder patient = WebSocketServer.builder().route("/", handler);
    patient.blockingGraceNanos = TimeUnit.SECONDS.toNanos(20);
    try (WebSocketServer server = patient.start();
        RawClient client = BlockingRouteTest.open(server)) {
      handler.begun.await();
      Thread closing = new Thread(server::close);
      closing.start();
      told.await();
      assertThat(client.frame()).isEqualTo("CLOSE 1001 server shutting down");
      assertThat(handler.outcome.isDone()).isFalse();
      finish.countDown();

      closing.join();
      assertThat(handler.outcome()).isNull();
    }
  }

  @Test
  void aHandlerMayCloseItsServer() throws Exception {
    CompletableFuture<WebSocketServer> own = new CompletableFuture<>();
    Watched handler =
        new Watched(
            ws -> {
              own.get().close();
              assertThat(Thread.currentThread().isInterrupted()).isFalse();
            });
    try (WebSocketServer server = BlockingRouteTest.serving(handler);
        RawClient client = BlockingRouteTest.open(server)) {
      own.complete(server);

      assertThat(client.frame()).isEqualTo("CLOSE 1001 server shutting down");
      assertThat(handler.outcome()).isNull();
    }
  }

  @Test
  void anExecutorsThreadIsGivenBackUninterrupted() throws Exception {
    CompletableFuture<Boolean> interruptedAfter = new CompletableFuture<>();
    Executor threads = // not a pool's, which would clear the status itself
        task ->
            new Thread(
                    () -> {
                      task.run();
                      interruptedAfter.complete(Thread.interrupted());
                    })
                .start();
    CompletableFuture<Boolean> interruptedIn = new CompletableFuture<>();
    CountDownLatch begun = new CountDownLatch(1);
    BlockingHandler handler =
        ws -> {
          begun.countDown();
          while (!Thread.currentThread().isInterrupted()) {
            LockSupport.park();
          }
          interruptedIn.complete(true);
        };
    try (WebSocketServer server =
            WebSocketServer.builder().blockingThreads(threads).route("/", handler).start();
        RawClient client = BlockingRouteTest.open(server)) {
      begun.await();
      server.close();

      assertThat(client.frame()).isEqualTo("CLOSE 1001 server shutting down");
      assertThat(interruptedIn.get(20, TimeUnit.SECONDS)).isTrue();
      assertThat(interruptedAfter.get(20, TimeUnit.SECONDS)).isFalse();
    }
  }

  @Test
  void anExecutorThatRefusesClosesWith1013AndIsLogged() throws Exception {
    Executor none =
        task -> {
          throw new RejectedExecutionException("full");
        };
    refusedBy(none, "full");
  }

  @Test
  void anExecutorThatRunsItOnTheLoopIsRefused() throws Exception {
    refusedBy(Runnable::run, "the executor runs it on the loop's own thread");
  }

  private void refusedBy(Executor threads, String why) throws Exception {
    BlockingHandler handler =
        ws -> {
          throw new AssertionError("it is not to run");
        };
    try (WebSocketServer server =
            WebSocketServer.builder().blockingThreads(threads).route("/", handler).start();
        RawClient client = BlockingRouteTest.open(server)) {
      assertThat(client.frame()).isEqualTo("CLOSE 1013 try again later");
      assertThat(log.next().getThrown()).hasMessage(why);
    }
    assertThat(log.rest()).isEmpty();
  }

  @Test
  void anInterruptOfItsOwnIsAFailure() throws Exception {
    Watched handler =
        new Watched(
            ws -> {
              Thread.currentThread().interrupt();
              ws.receive();
            });
    try (WebSocketServer server = BlockingRouteTest.serving(handler);
        RawClient client = BlockingRouteTest.open(server)) {
      assertThat(client.frame()).isEqualTo("CLOSE 1011 handler failed");
      assertThat(log.next().getThrown()).isInstanceOf(InterruptedIOException.class);
    }
  }
}
