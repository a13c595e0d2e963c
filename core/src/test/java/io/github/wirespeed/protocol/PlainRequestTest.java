package io.github.wirespeed.protocol;

import static io.github.wirespeed.protocol.Deliveries.buffer;
import static io.github.wirespeed.protocol.Deliveries.crlf;
import static io.github.wirespeed.protocol.Deliveries.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.wirespeed.protocol.ServerHandshake.Outcome;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that are valid and no handshake, and what they can be answered. */
class PlainRequestTest {
  private static ServerHandshake received(String head) {
    ServerHandshake handshake = new ServerHandshake(HttpLimits.DEFAULTS);
    handshake.receive(buffer(head.replace("|", "\r\n") + "\r\n\r\n"));
    return handshake;
  }

  @ParameterizedTest
  @CsvSource({
    "GET /health HTTP/1.1|Host: h, /health, 400",
    "GET /?a=b HTTP/1.1|Host: h|Connection: keep-alive|Content-Length: 0, /?a=b, 400",
    "GET http://h/x HTTP/1.1|Host: h, /x, 400",
    "GET / HTTP/1.1|Host: h|Connection: Upgrade|Upgrade: h2c, /, 400",
    "GET / HTTP/1.1|Host: h|Connection: Upgrade, /, 400",
    "HEAD /health HTTP/1.1|Host: h, /health, 405"
  })
  void failsAndIsPlain(String head, String resource, int status) {
    ServerHandshake handshake = received(head);

    assertThat(handshake.receive(buffer("x"))).isEqualTo(Outcome.FAILED);
    assertThat(text(handshake.response())).startsWith("HTTP/1.1 " + status + " ");
    assertThat(handshake.plain().resourceName()).isEqualTo(resource);
    assertThat(handshake.plain().head()).isSameAs(handshake.request());
    assertThat(handshake.plain().wantsBody()).isEqualTo(head.startsWith("GET"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1",
        "GET / HTTP/1.1|Host: h|Host: h",
        "GET / HTTP/1.1|Host: h/",
        "GET / HTTP/1.0|Host: h",
        "HEAD / HTTP/1.0|Host: h",
        "HEAD / HTTP/1.1",
        "GET /#x HTTP/1.1|Host: h",
        "GET * HTTP/1.1|Host: h",
        "POST / HTTP/1.1|Host: h",
        "get / HTTP/1.1|Host: h",
        "GET / HTTP/1.1|Host: h|Content-Length: 1",
        "HEAD / HTTP/1.1|Host: h|Transfer-Encoding: chunked",
        "GET / HTTP/1.1|Host: h|Upgrade: websocket",
        "HEAD / HTTP/1.1|Host: h|Upgrade: h2c, WebSocket",
        "GET / HTTP/1.1|Host: h|Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "GET / HTTP/1.1|Host: h|Sec-WebSocket-Version: 13",
        "GET / HTTP/1.1|Host: h|X : y"
      })
  void failsAndIsNotPlain(String head) {
    ServerHandshake handshake = received(head);

    assertThat(handshake.receive(buffer("x"))).isEqualTo(Outcome.FAILED);
    assertThat(handshake.plain()).isNull();
    assertThat(text(handshake.response())).startsWith("HTTP/1.1 ");
  }

  @Test
  void aHandshakeIsNotPlain() {
    ServerHandshake handshake =
        received(
            "GET / HTTP/1.1|Host: h|Upgrade: websocket|Connection: Upgrade|"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==|Sec-WebSocket-Version: 13");

    assertThat(handshake.receive(buffer(""))).isEqualTo(Outcome.REQUEST);
    assertThat(handshake.plain()).isNull();
  }

  @Test
  void isAnsweredWithTheseBytes() {
    PlainRequest plain = received("GET / HTTP/1.1|Host: h").plain();

    assertThat(text(plain.answer(200, "OK", "a/b", List.of(Map.entry("X", "y")), 5_000_000_000L)))
        .isEqualTo(
            crlf(
                """
                HTTP/1.1 200 OK
                Connection: close
                Content-Type: a/b
                Content-Length: 5000000000
                X: y

                """));
    assertThat(text(plain.answer(204, "", null, List.of(), 0)))
        .isEqualTo("HTTP/1.1 204 \r\nConnection: close\r\n\r\n");
    assertThat(text(plain.answer(304, "", null, List.of(), 0))).doesNotContain("Content-Length");
    assertThat(text(plain.upgradeRequired()))
        .isEqualTo(
            crlf("""
            HTTP/1.1 426 Upgrade Required
            Connection: close, Upgrade
            Upgrade: websocket
            Sec-WebSocket-Version: 13
            Content-Type: text/plain; charset=utf-8
            Content-Length: 57

            here is a WebSocket, and the request asks for no upgrade
            """)
                .replaceFirst("upgrade\r\n$", "upgrade\n"));
    assertThat(text(received("HEAD / HTTP/1.1|Host: h").plain().upgradeRequired()))
        .startsWith("HTTP/1.1 426 ")
        .endsWith("Content-Length: 57\r\n\r\n");
  }

  @Test
  void refusesWhatWouldBreakTheAnswer() {
    PlainRequest plain = received("GET / HTTP/1.1|Host: h").plain();

    for (int status : new int[] {101, 199, 600}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> plain.answer(status, "", null, List.of(), 0))
          .withMessage("status " + status + " is not in 200 to 599");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> plain.answer(200, "a\rb", null, List.of(), 0))
        .withMessage("reason phrase has CR at index 1: \"a\\rb\"");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> plain.answer(200, "", "a\nb", List.of(), 0))
        .withMessage("content type has LF at index 1: \"a\\nb\"");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> plain.answer(200, "", null, List.of(Map.entry("Content-Length", "1")), 0))
        .withMessage("header \"Content-Length\" is written by the handshake and cannot be set");
  }
}
