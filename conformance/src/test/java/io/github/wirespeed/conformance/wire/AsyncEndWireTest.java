package io.github.wirespeed.conformance.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.wirespeed.AsyncWebSocket;
import io.github.wirespeed.ConnectionClosedException;
import io.github.wirespeed.Message;
import io.github.wirespeed.Stage;
import io.github.wirespeed.WebSocketClient;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is asked of an async connection that has ended, and what was asked just before. */
@Timeout(60)
class AsyncEndWireTest {
  private RawServer server;
  private WebSocketClient client;

  @BeforeEach
  void start() throws Exception {
    server = new RawServer();
    client = WebSocketClient.create();
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    server.close();
  }

  private RawServer.Pair<AsyncWebSocket> open() throws Exception {
    return server.pair(() -> client.connectAsync(server.uri()).join());
  }

  private static ConnectionClosedException end(AsyncWebSocket ws) throws Exception {
    return ws.closed().get(30, TimeUnit.SECONDS);
  }

  @Test
  void everythingIsRefusedWithTheOneEndAfterAClose() throws Exception {
    var pair = open();
    pair.peer().send(Bytes.close(false, 4001, "over"));
    pair.peer().readCloseAndEnd();
    pair.peer().finish();
    ConnectionClosedException end = end(pair.client());
    assertThat(end.code()).isEqualTo(4001);
    assertAllRefused(pair.client(), end);
  }

  @Test
  void everythingIsRefusedWithTheOneEndAfterAReset() throws Exception {
    var pair = open();
    pair.peer().reset();
    ConnectionClosedException end = end(pair.client());
    assertThat(end).hasCauseInstanceOf(IOException.class);
    assertAllRefused(pair.client(), end);
  }

  @Test
  void everythingIsRefusedWithTheOneEndAfterTheClientIsClosed() throws Exception {
    var pair = open();
    client.close();
    assertThat(pair.peer().readCloseAndEnd().closeCode()).isEqualTo(1001);
    ConnectionClosedException end = end(pair.client());
    assertThat(end.closedHere()).isTrue();
    assertAllRefused(pair.client(), end);
    assertThatThrownBy(() -> client.connectAsync(server.uri()))
        .isInstanceOf(IllegalStateException.class);
    assertThat(server.isLeftAlone()).isTrue();
  }

  private static void assertAllRefused(AsyncWebSocket ws, ConnectionClosedException end)
      throws Exception {
    List<Stage<?>> asked =
        List.of(
            ws.receive(),
            ws.send("text"),
            ws.send(new byte[3]),
            ws.send(ByteBuffer.allocate(300_000)),
            ws.sendAll(List.of(new Message.Text("a"), new Message.Binary(new byte[1]))),
            ws.ping(),
            ws.pong(ByteBuffer.allocate(1)));
    for (Stage<?> stage : asked) {
      assertThat(stage.isDone()).isTrue();
      assertThat(stage.failure()).isSameAs(end);
      assertThat(stage.cancel()).isFalse();
    }
    Stage<Void> all = ws.forEachAsync(message -> null);
    assertThat(all.isDone()).isTrue();
    assertThat(all.failure()).isSameAs(end.isNormal() ? null : end);
    assertThat(ws.trySend("text")).isFalse();
    assertThat(ws.trySend(new byte[3])).isFalse();
    assertThat(ws.close().isDone()).isTrue();
    assertThat(ws.close().failure()).isNull();
    assertThat(ws.closed().join()).isSameAs(end);
    assertThat(ws.isOpen()).isFalse();
  }

  @Test
  void everyReceiveThatWaitsHearsOfTheEndOnceAndCompleteMessagesComeFirst() throws Exception {
    var pair = open();
    List<Stage<Message>> receives = new ArrayList<>();
    AtomicInteger completions = new AtomicInteger();
    for (int i = 0; i < 20; i++) {
      Stage<Message> receive = pair.client().receive();
      CompletableFuture<Message> unused =
          receive.whenComplete((message, failure) -> completions.incrementAndGet());
      receives.add(receive);
    }
    for (int i = 0; i < 7; i++) {
      pair.peer().send(Bytes.text(false, "m" + i));
    }
    pair.peer().send(Bytes.hex("81 05 68 65"));
    pair.peer().finish();
    ConnectionClosedException end = end(pair.client());
    assertThat(end.code()).isEqualTo(1006);
    for (int i = 0; i < 20; i++) {
      Stage<Message> receive = receives.get(i);
      if (i < 7) {
        assertThat(receive.get(30, TimeUnit.SECONDS).text()).isEqualTo("m" + i);
      } else {
        assertThatThrownBy(() -> receive.get(30, TimeUnit.SECONDS))
            .cause()
            .isInstanceOf(ConnectionClosedException.class)
            .extracting(e -> ((ConnectionClosedException) e).code())
            .isEqualTo(1006);
      }
    }
    assertThat(completions).hasValue(20);
  }

  @Test
  void ourCloseAnswersTheReceivesThatWaitBeforeThePeerSaysAnything() throws Exception {
    var pair = open();
    Stage<Message> waiting = pair.client().receive();
    Stage<Void> closing = pair.client().close(4000, "enough");
    assertThatThrownBy(() -> waiting.get(30, TimeUnit.SECONDS))
        .cause()
        .isInstanceOf(ConnectionClosedException.class)
        .extracting(e -> ((ConnectionClosedException) e).closedHere())
        .isEqualTo(true);
    assertThat(closing.isDone()).isFalse();
    assertThat(pair.client().receive().failure()).isInstanceOf(ConnectionClosedException.class);
    assertThat(pair.client().send("late").failure()).isInstanceOf(ConnectionClosedException.class);
    assertThat(pair.peer().read(Frame.CLOSE).closeReason()).isEqualTo("enough");
    pair.peer().send(Bytes.close(false, 4000, ""));
    pair.peer().finish();
    closing.get(30, TimeUnit.SECONDS);
    assertThat(pair.peer().readToEnd()).isEmpty();
  }

  @Test
  void aCloseOfAConnectionThatOnlyWaitsForTcpDoesNotPutItsEndOff() throws Exception {
    var pair = open();
    pair.peer().send(Bytes.close(false, 1000, ""));
    assertThatThrownBy(() -> pair.client().receive().get(30, TimeUnit.SECONDS))
        .hasCauseInstanceOf(ConnectionClosedException.class);
    // The peer leaves TCP open. By its default a close would wait five seconds for it; an hour
    // hangs the test if it does.
    Stage<Void> closing = pair.client().close(1000, "", java.time.Duration.ofHours(1));
    closing.get(30, TimeUnit.SECONDS);
    assertThat(pair.client().closeCode()).isEqualTo(1000);
    pair.peer().readCloseAndEnd();
  }
}
