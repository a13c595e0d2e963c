package io.github.wirespeed.protocol;

import static io.github.wirespeed.protocol.Deliveries.buffer;
import static io.github.wirespeed.protocol.Deliveries.crlf;
import static io.github.wirespeed.protocol.Deliveries.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the server answers to a valid request. */
class ServerAnswerTest {

  private static final String REQUEST =
      crlf(
          """
          GET /chat HTTP/1.1
          Host: h
          Upgrade: websocket
          Connection: Upgrade
          Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
          Sec-WebSocket-Version: 13
          Sec-WebSocket-Protocol: chat, superchat
          Sec-WebSocket-Extensions: foo; a, foo, bar

          """);

  @Test
  void computesTheAcceptOfTheRfc() {
    assertThat(ServerHandshake.acceptFor("dGhlIHNhbXBsZSBub25jZQ=="))
        .isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  }

  @Test
  void acceptsWithTheseBytes() {
    assertThat(text(requested().accept(null, List.of(), List.of())))
        .isEqualTo(
            crlf(
                """
                HTTP/1.1 101 Switching Protocols
                Upgrade: websocket
                Connection: Upgrade
                Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=

                """));
    assertThat(
            text(
                requested()
                    .accept(
                        "superchat",
                        List.of(Extension.of("foo").with("b", "1"), Extension.of("bar")),
                        List.of(Map.entry("Set-Cookie", "a"), Map.entry("Set-Cookie", "b")))))
        .isEqualTo(
            crlf(
                """
                HTTP/1.1 101 Switching Protocols
                Upgrade: websocket
                Connection: Upgrade
                Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=
                Sec-WebSocket-Protocol: superchat
                Sec-WebSocket-Extensions: foo; b=1, bar
                Set-Cookie: a
                Set-Cookie: b

                """));
  }

  @Test
  void ourClientOpensOnOurAnswer() {
    ClientHandshake client =
        new ClientHandshake(
            WebSocketUri.of("ws://h:81/x?y"),
            List.of(Map.entry("Origin", "http://h:81")),
            List.of("a", "b"),
            List.of(Extension.of("foo")),
            new byte[16],
            HttpLimits.DEFAULTS);
    ServerHandshake server = new ServerHandshake(HttpLimits.DEFAULTS);
    server.receive(buffer(text(client.request())));
    String answer =
        text(server.accept("b", List.of(Extension.of("foo").with("c", null)), List.of()));

    assertThat(server.request().target()).isEqualTo("/x?y");
    assertThat(client.receive(buffer(answer))).isEqualTo(ClientHandshake.Outcome.OPEN);
    assertThat(client.subprotocol()).isEqualTo("b");
    assertThat(client.extensions()).containsExactly(Extension.of("foo").with("c", null));
  }

  @Test
  void neverAcceptsWhatWasNotRequested() {
    ServerHandshake handshake = requested();
    for (String name : List.of("other", "Chat", "")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> handshake.accept(name, List.of(), List.of()))
          .withMessage("subprotocol \"" + name + "\" was not requested");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> handshake.accept(null, List.of(Extension.of("baz")), List.of()))
        .withMessage("extension \"baz\" was not requested or is accepted twice");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                handshake.accept(
                    null, List.of(Extension.of("foo"), Extension.of("foo")), List.of()))
        .withMessage("extension \"foo\" was not requested or is accepted twice");
    assertThat(text(handshake.accept("chat", List.of(), List.of())))
        .contains("\r\nSec-WebSocket-Protocol: chat\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"connection", "Content-Length", "SEC-WebSocket-Accept", "Upgrade"})
  void refusesReservedHeadersInBothAnswers(String name) {
    ServerHandshake handshake = requested();
    String message = "header \"" + name + "\" is written by the handshake and cannot be set";

    assertThatIllegalArgumentException()
        .isThrownBy(() -> handshake.accept(null, List.of(), List.of(Map.entry(name, "x"))))
        .withMessage(message);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> handshake.reject(403, "", List.of(Map.entry(name, "x")), ""))
        .withMessage(message);
  }

  @Test
  void refusesHeaderInjectionInBothAnswers() {
    ServerHandshake handshake = requested();
    List<Map.Entry<String, String>> evil = List.of(Map.entry("X", "a\r\nEvil: b"));
    String message = "value of header \"X\" has CR at index 1: \"a\\r\\nEvil: b\"";

    assertThatIllegalArgumentException()
        .isThrownBy(() -> handshake.accept(null, List.of(), evil))
        .withMessage(message);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> handshake.reject(403, "No", evil, ""))
        .withMessage(message);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> handshake.reject(403, "No\n", List.of(), ""))
        .withMessage("reason phrase has LF at index 2: \"No\\n\"");
  }

  @Test
  void rejectsWithTheseBytes() {
    assertThat(
            text(
                requested().reject(403, "Forbidden", List.of(Map.entry("X-Why", "o")), "no\u20ac")))
        .isEqualTo(
            crlf(
                    """
                    HTTP/1.1 403 Forbidden
                    Connection: close
                    X-Why: o
                    Content-Type: text/plain; charset=utf-8
                    Content-Length: 5

                    """)
                + "no\u00e2\u0082\u00ac");
    assertThat(
            text(
                requested()
                    .reject(404, "", List.of(Map.entry("content-type", "text/html")), "<p>")))
        .isEqualTo(
            "HTTP/1.1 404 \r\nConnection: close\r\ncontent-type: text/html\r\n"
                + "Content-Length: 3\r\n\r\n<p>");
  }

  @ParameterizedTest
  @ValueSource(ints = {101, 200, 299, 600})
  void rejectsOnlyWithAStatusThatIsARefusal(int status) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> requested().reject(status, "", List.of(), ""))
        .withMessage("status " + status + " is not in 300 to 599");
    assertThat(text(requested().reject(300, "", List.of(), ""))).startsWith("HTTP/1.1 300 \r\n");
    assertThat(text(requested().reject(599, "", List.of(), ""))).startsWith("HTTP/1.1 599 \r\n");
  }

  @Test
  void rejectsARequestThatDoesNotCome() {
    ServerHandshake handshake = new ServerHandshake(HttpLimits.DEFAULTS);
    handshake.receive(buffer("GET "));

    assertThat(text(handshake.reject(408, "Request Timeout", List.of(), "")))
        .startsWith("HTTP/1.1 408 Request Timeout\r\n");
  }

  @Test
  void answersOnce() {
    ServerHandshake waiting = new ServerHandshake(HttpLimits.DEFAULTS);
    ServerHandshake failed = new ServerHandshake(HttpLimits.DEFAULTS);
    failed.receive(buffer("\0"));
    ServerHandshake accepted = requested();
    accepted.accept(null, List.of(), List.of());

    assertThatIllegalStateException()
        .isThrownBy(() -> waiting.accept(null, List.of(), List.of()))
        .withMessage("no request to accept: NEED_BYTES");
    assertThatIllegalStateException()
        .isThrownBy(() -> failed.accept(null, List.of(), List.of()))
        .withMessage("no request to accept: FAILED");
    assertThatIllegalStateException()
        .isThrownBy(() -> failed.reject(403, "", List.of(), ""))
        .withMessage("no request to reject: FAILED");
    assertThatIllegalStateException()
        .isThrownBy(() -> accepted.accept(null, List.of(), List.of()))
        .withMessage("no request to accept: already answered");
    assertThatIllegalStateException()
        .isThrownBy(() -> accepted.reject(403, "", List.of(), ""))
        .withMessage("no request to reject: already answered");
  }

  @Test
  void choosesTheSubprotocolByOurPreference() {
    assertThat(ServerHandshake.chooseSubprotocol(List.of("a", "b", "c"), List.of("x", "c", "a")))
        .isEqualTo("c");
    assertThat(ServerHandshake.chooseSubprotocol(List.of("a"), List.of("A"))).isNull();
    assertThat(ServerHandshake.chooseSubprotocol(List.of(), List.of("a"))).isNull();
  }

  private static ServerHandshake requested() {
    ServerHandshake handshake = new ServerHandshake(HttpLimits.DEFAULTS);
    assertThat(handshake.receive(buffer(REQUEST))).isEqualTo(ServerHandshake.Outcome.REQUEST);
    return handshake;
  }
}
