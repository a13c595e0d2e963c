package io.github.wirespeed.conformance.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.wirespeed.ConnectionClosedException;
import io.github.wirespeed.MessageHandler;
import io.github.wirespeed.MessageView;
import io.github.wirespeed.WebSocketClient;
import io.github.wirespeed.WebSocketConnection;
import io.github.wirespeed.conformance.Task;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Handlers that throw, block, or call back into their connection; and those beside them. */
@Timeout(60)
class HandlerFaultsWireTest {
  private RawServer server;
  private WebSocketClient client;

  @BeforeEach
  void start() throws Exception {
    server = new RawServer();
    client = WebSocketClient.builder().loops(2).build();
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    server.close();
  }

  private RawServer.Pair<WebSocketConnection> open(MessageHandler handler) throws Exception {
    return server.pair(() -> client.connect(server.uri(), handler).join());
  }

  /** Opens a connection to be in the way of nobody: the loops take turns. */
  private void skipALoop() throws Exception {
    open((connection, message) -> {});
  }

  private static void assertWorks(RawServer.Pair<WebSocketConnection> pair, ProbeHandler handler)
      throws Exception {
    pair.peer().send(Bytes.text(false, "still"));
    assertThat(handler.next()).isEqualTo("still");
    pair.client().send("there").join();
    assertThat(pair.peer().read(Frame.TEXT).text()).isEqualTo("there");
  }

  @Test
  void anExceptionEndsItsConnectionWith1011AndNoOther() throws Exception {
    assertEndsAlone(new IllegalStateException("a handler's"));
  }

  @Test
  void anErrorEndsItsConnectionWith1011AndNoOther() throws Exception {
    assertEndsAlone(new StackOverflowError("a handler's"));
  }

  private void assertEndsAlone(Throwable thrown) throws Exception {
    ProbeHandler beside = new ProbeHandler();
    ProbeHandler throwing =
        new ProbeHandler(
            (connection, text) -> {
              if (text.equals("throw")) {
                throwIt(thrown);
              }
            });
    var pair = open(throwing);
    skipALoop();
    var other = open(beside);
    var waiting = pair.client().ping();
    pair.peer().read(Frame.PING);
    pair.peer()
        .send(Bytes.text(false, "fine"), Bytes.text(false, "throw"), Bytes.text(false, "after"));
    Frame close = pair.peer().readCloseAndEnd();
    assertThat(close.closeCode()).isEqualTo(1011);
    pair.peer().finish();

    assertThat(throwing.next()).isEqualTo("fine");
    assertThat(throwing.next()).isEqualTo("throw");
    ConnectionClosedException end = throwing.end();
    assertThat(end.getCause()).isSameAs(thrown);
    assertThat(end.sentCode()).isEqualTo(1011);
    assertThat(end.isNormal()).isFalse();
    assertThat(pair.client().closed().join()).isSameAs(end);
    assertThat(pair.client().send("x").failure()).isSameAs(end);
    assertThatThrownBy(waiting::get).hasCause(end);
    assertWorks(other, beside);
    assertThat(throwing.isQuiet()).isTrue();
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void throwIt(Throwable thrown) throws T {
    throw (T) thrown;
  }

  @Test
  void aHandlerThatThrowsWhenItOpensSeesNoMessage() throws Exception {
    Exception thrown = new Exception("at once");
    CompletableFuture<ConnectionClosedException> end = new CompletableFuture<>();
    CompletableFuture<String> message = new CompletableFuture<>();
    var pair =
        server.pair(
            () ->
                client
                    .connect(
                        server.uri(),
                        new MessageHandler() {
                          @Override
                          public void onOpen(WebSocketConnection connection) throws Exception {
                            throw thrown;
                          }

                          @Override
                          public void onMessage(WebSocketConnection connection, MessageView view) {
                            message.complete(view.text());
                          }

                          @Override
                          public void onClosed(
                              WebSocketConnection connection, ConnectionClosedException how) {
                            end.complete(how);
                          }
                        })
                    .join(),
            Bytes.text(false, "with the 101"));
    assertThat(pair.peer().readCloseAndEnd().closeCode()).isEqualTo(1011);
    pair.peer().finish();
    assertThat(end.get(30, TimeUnit.SECONDS)).hasCause(thrown);
    assertThat(message).isNotDone();
  }

  @Test
  void aHandlerThatThrowsAtTheEndHarmsNobody() throws Exception {
    ProbeHandler beside = new ProbeHandler();
    var pair =
        open(
            new MessageHandler() {
              @Override
              public void onMessage(WebSocketConnection connection, MessageView view) {}

              @Override
              public void onClosed(WebSocketConnection connection, ConnectionClosedException how) {
                throw new IllegalStateException("planned: it is logged");
              }
            });
    skipALoop();
    var other = open(beside);
    pair.peer().send(Bytes.close(false, 1000, ""));
    pair.peer().readCloseAndEnd();
    pair.peer().finish();
    assertThat(pair.client().closed().get(30, TimeUnit.SECONDS).code()).isEqualTo(1000);
    assertWorks(other, beside);
  }

  @Test
  void aHandlerThatBlocksStopsTheConnectionsOfItsLoopAndNoOthers() throws Exception {
    CountDownLatch blocked = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    var blocking =
        open(
            (connection, message) -> {
              blocked.countDown();
              assertThat(release.await(30, TimeUnit.SECONDS)).isTrue();
            });
    ProbeHandler elsewhere = new ProbeHandler();
    ProbeHandler beside = new ProbeHandler();
    var other = open(elsewhere);
    var neighbour = open(beside);
    blocking.peer().send(Bytes.text(false, "block"));
    blocked.await();
    neighbour.peer().send(Bytes.text(false, "wait"));
    for (int i = 0; i < 100; i++) {
      assertWorks(other, elsewhere);
    }
    assertThat(beside.isQuiet()).as("nobody reads for the neighbour").isTrue();
    // Sending needs no loop.
    neighbour.client().send("sent").join();
    assertThat(neighbour.peer().read(Frame.TEXT).text()).isEqualTo("sent");

    release.countDown();
    assertThat(beside.next()).isEqualTo("wait");
    assertThat(blocking.client().isOpen()).isTrue();
  }

  @Test
  void closeInsideOnMessageIsTheLastThingAHandlerSeesButTheEnd() throws Exception {
    ProbeHandler handler =
        new ProbeHandler(
            (connection, text) -> {
              if (text.equals("2")) {
                connection.send("before");
                connection.close(4000, "inside");
                assertThat(connection.trySend("behind")).isFalse();
                assertThat(connection.isOpen()).isFalse();
              }
            });
    var pair = open(handler);
    pair.peer().send(Bytes.text(false, "1"), Bytes.text(false, "2"), Bytes.text(false, "3"));
    assertThat(pair.peer().read(Frame.TEXT).text()).isEqualTo("before");
    Frame close = pair.peer().read(Frame.CLOSE);
    assertThat(close.closeCode()).isEqualTo(4000);
    assertThat(close.closeReason()).isEqualTo("inside");
    pair.peer().send(Bytes.text(false, "4"), Bytes.close(false, 4000, ""));
    pair.peer().finish();
    assertThat(handler.next()).isEqualTo("1");
    assertThat(handler.next()).isEqualTo("2");
    ConnectionClosedException end = handler.end();
    assertThat(end.closedHere()).isTrue();
    assertThat(end.code()).isEqualTo(4000);
    assertThat(end).hasNoCause();
    assertThat(pair.peer().readToEnd()).isEmpty();
  }

  @Test
  void waitingInsideOnMessageIsRefusedInsteadOfForEver() throws Exception {
    CompletableFuture<Throwable> refused = new CompletableFuture<>();
    ProbeHandler handler =
        new ProbeHandler(
            (connection, text) -> {
              if (!text.equals("wait")) {
                return;
              }
              try {
                connection.ping().join();
                refused.complete(null);
              } catch (Throwable t) {
                refused.complete(t);
              }
            });
    var pair = open(handler);
    pair.peer().send(Bytes.text(false, "wait"));
    assertThat(refused.get(30, TimeUnit.SECONDS)).isInstanceOf(IllegalStateException.class);
    assertThat(handler.next()).isEqualTo("wait");
    pair.peer().read(Frame.PING);
    assertWorks(pair, handler);
  }

  @Test
  void whatAHandlerSendsInOneTurnKeepsItsOrderAmongOtherThreads() throws Exception {
    int each = 200;
    ProbeHandler handler =
        new ProbeHandler(
            (connection, text) -> {
              for (int i = 0; i < each; i++) {
                connection.send("h" + i);
              }
            });
    var pair = open(handler);
    Task<Void> sender =
        Task.run(
            () -> {
              for (int i = 0; i < each; i++) {
                pair.client().send("t" + i).join();
              }
            });
    pair.peer().send(Bytes.text(false, "go"));
    int fromHandler = 0;
    int fromThread = 0;
    while (fromHandler + fromThread < 2 * each) {
      String text = pair.peer().read(Frame.TEXT).text();
      if (text.charAt(0) == 'h') {
        assertThat(text).isEqualTo("h" + fromHandler++);
      } else {
        assertThat(text).isEqualTo("t" + fromThread++);
      }
    }
    sender.result();
  }
}
