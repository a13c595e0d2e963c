package io.github.wirespeed.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.wirespeed.AsyncWebSocket;
import io.github.wirespeed.ConnectionClosedException;
import io.github.wirespeed.Message;
import io.github.wirespeed.Poller;
import io.github.wirespeed.WebSocket;
import io.github.wirespeed.WebSocketClient;
import io.github.wirespeed.WebSocketConnection;
import io.github.wirespeed.WebSocketOptions;
import io.github.wirespeed.server.EchoServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The first programs that a newcomer writes. */
@Timeout(60)
class ReadmeProgramTest {
  @Test
  void theFirstProgramOfTenLines() throws Exception {
    List<String> printed = new ArrayList<>();
    try (EchoServer server = EchoServer.builder().start();
        WebSocket ws = WebSocket.connect(server.uri())) {
      ws.send("hello");
      ws.send("world");
      for (Message m : ws) {
        printed.add(m.text());
        if (printed.size() == 2) {
          ws.close(1000, "read enough");
        }
      }
    }
    assertThat(printed).containsExactly("hello", "world");
  }

  @Test
  void theLoopEndsWhenTheSocketWasClosedBefore() throws Exception {
    try (EchoServer server = EchoServer.builder().start();
        WebSocket ws = WebSocket.connect(server.uri())) {
      ws.close(1000, "nothing to do");
      assertThat(ws).isEmpty();
    }
  }

  @Test
  void optionsAndAViewWithoutACopy() throws Exception {
    WebSocketOptions options =
        WebSocketOptions.defaults()
            .header("Authorization", "Bearer x")
            .connectTimeout(Duration.ofSeconds(5));
    try (EchoServer server = EchoServer.builder().start();
        WebSocket ws = WebSocket.connect(server.uri(), options)) {
      ws.send(new byte[] {1, 2, 3});
      var view = ws.receiveView();
      assertThat(view.isText()).isFalse();
      assertThat(view.size()).isEqualTo(3);
      assertThat(view.payload().get()).isEqualTo((byte) 1);
      assertThat(view.bytes()).containsExactly(1, 2, 3);
      assertThat(ws.ping()).isPositive();
      assertThat(ws.toString()).contains("open", server.uri().substring("ws://".length()));
    }
  }

  @Test
  void whatWentWrongIsSaid() throws Exception {
    try (EchoServer server = EchoServer.builder().maxMessageSize(10).start();
        WebSocket ws = WebSocket.connect(server.uri())) {
      ws.send(new byte[11]);
      ConnectionClosedException end =
          catchThrowableOfType(ConnectionClosedException.class, ws::receive);
      assertThat(end.code()).isEqualTo(1009);
      assertThat(end.reason()).contains("11", "10");
      assertThat(end.isNormal()).isFalse();
    }
  }

  @Test
  void theFirstAsyncProgram() throws Exception {
    try (EchoServer server = EchoServer.builder().start();
        WebSocketClient client = WebSocketClient.create()) {
      AsyncWebSocket ws = client.connectAsync(server.uri()).join();
      ws.send("hello");
      assertThat(ws.receive().join().text()).isEqualTo("hello");
      ws.close().join();
      assertThat(ws.closed().join().isNormal()).isTrue();
    }
  }

  @Test
  void aHandlerAndAPoller() throws Exception {
    List<String> shown = new ArrayList<>();
    try (EchoServer server = EchoServer.builder().start();
        WebSocketClient client = WebSocketClient.create();
        Poller poller = client.poller()) {
      WebSocketConnection connection =
          poller
              .connect(
                  server.uri(),
                  (c, message) -> {
                    if (message.isLastInBatch()) {
                      shown.add(message.text());
                    }
                  })
              .join();
      connection.send("hello");
      while (shown.isEmpty()) {
        poller.poll(Duration.ofMillis(100));
      }
    }
    assertThat(shown).containsExactly("hello");
  }
}
