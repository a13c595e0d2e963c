package io.github.wirespeed.protocol;

import static io.github.wirespeed.protocol.Deliveries.buffer;
import static io.github.wirespeed.protocol.Deliveries.crlf;
import static io.github.wirespeed.protocol.Deliveries.leftoverOf;
import static io.github.wirespeed.protocol.Deliveries.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.wirespeed.protocol.ServerHandshake.Outcome;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client asks: the server list (3.2) of the bad-input study. */
class ServerHandshakeTest {

  private static final String LINE = "GET /chat HTTP/1.1\r\n";
  private static final String HOST = "Host: server.example.com\r\n";
  private static final String UPGRADE = "Upgrade: websocket\r\nConnection: Upgrade\r\n";
  private static final String KEY = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
  private static final String VERSION = "Sec-WebSocket-Version: 13\r\n";
  private static final String GOOD = LINE + HOST + UPGRADE + KEY + VERSION;

  @Test
  void takesARequestAndLeavesTheFirstFramesHoweverTheBytesAreSplit() {
    String frames = "\u0081\u0082abcd\r\n\r\nGET / HTTP/1.1";
    String wire =
        GOOD
            + "Origin: http://example.com\r\nSec-WebSocket-Protocol: chat, superchat\r\n"
            + "Sec-WebSocket-Protocol: Chat\r\nSec-WebSocket-Extensions: foo; a=\"1\", bar\r\n\r\n";
    for (List<byte[]> pieces : Deliveries.of(wire + frames)) {
      ServerHandshake handshake = new ServerHandshake(HttpLimits.DEFAULTS);

      assertThat(deliver(handshake, pieces)).isEqualTo(frames);
      assertThat(handshake.failure()).isNull();
      assertThat(handshake.response()).isNull();
      assertThat(handshake.request().target()).isEqualTo("/chat");
      assertThat(handshake.request().first("origin")).contains("http://example.com");
      assertThat(handshake.requestedSubprotocols()).containsExactly("chat", "superchat", "Chat");
      assertThat(handshake.requestedExtensions())
          .containsExactly(Extension.of("foo").with("a", "1"), Extension.of("bar"));
    }
  }

  @Test
  void consumesNothingOnceTheRequestIsThere() {
    ServerHandshake handshake = new ServerHandshake(HttpLimits.DEFAULTS);
    ByteBuffer in = buffer(GOOD + "\r\n" + GOOD + "\r\n");

    assertThat(handshake.receive(in)).isEqualTo(Outcome.REQUEST);
    assertThat(handshake.receive(in)).isEqualTo(Outcome.REQUEST);
    assertThat(handshake.receiveEof()).isEqualTo(Outcome.REQUEST);
    assertThat(in.remaining()).isEqualTo(GOOD.length() + 2);
    assertThat(handshake.requestedSubprotocols()).isEmpty();
    assertThat(handshake.requestedExtensions()).isEmpty();
  }

  static Stream<String> goodRequests() {
    return Stream.of(
        GOOD.replace("HTTP/1.1", "HTTP/1.2"),
        GOOD.replace("/chat", "/"),
        GOOD.replace("/chat", "/?a=//b@c:[]"),
        GOOD.replace("server.example.com", "h:8080"),
        GOOD.replace("server.example.com", "h:"),
        GOOD.replace("server.example.com", "my_host"),
        GOOD.replace("server.example.com", "[::1]:8080"),
        GOOD.replace("websocket\r", "WebSocket\r"),
        GOOD.replace("websocket\r", "h2c, websocket\r"),
        GOOD.replace("Connection: Upgrade", "Connection: keep-alive, upgrade"),
        GOOD.replace("Connection: Upgrade", "Connection: keep-alive\r\nConnection: UPGRADE"),
        GOOD + "Content-Length: 0\r\n",
        GOOD + "Origin: null\r\n",
        GOOD + "Cookie: \u0080\u00ff\r\n");
  }

  @ParameterizedTest
  @MethodSource("goodRequests")
  void takes(String wire) {
    ServerHandshake handshake = new ServerHandshake(HttpLimits.DEFAULTS);

    assertThat(handshake.receive(buffer(wire + "\r\n")))
        .as(handshake.failure())
        .isEqualTo(Outcome.REQUEST);
  }

  @ParameterizedTest
  @CsvSource({
    "/chat, /chat",
    "/chat?a=b, /chat?a=b",
    "http://server.example.com/chat, /chat",
    "HTTPS://other.example:8443/a/b?c, /a/b?c",
    "http://[::1]:80, /",
    "http://h?q=/, /?q=/",
    "/http://h/, /http://h/"
  })
  void theResourceIsNamedByAPathOrAnAbsoluteUri(String target, String resource) {
    ServerHandshake handshake = new ServerHandshake(HttpLimits.DEFAULTS);

    assertThat(handshake.resourceName()).isNull();
    assertThat(handshake.receive(buffer(GOOD.replace("/chat", target) + "\r\n")))
        .as(handshake.failure())
        .isEqualTo(Outcome.REQUEST);
    assertThat(handshake.resourceName()).isEqualTo(resource);
  }

  static Stream<Arguments> wrongRequests() {
    String oneKey = ", expected base64 of 16 bytes, once";
    return Stream.of(
        arguments(405, GOOD.replace("GET", "POST"), "method is \"POST\", expected GET"),
        arguments(405, GOOD.replace("GET", "get"), "method is \"get\", expected GET"),
        arguments(405, "OPTIONS * HTTP/1.1\r\n", "method is \"OPTIONS\", expected GET"),
        arguments(405, "CONNECT h:80 HTTP/1.1\r\n", "method is \"CONNECT\", expected GET"),
        arguments(
            505, GOOD.replace("HTTP/1.1", "HTTP/1.0"), "version is HTTP/1.0, expected HTTP/1.1"),
        target("http://joe@server.example.com/chat"),
        target("http:///chat"),
        target("http://server.example.com:x/chat"),
        target("http://server.example.com/chat#x"),
        target("http:/chat"),
        target("ws://evil/"),
        target("server.example.com:80"),
        target("*"),
        target("/chat#x"),
        bad("", HOST, "request has 0 Host headers, expected one"),
        bad(HOST + HOST, HOST, "request has 2 Host headers, expected one"),
        host("", "missing host"),
        host("a, b", "',' in host \"a, b\""),
        host("u@h", "'@' in host \"u@h\""),
        host("h/x", "'/' in host \"h/x\""),
        host("h:x", "port is not a number: \"x\""),
        host("h:0", "port is not in 1 to 65535: \"0\""),
        host("[::1", "'[' without ']' in host \"[::1\""),
        bad("", "Upgrade: websocket\r\n", "request has no Upgrade, expected the token websocket"),
        bad("foo", "websocket", "Upgrade is \"foo\", expected the token websocket"),
        bad("websocket2", "websocket", "Upgrade is \"websocket2\", expected the token websocket"),
        bad("", "Connection: Upgrade\r\n", "request has no Connection, expected the token upgrade"),
        bad("n: close", "n: Upgrade", "Connection is \"close\", expected the token upgrade"),
        bad(
            "n: noupgrade",
            "n: Upgrade",
            "Connection is \"noupgrade\", expected the token upgrade"),
        bad("", KEY, "request has no Sec-WebSocket-Key" + oneKey),
        bad(KEY + KEY, KEY, "request has 2 Sec-WebSocket-Key headers" + oneKey),
        key("", oneKey),
        key("dGhlIHNhbXBsZSBub25j", oneKey), // 15 bytes
        key("dGhlIHNhbXBsZSBub25jZXM=", oneKey), // 17 bytes
        key("dGhlIHNhbXBsZSBub25jZQ", oneKey),
        key("dGhlIHNhbXBsZSBub25jZQ=!", oneKey),
        key("dGhlIHNhbXBsZSBub25j\u00e9Q==", oneKey),
        key("????????????????????????", oneKey),
        bad(
            VERSION + VERSION,
            VERSION,
            "request has 2 Sec-WebSocket-Version headers, expected 13, once"),
        arguments(
            426, GOOD.replace(VERSION, ""), "request has no Sec-WebSocket-Version, expected 13"),
        version("7"),
        version("8"),
        version("0"),
        version("13, 8"),
        version("13.0"),
        version("14"),
        version("013"),
        version(""),
        protocol("", "\"\" is not a token"),
        protocol("a,,b", "\"\" is not a token"),
        protocol("a, ", "\"\" is not a token"),
        protocol("a, a", "\"a\" is named twice"),
        protocol("a\r\nSec-WebSocket-Protocol: a", "\"a\" is named twice"),
        protocol("a b", "\"a b\" is not a token"),
        protocol("a/b", "\"a/b\" is not a token"),
        protocol("caf\u00e9", "\"caf\\xE9\" is not a token"),
        protocol(
            "b" + " ".repeat(100) + "x",
            "\"b" + " ".repeat(79) + "...\" (102 characters) is not a token"),
        arguments(
            400,
            GOOD + "Sec-WebSocket-Extensions: foo;\r\n",
            "missing parameter name at index 4 in Sec-WebSocket-Extensions \"foo;\""),
        arguments(
            400,
            GOOD + "Content-Length: 5\r\n",
            "Content-Length is \"5\", but a handshake has no body"),
        arguments(
            400,
            GOOD + "Content-Length: 0, 5\r\n",
            "Content-Length is \"0, 5\", but a handshake has no body"),
        arguments(
            400,
            GOOD + "Content-Length: 0\r\nContent-Length: 5\r\n",
            "request has 2 Content-Length headers, but a handshake has no body"),
        arguments(
            400,
            GOOD + "Transfer-Encoding: chunked\r\n",
            "Transfer-Encoding is \"chunked\", but a handshake has no body"));
  }

  private static Arguments bad(String replacement, String part, String message) {
    return arguments(400, GOOD.replace(part, replacement), message);
  }

  private static Arguments target(String target) {
    return bad(
        target,
        "/chat",
        "request target is \"" + target + "\", expected a path from / or an http URI");
  }

  private static Arguments host(String value, String problem) {
    return bad(value, "server.example.com", "bad Host header \"" + value + "\": " + problem);
  }

  private static Arguments key(String value, String expected) {
    return bad(
        value,
        "dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Key is " + HttpSyntax.quote(value) + expected);
  }

  private static Arguments version(String value) {
    return arguments(
        426,
        GOOD.replace(": 13", ": " + value),
        "Sec-WebSocket-Version is \"" + value + "\", expected 13");
  }

  private static Arguments protocol(String value, String problem) {
    return arguments(
        400, GOOD + "Sec-WebSocket-Protocol: " + value + "\r\n", "subprotocol " + problem);
  }

  @ParameterizedTest
  @MethodSource("wrongRequests")
  void answersAWrongRequestWithTheStatusAndTheProblem(int status, String head, String message) {
    assertFails(head + "\r\n", "frames", status, message);
  }

  static Stream<Arguments> wrongHeads() {
    return Stream.of(
        arguments("\0", 400, "NUL in the method at byte 1"),
        arguments(LINE + "Host ", 400, "white space in or after header name \"Host\""),
        arguments(
            "GET /" + "x".repeat(8188),
            414,
            "request line is longer than 8192 bytes: \"GET /"
                + "x".repeat(75)
                + "...\" (8192 characters)"),
        arguments(
            LINE + "A: " + "x".repeat(8190),
            431,
            "header line is longer than 8192 bytes: \"A: "
                + "x".repeat(77)
                + "...\" (8192 characters)"),
        arguments(LINE + "A: b\r\n".repeat(100) + "U", 431, "request has more than 100 headers"),
        arguments("PRI * HTTP/2", 505, "HTTP major version is not 1: \"HTTP/2\""));
  }

  @ParameterizedTest
  @MethodSource("wrongHeads")
  void answersAHeadThatIsNotHttpAtTheWrongByte(String wire, int status, String message) {
    if (wire.length() < 1000) {
      assertFails(wire, "more", status, message);
    } else {
      ServerHandshake handshake = new ServerHandshake(HttpLimits.DEFAULTS);
      assertThat(handshake.receive(buffer(wire.substring(0, wire.length() - 1))))
          .isEqualTo(Outcome.NEED_BYTES);
      assertThat(handshake.receive(buffer(wire.substring(wire.length() - 1))))
          .isEqualTo(Outcome.FAILED);
      assertAnswer(handshake, status, message);
    }
  }

  @Test
  void answersTheseBytes() {
    assertThat(answerTo(GOOD.replace("GET", "PUT")))
        .isEqualTo(
            crlf(
                    """
                    HTTP/1.1 405 Method Not Allowed
                    Connection: close
                    Allow: GET
                    Content-Type: text/plain; charset=utf-8
                    Content-Length: 30

                    """)
                + "method is \"PUT\", expected GET\n");
    assertThat(answerTo(GOOD.replace("13", "8")))
        .isEqualTo(
            crlf(
                    """
                    HTTP/1.1 426 Upgrade Required
                    Connection: close, Upgrade
                    Upgrade: websocket
                    Sec-WebSocket-Version: 13
                    Content-Type: text/plain; charset=utf-8
                    Content-Length: 42

                    """)
                + "Sec-WebSocket-Version is \"8\", expected 13\n");
    assertThat(answerTo(GOOD.replace("GET", "HEAD")))
        .isEqualTo(
            crlf(
                """
                HTTP/1.1 405 Method Not Allowed
                Connection: close
                Allow: GET
                Content-Type: text/plain; charset=utf-8
                Content-Length: 31

                """));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 30})
  void failsIfTheConnectionEndsBeforeTheRequestDoes(int length) {
    ServerHandshake handshake = new ServerHandshake(HttpLimits.DEFAULTS);
    handshake.receive(buffer(GOOD.substring(0, length)));

    assertThat(handshake.receiveEof()).isEqualTo(Outcome.FAILED);
    assertAnswer(handshake, 400, "connection ended after " + length + " bytes of the request head");
    assertThat(handshake.receive(buffer(GOOD.substring(length) + "\r\n")))
        .isEqualTo(Outcome.FAILED);
  }

  private static String answerTo(String head) {
    ServerHandshake handshake = new ServerHandshake(HttpLimits.DEFAULTS);
    handshake.receive(buffer(head + "\r\n"));
    return text(handshake.response());
  }

  private static String deliver(ServerHandshake handshake, List<byte[]> pieces) {
    return leftoverOf(pieces, in -> handshake.receive(in) != Outcome.NEED_BYTES);
  }

  /** Fails at the last byte of the wire in every delivery and leaves what follows. */
  private static void assertFails(String wire, String leftover, int status, String message) {
    for (List<byte[]> pieces : Deliveries.of(wire + leftover)) {
      ServerHandshake handshake = new ServerHandshake(HttpLimits.DEFAULTS);

      assertThat(deliver(handshake, pieces)).isEqualTo(leftover);
      assertThat(handshake.receive(buffer(GOOD))).isEqualTo(Outcome.FAILED);
      assertAnswer(handshake, status, message);
    }
  }

  private static void assertAnswer(ServerHandshake handshake, int status, String message) {
    assertThat(handshake.failure()).isEqualTo(message);
    assertThat(text(handshake.response()))
        .startsWith("HTTP/1.1 " + status + " ")
        .contains("\r\nConnection: close", "\r\nContent-Length: " + (message.length() + 1) + "\r\n")
        .endsWith("\r\n\r\n" + message + "\n");
    assertThat(handshake.requestedExtensions()).isEmpty();
  }
}
