package io.github.wirespeed.server;

import static io.github.wirespeed.server.Requests.CONNECTION;
import static io.github.wirespeed.server.Requests.GOOD;
import static io.github.wirespeed.server.Requests.HOST;
import static io.github.wirespeed.server.Requests.KEY;
import static io.github.wirespeed.server.Requests.UPGRADE;
import static io.github.wirespeed.server.Requests.VERSION;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.wirespeed.Compression;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a client may send first, and what it is told: the server list (3.2) of the study. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpeningTableTest {
  private static final String GET = "GET / HTTP/1.1\r\n";
  private static final String CLOSE = "Connection: close";
  private static final String[] VERSIONS = {
    "Connection: close, Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13"
  };

  private WebSocketServer server;

  @BeforeAll
  void start() throws Exception {
    server =
        Requests.server()
            .options(WebSocketServer.defaultOptions().compression(Compression.deflate()))
            .route("/", Route.to((c, message) -> c.send(message)).subprotocols("v2", "v1"))
            .route("/rooms/{room}", (c, message) -> c.send(message))
            .get("/health", request -> HttpAnswer.text(200, "ok"))
            .start();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  static Stream<Arguments> wrong() {
    List<Arguments> all = new ArrayList<>();
    // No HTTP, or another one.
    bad(all, "\u0000", "400 Bad Request", "NUL in the method at byte 1");
    bad(all, "\u0016\u0003\u0001\u0002\u0000\u0001", "400 Bad Request", "0x16 in the method");
    bad(all, "\r\n" + GET + GOOD, "400 Bad Request", "bare CR in the method at byte 1");
    bad(all, "hello\r\n", "400 Bad Request", "bare CR in the method at byte 6");
    bad(all, "GET /\r\n", "400 Bad Request", "without an HTTP version");
    bad(all, "GET  / HTTP/1.1\r\n", "400 Bad Request", "space in the request target");
    bad(all, "GET / HTTP/1.1 \r\n", "400 Bad Request", "space in the HTTP version");
    bad(all, "GET / http/1.1\r\n", "400 Bad Request", "'h' in the HTTP version");
    bad(all, GET.replace("\r", "") + GOOD, "400 Bad Request", "bare LF in the HTTP version");
    bad(
        all,
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "505 HTTP Version Not Supported",
        "HTTP major version is not 1: \"HTTP/2\"");
    bad(all, "GET / HTTP/1.0\r\n" + GOOD, "505 HTTP Version Not Supported", "HTTP/1.0, expected");
    bad(all, "GET / HTTP/0.9\r\n" + GOOD, "505 HTTP Version Not Supported", "\"HTTP/0\"");
    bad(all, "GET /health HTTP/1.0\r\n" + HOST, "505 HTTP Version Not Supported", "HTTP/1.0");
    for (String method : List.of("POST", "PUT", "HEAD", "get", "DELETE", "TRACE")) {
      bad(
          all,
          method + " / HTTP/1.1\r\n" + GOOD,
          "405 Method Not Allowed",
          method.equals("HEAD") ? "" : "method is \"" + method + "\", expected GET",
          CLOSE,
          "Allow: GET");
    }
    bad(all, "OPTIONS * HTTP/1.1\r\n" + GOOD, "405 Method Not Allowed", "OPTIONS", "Allow: GET");
    bad(all, "CONNECT h:1 HTTP/1.1\r\n" + GOOD, "405 Method Not Allowed", "CONN", "Allow: GET");
    bad(all, "POST /health HTTP/1.1\r\n" + HOST, "405 Method Not Allowed", "POST", "Allow: GET");
    // The target.
    for (String target : List.of("*", "/#x", "ws://h/", "http://a@b/", "http:///", "localhost:1")) {
      bad(all, "GET " + target + " HTTP/1.1\r\n" + GOOD, "400 Bad Request", "request target is");
    }
    bad(all, "GET /a/../b HTTP/1.1\r\n" + GOOD, "400 Bad Request", "path has the segment \"..\"");
    bad(all, "GET /%2e%2e/ HTTP/1.1\r\n" + GOOD, "400 Bad Request", "path has the segment \"..\"");
    bad(all, "GET /rooms/%zz HTTP/1.1\r\n" + GOOD, "400 Bad Request", "has the escape \"%zz\"");
    bad(
        all,
        "GET /rooms/%ff HTTP/1.1\r\n" + GOOD,
        "400 Bad Request",
        "\"%ff\", which is not UTF-8");
    bad(all, "GET /health%2 HTTP/1.1\r\n" + HOST, "400 Bad Request", "has the escape \"%2\"");
    bad(all, "GET /../health HTTP/1.1\r\n" + HOST, "400 Bad Request", "the segment \"..\"");
    for (String path :
        List.of("/other", "//", "/rooms/", "/rooms", "/rooms/1/", "/health", "/x?/")) {
      String shown = path.replaceAll("\\?.*", "");
      bad(all, "GET " + path + " HTTP/1.1\r\n" + GOOD, "404 Not Found", "no route for " + shown);
    }
    bad(all, "GET /other HTTP/1.1\r\n" + HOST, "404 Not Found", "nothing at /other");
    bad(all, GET + GOOD + "Origin: http://evil\r\n", "403 Forbidden", "http://evil may not");
    bad(all, GET + GOOD + "Origin: null\r\n", "403 Forbidden", "null may not connect");
    // Host.
    String rest = UPGRADE + CONNECTION + KEY + VERSION;
    bad(all, GET + rest, "400 Bad Request", "0 Host headers, expected one");
    bad(all, GET, "400 Bad Request", "0 Host headers, expected one");
    bad(all, GET + HOST + GOOD, "400 Bad Request", "2 Host headers, expected one");
    for (String host : List.of("", "a b", "a, b", "u@h", "h/x", "h:x", "h:0", "h:65536", "[::1")) {
      bad(all, GET + "Host: " + host + "\r\n" + rest, "400 Bad Request", "bad Host header");
    }
    // Upgrade and Connection.
    for (String upgrade :
        List.of("", "Upgrade: \r\n", "Upgrade: h2c\r\n", "Upgrade: websocket2\r\n")) {
      bad(all, GET + HOST + upgrade + CONNECTION + KEY + VERSION, "400 Bad Request", "Upgrade");
    }
    for (String token : List.of("", "Connection: close\r\n", "Connection: noupgrade\r\n")) {
      bad(all, GET + HOST + UPGRADE + token + KEY + VERSION, "400 Bad Request", "token upgrade");
    }
    bad(all, GET + HOST + UPGRADE, "400 Bad Request", "request has no Connection");
    // Nothing of a handshake.
    bad(all, GET + HOST, "426 Upgrade Required", "here is a WebSocket", VERSIONS);
    bad(all, GET + HOST + "Upgrade: h2c\r\n" + CONNECTION, "426 Upgrade Required", "", VERSIONS);
    bad(all, "GET /rooms/7 HTTP/1.1\r\n" + HOST, "426 Upgrade Required", "", VERSIONS);
    bad(all, "HEAD / HTTP/1.1\r\n" + HOST, "426 Upgrade Required", "", VERSIONS);
    // Key.
    String noKey = GET + HOST + UPGRADE + CONNECTION + VERSION;
    bad(all, noKey, "400 Bad Request", "request has no Sec-WebSocket-Key");
    bad(all, noKey + KEY + KEY, "400 Bad Request", "2 Sec-WebSocket-Key headers");
    for (String key :
        List.of(
            "",
            "dGhlIHNhbXBsZSBub25j", // 15 bytes
            "dGhlIHNhbXBsZSBub25jZXM=", // 17 bytes
            "dGhlIHNhbXBsZSBub25jZQ",
            "dGhlIHNhbXBsZSBub25jZQ==x",
            "????????????????????????")) {
      bad(
          all,
          noKey + "Sec-WebSocket-Key: " + key + "\r\n",
          "400 Bad Request",
          "base64 of 16 bytes");
    }
    // Version.
    String noVersion = GET + HOST + UPGRADE + CONNECTION + KEY;
    bad(all, noVersion, "426 Upgrade Required", "no Sec-WebSocket-Version", VERSIONS);
    for (String version : List.of("7", "8", "0", "13, 8", "14", "013", "x", "")) {
      bad(
          all,
          noVersion + "Sec-WebSocket-Version: " + version + "\r\n",
          "426 Upgrade Required",
          "Sec-WebSocket-Version is \"" + version + "\", expected 13",
          VERSIONS);
    }
    bad(all, noVersion + VERSION + VERSION, "400 Bad Request", "2 Sec-WebSocket-Version headers");
    // Subprotocols and extensions.
    for (String names : List.of("", "a,,b", "a, a", "a b", "a/b", "caf\u00e9")) {
      String line = "Sec-WebSocket-Protocol: " + names + "\r\n";
      bad(all, GET + GOOD + line, "400 Bad Request", "subprotocol \"");
    }
    for (String extension : List.of("a;", "a;=", "a,", "a;b=\"c", "a;b=\"c d\"", ";a")) {
      String line = "Sec-WebSocket-Extensions: " + extension + "\r\n";
      bad(all, GET + GOOD + line, "400 Bad Request", "Sec-WebSocket-Extensions \"");
    }
    // A body.
    for (String head : List.of(GET + GOOD, GET + HOST, "GET /health HTTP/1.1\r\n" + HOST)) {
      for (String body : List.of("Content-Length: 5\r\n", "Transfer-Encoding: chunked\r\n")) {
        bad(all, head + body, "400 Bad Request", "but a handshake has no body");
      }
    }
    // Headers that are none.
    bad(all, GET + GOOD + "X : a\r\n", "400 Bad Request", "white space in or after header name");
    bad(all, GET + GOOD + "X: a\r\n b\r\n", "400 Bad Request", "folded line");
    bad(all, GET + " X: a\r\n" + GOOD, "400 Bad Request", "white space before the first header");
    bad(all, GET + GOOD + "X\r\n", "400 Bad Request", "without a colon");
    bad(all, GET + GOOD + "X: a\u0000\r\n", "400 Bad Request", "NUL in the header line");
    // Too much.
    String longPath = "/" + "a".repeat(8192);
    bad(all, "GET " + longPath + " HTTP/1.1\r\n" + GOOD, "414 URI Too Long", "longer than 8192");
    String tooLarge = "431 Request Header Fields Too Large";
    bad(all, GET + "X: " + "a".repeat(8192) + "\r\n" + GOOD, tooLarge, "longer than 8192 bytes");
    bad(all, GET + "X: y\r\n".repeat(96) + GOOD, tooLarge, "more than 100 headers");
    bad(all, GET + ("X: " + "y".repeat(500) + "\r\n").repeat(40), tooLarge, "than 16384 bytes");
    return all.stream();
  }

  private static void bad(
      List<Arguments> all, String head, String status, String words, String... headers) {
    all.add(arguments(head, status, words, headers.length == 0 ? new String[] {CLOSE} : headers));
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void isAnsweredExactlySoAndTcpEnds(String head, String status, String words, String[] headers)
      throws Exception {
    String answer = Requests.answer(server, head + "\r\n");

    int end = answer.indexOf("\r\n\r\n");
    List<String> lines = List.of(answer.substring(0, end).split("\r\n"));
    String body = answer.substring(end + 4);
    boolean answersHead = head.startsWith("HEAD");
    assertThat(lines.get(0)).isEqualTo("HTTP/1.1 " + status);
    assertThat(lines).contains(headers).contains("Content-Type: text/plain; charset=utf-8");
    assertThat(lines.stream().filter(line -> line.startsWith("Connection:"))).hasSize(1);
    assertThat(body).contains(words);
    if (answersHead) {
      assertThat(body).isEmpty();
    } else {
      assertThat(lines).contains("Content-Length: " + body.length());
      assertThat(body).endsWith("\n");
    }
  }

  static Stream<Arguments> right() {
    String deflate = "Sec-WebSocket-Extensions: permessage-deflate";
    return Stream.of(
        arguments(GET + GOOD, List.of()),
        arguments(GET.replace("1.1", "1.2") + GOOD, List.of()),
        arguments("GET http://other/ HTTP/1.1\r\n" + GOOD, List.of()),
        arguments("GET HTTPS://other:8443?x=y HTTP/1.1\r\n" + GOOD, List.of()),
        arguments("GET /?a=//../%zz HTTP/1.1\r\n" + GOOD, List.of()),
        arguments("GET /rooms/%2e%2e%2f HTTP/1.1\r\n" + GOOD, List.of()),
        arguments(GET + GOOD + "Content-Length: 0\r\n", List.of()),
        arguments(GET + GOOD + "Origin: http://localhost\r\n", List.of()),
        arguments(
            GET
                + HOST
                + "upgrade: h2c, WebSocket\r\nCONNECTION: keep-alive\r\nConnection: UPGRADE\r\n"
                + KEY
                + VERSION,
            List.of()),
        // Only what was offered, and no empty list.
        arguments(GET + GOOD + "Sec-WebSocket-Protocol: v3\r\n", List.of()),
        arguments(
            GET + GOOD + "Sec-WebSocket-Protocol: v1, v3\r\n",
            List.of("Sec-WebSocket-Protocol: v1")),
        arguments(
            GET + GOOD + "Sec-WebSocket-Protocol: v1\r\nSec-WebSocket-Protocol: v2\r\n",
            List.of("Sec-WebSocket-Protocol: v2")),
        arguments(GET + GOOD + "Sec-WebSocket-Extensions: x-unknown; a=b\r\n", List.of()),
        arguments(GET + GOOD + deflate + "\r\n", List.of(deflate)),
        // An offer that is malformed or unknown is declined, and the next is looked at.
        arguments(GET + GOOD + deflate + "; server_max_window_bits=7\r\n", List.of()),
        arguments(GET + GOOD + deflate + "; what=1\r\n", List.of()),
        arguments(GET + GOOD + deflate + "; what=1, permessage-deflate\r\n", List.of(deflate)));
  }

  @ParameterizedTest
  @MethodSource("right")
  void isOpenedWithExactlyThisAndTheFramesInTheSamePacketAreEchoed(
      String head, List<String> negotiated) throws Exception {
    try (RawClient client = Requests.client(server)) {
      client.send(
          (head + "\r\n").getBytes(ISO_8859_1), RawClient.text("a"), RawClient.frame(0x89, "b"));

      StringBuilder expected =
          new StringBuilder("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n")
              .append("Connection: Upgrade\r\nSec-WebSocket-Accept: ")
              .append(RawClient.ACCEPT)
              .append("\r\n");
      negotiated.forEach(line -> expected.append(line).append("\r\n"));
      assertThat(client.head()).isEqualTo(expected.append("\r\n").toString());
      assertThat(client.frame()).isEqualTo("TEXT a");
      assertThat(client.frame()).isEqualTo("PONG b");
      client.send(RawClient.close(1000, ""));
      assertThat(client.frame()).isEqualTo("CLOSE 1000");
      assertThat(client.frame()).isEqualTo("END");
    }
  }

  @Test
  void aSecondRequestBehindTheFirstIsNoFrame() throws Exception {
    try (RawClient client = Requests.sent(server, (GET + GOOD + "\r\n").repeat(2))) {
      assertThat(client.head()).startsWith("HTTP/1.1 101 ");
      assertThat(client.frame()).startsWith("CLOSE 1002 ");
      assertThat(client.frame()).isEqualTo("END");
    }
  }

  @Test
  void aRequestMayBeSplitAtEveryByte() throws Exception {
    byte[] bytes =
        RawClient.concat((GET + GOOD + "\r\n").getBytes(ISO_8859_1), RawClient.text("split"));
    for (int at = 1; at < bytes.length; at++) {
      byte[] first = new byte[at];
      byte[] second = new byte[bytes.length - at];
      System.arraycopy(bytes, 0, first, 0, at);
      System.arraycopy(bytes, at, second, 0, second.length);
      try (RawClient client = Requests.client(server)) {
        client.send(first);
        client.send(second);

        assertThat(client.head()).as("split at %d", at).startsWith("HTTP/1.1 101 ");
        assertThat(client.frame()).as("split at %d", at).isEqualTo("TEXT split");
      }
    }
  }

  @Test
  void anEndInTheMiddleOfARequestIsAnsweredAndOneBeforeItIsNot() throws Exception {
    try (RawClient silent = Requests.client(server);
        RawClient half = Requests.sent(server, "GET / HT")) {
      silent.socket.shutdownOutput();
      half.socket.shutdownOutput();

      assertThat(silent.frame()).isEqualTo("END");
      assertThat(half.head()).startsWith("HTTP/1.1 400 Bad Request\r\n");
      assertThat(half.ended()).isTrue();
    }
  }
}
