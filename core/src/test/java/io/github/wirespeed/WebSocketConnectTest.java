package io.github.wirespeed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.wirespeed.client.ScriptedServer;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code connect} makes of the answers to the opening handshake. */
@Timeout(30)
class WebSocketConnectTest {
  @Test
  void anOpenConnectionKnowsItsSubprotocolHeadersAndFirstFrames() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(
            c -> {
              c.send(
                  Session.concat(
                      c.accept("Sec-WebSocket-Protocol: chat\r\nX-Server: yes\r\n"),
                      Session.frame(Session.TEXT, "first"),
                      Session.closeFrame(1000, "")));
              c.untilReleased();
            })) {
      WebSocketOptions options = Session.options().subprotocols("chat").header("X-Own", "1");
      try (WebSocket ws = WebSocket.connect(server.uri("/a?b"), options)) {
        assertThat(ws.subprotocol()).isEqualTo("chat");
        assertThat(ws.responseHeaders()).containsEntry("x-server", List.of("yes"));
        assertThat(ws.remoteAddress().toString()).startsWith("/127.0.0.1:");
        assertThat(server.request()).startsWith("GET /a?b ").contains("X-Own: 1");
        assertThat(ws).map(Message::text).containsExactly("first");
        assertThat(ws.closeCode()).isEqualTo(1000);
      }
    }
  }

  @Test
  void aUriObjectWillDo() throws Exception {
    try (ScriptedServer server =
            new ScriptedServer(
                c -> {
                  c.send(c.accept(""));
                  c.untilClientLeft();
                });
        WebSocket ws = WebSocket.connect(URI.create(server.uri("/x")))) {
      assertThat(ws.isOpen()).isTrue();
      assertThat(server.request()).startsWith("GET /x ");
      ws.close(1000, "", Duration.ZERO);
    }
  }

  @Test
  void aRefusalIsAHandshakeExceptionWithWhatTheServerSaid() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(
            c -> {
              c.send("HTTP/1.1 404 Not Found\r\nX-Why: gone\r\nContent-Length: 4\r\n\r\ngone");
              c.untilClientLeft();
            })) {
      HandshakeException e =
          catchThrowableOfType(HandshakeException.class, () -> WebSocket.connect(server.uri("/")));

      assertThat(e.status()).isEqualTo(404);
      assertThat(e.headers()).containsEntry("x-why", List.of("gone"));
      assertThat(e.body()).asString().isEqualTo("gone");
      assertThat(e).hasMessageContaining("404");
      e.body()[0] = 'X';
      assertThat(e.body()).as("a copy each time").asString().isEqualTo("gone");
    }
  }

  @Test
  void anEndBeforeTheAnswerIsAHandshakeExceptionWithoutAStatus() throws Exception {
    try (ScriptedServer server = new ScriptedServer(c -> {})) {
      HandshakeException e =
          catchThrowableOfType(HandshakeException.class, () -> WebSocket.connect(server.uri("/")));

      assertThat(e.status()).isZero();
      assertThat(e.headers()).isEmpty();
      assertThat(e.body()).isEmpty();
    }
  }

  @Test
  void theTimeOutIsThatOfTheOptions() throws Exception {
    try (ScriptedServer server = new ScriptedServer(ScriptedServer.Conversation::untilReleased)) {
      WebSocketOptions options = Session.options().connectTimeout(Duration.ofMillis(50));

      assertThatThrownBy(() -> WebSocket.connect(server.uri("/"), options))
          .isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void anInterruptedThreadDoesNotWaitForTheAnswer() throws Exception {
    try (ScriptedServer server = new ScriptedServer(ScriptedServer.Conversation::untilReleased)) {
      Thread.currentThread().interrupt();

      assertThatThrownBy(() -> WebSocket.connect(server.uri("/")))
          .isInstanceOf(InterruptedIOException.class);
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "127.0.0.1", "http://127.0.0.1/", "ws://", "wss:///", "ws:x"})
  void aWrongUriIsRefused(String uri) {
    assertThatThrownBy(() -> WebSocket.connect(uri)).isInstanceOf(IllegalArgumentException.class);
  }
}
