package io.github.wirespeed.conformance.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.AsyncWebSocket;
import io.github.wirespeed.ConnectionClosedException;
import io.github.wirespeed.WebSocketClient;
import io.github.wirespeed.WebSocketOptions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the user's own code can do to a loop: its listener, its executor. */
@Timeout(60)
class LoopFaultsWireTest {
  private static final long HANG_SECONDS = 30;

  private final CountDownLatch listened = new CountDownLatch(1);

  // What the listener does beside being counted. Any thread.
  private volatile Runnable listener = () -> {};

  private RawServer server;
  private WebSocketClient client;

  @BeforeEach
  void start() throws Exception {
    server = new RawServer();
    BiConsumer<Object, ConnectionClosedException> onClosed =
        (connection, how) -> {
          listened.countDown();
          listener.run();
        };
    client = WebSocketClient.builder().loops(2).onClosed(onClosed::accept).build();
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    server.close();
  }

  private RawServer.Pair<AsyncWebSocket> open(WebSocketOptions options) throws Exception {
    return server.pair(() -> client.connectAsync(server.uri(), options).join());
  }

  private RawServer.Pair<AsyncWebSocket> open() throws Exception {
    return open(WebSocketOptions.defaults());
  }

  private static void assertWorks(RawServer.Pair<AsyncWebSocket> pair) throws Exception {
    pair.client().send("there").get(HANG_SECONDS, TimeUnit.SECONDS);
    assertThat(pair.peer().read(Frame.TEXT).text()).isEqualTo("there");
    CompletableFuture<String> text =
        pair.client().receive().thenApply(io.github.wirespeed.Message::text);
    pair.peer().send(Bytes.text(false, "and back"));
    assertThat(text.get(HANG_SECONDS, TimeUnit.SECONDS)).isEqualTo("and back");
  }

  @Test
  void aLoopThatDiesTakesItsOwnConnectionsAlongAndNoOthers() throws Exception {
    Error planned = new Error("planned: the loop dies of it");
    // Its dependent runs when a timer of the loop's is due, and nothing catches errors there.
    var deadly =
        open(
            WebSocketOptions.defaults()
                .executor(
                    task -> {
                      throw planned;
                    }));
    var elsewhere = open();
    var beside = open();
    CompletableFuture<Duration> unused =
        deadly.client().ping(Duration.ofMillis(1)).whenComplete((time, failure) -> {});

    ConnectionClosedException end = beside.client().closed().get(HANG_SECONDS, TimeUnit.SECONDS);
    assertThat(end.getCause()).isSameAs(planned);
    assertThat(end.closedHere()).isFalse();
    assertThat(beside.client().receive().failure()).isSameAs(end);
    assertThat(beside.client().send("x").failure()).isSameAs(end);
    beside.peer().discardToEnd();
    // The next ones take turns between the other loop and one in the place of the dead.
    for (int i = 0; i < 3; i++) {
      assertWorks(elsewhere);
      assertWorks(open());
    }
  }

  @Test
  void aListenerThatThrowsHarmsNobody() throws Exception {
    listener =
        () -> {
          throw new StackOverflowError("planned: it is logged");
        };
    var pair = open();
    var elsewhere = open();
    var beside = open();
    pair.peer().send(Bytes.close(false, 1000, ""));
    pair.peer().finish();
    ConnectionClosedException end = pair.client().closed().get(HANG_SECONDS, TimeUnit.SECONDS);
    assertThat(end).hasNoCause();
    assertThat(listened.await(HANG_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertWorks(beside);
    assertWorks(elsewhere);
  }

  @Test
  void anExecutorThatRefusesEverythingLosesNoConnection() throws Exception {
    WebSocketOptions refusing =
        WebSocketOptions.defaults()
            .executor(
                task -> {
                  throw new RejectedExecutionException("planned: shut down");
                });
    CompletableFuture<AsyncWebSocket> opened = new CompletableFuture<>();
    var pair =
        server.pair(
            () -> {
              var unused = client.connectAsync(server.uri(), refusing).thenAccept(opened::complete);
              return opened;
            });
    AsyncWebSocket ws = pair.client().get(HANG_SECONDS, TimeUnit.SECONDS);
    ws.send("sent").get(HANG_SECONDS, TimeUnit.SECONDS);
    assertThat(pair.peer().read(Frame.TEXT).text()).isEqualTo("sent");
    pair.peer().send(Bytes.text(false, "joined"));
    assertThat(ws.receive().join().text()).isEqualTo("joined");
    // A dependent that cannot run where it should runs all the same, and ends the connection.
    CompletableFuture<String> text = ws.receive().thenApply(io.github.wirespeed.Message::text);
    pair.peer().send(Bytes.text(false, "last"));
    assertThat(text.get(HANG_SECONDS, TimeUnit.SECONDS)).isEqualTo("last");
    assertThat(pair.peer().readCloseAndEnd().closeCode()).isEqualTo(1011);
    pair.peer().finish();
    assertThat(ws.closed().get(HANG_SECONDS, TimeUnit.SECONDS))
        .hasCauseInstanceOf(RejectedExecutionException.class);
    assertWorks(open());
  }
}
