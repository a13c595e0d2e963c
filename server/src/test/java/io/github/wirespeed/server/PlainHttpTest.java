package io.github.wirespeed.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What requests are answered that ask for no WebSocket. */
@Timeout(60)
class PlainHttpTest {
  private static final int LARGE = 9 << 20;

  private static byte[] pattern(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i % 251);
    }
    return bytes;
  }

  private static ServerBuilder serving(HttpAnswer answer) {
    return Requests.server().get("/", request -> answer);
  }

  @Test
  void aTextIsAnsweredWithItsLengthAndTheEndOfTcp() throws Exception {
    HttpAnswer answer = HttpAnswer.text(200, "é\n").header("Cache-Control", "no-store");
    try (WebSocketServer server = serving(answer).start()) {
      String head =
          Requests.text("200 OK", "123")
              .replace("\r\n\r\n123", "\r\nCache-Control: no-store\r\n\r\n");
      assertThat(Requests.answer(server, Requests.get("/"))).isEqualTo(head + "\u00c3\u00a9\n");
      assertThat(Requests.answer(server, Requests.head("/"))).isEqualTo(head);
      // What else it may bring is not looked at: other pages, keep-alive, an upgrade to HTTP/2.
      assertThat(
              Requests.answer(
                  server,
                  Requests.get(
                      "/?query",
                      "Origin: http://evil",
                      "Connection: keep-alive, Upgrade, HTTP2-Settings",
                      "Upgrade: h2c",
                      "HTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA")))
          .isEqualTo(head + "\u00c3\u00a9\n");
    }
  }

  @Test
  void everyKindOfAnswerSaysWhatItIs() throws Exception {
    try (WebSocketServer server =
        Requests.server()
            .get("/html", request -> HttpAnswer.html(404, "<p>"))
            .get("/json", request -> HttpAnswer.json(503, "{}"))
            .get("/png", request -> HttpAnswer.of(200, "image/png", new byte[] {1, 2, 3}))
            .get("/none", request -> HttpAnswer.empty(200))
            .get("/204", request -> HttpAnswer.empty(204))
            .get("/moved", request -> HttpAnswer.empty(308).header("Location", "/html"))
            .get("/odd", request -> HttpAnswer.empty(299))
            .start()) {
      String close = "Connection: close\r\n";
      assertThat(Requests.answer(server, Requests.get("/html")))
          .isEqualTo(
              "HTTP/1.1 404 Not Found\r\n"
                  + close
                  + "Content-Type: text/html; charset=utf-8\r\nContent-Length: 3\r\n\r\n<p>");
      assertThat(Requests.answer(server, Requests.get("/json")))
          .isEqualTo(
              "HTTP/1.1 503 Service Unavailable\r\n"
                  + close
                  + "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
      assertThat(Requests.answer(server, Requests.get("/png")))
          .endsWith("Content-Type: image/png\r\nContent-Length: 3\r\n\r\n\u0001\u0002\u0003");
      assertThat(Requests.answer(server, Requests.get("/none")))
          .isEqualTo("HTTP/1.1 200 OK\r\n" + close + "Content-Length: 0\r\n\r\n");
      assertThat(Requests.answer(server, Requests.get("/204")))
          .isEqualTo("HTTP/1.1 204 No Content\r\n" + close + "\r\n");
      assertThat(Requests.answer(server, Requests.get("/moved")))
          .isEqualTo(
              "HTTP/1.1 308 Permanent Redirect\r\n"
                  + close
                  + "Content-Length: 0\r\nLocation: /html\r\n\r\n");
      assertThat(Requests.answer(server, Requests.get("/odd"))).startsWith("HTTP/1.1 299 \r\n");
    }
  }

  @Test
  void theRequestIsShownWithItsParameters() throws Exception {
    BlockingQueue<UpgradeRequest> seen = new LinkedBlockingQueue<>();
    try (WebSocketServer server =
        Requests.server()
            .get(
                "/pages/{page}",
                request -> {
                  seen.add(request);
                  return HttpAnswer.text(200, request.parameter("page"));
                })
            .start()) {
      assertThat(Requests.body(server, Requests.get("/pages/a%20b?c=d"))).isEqualTo("a b");
      assertThat(Requests.body(server, Requests.head("/pages/x"))).isEmpty();

      UpgradeRequest get = seen.take();
      assertThat(get.query()).isEqualTo("c=d");
      assertThat(get.host()).isEqualTo("localhost");
      assertThat(get.subprotocols()).isEmpty();
      assertThat(get.origin()).isEqualTo(Optional.empty());
      assertThat(seen.take()).asString().startsWith("HEAD /pages/x from /127.0.0.1:");
    }
  }

  @Test
  void aPathMayHaveAWebSocketAndAPageAndEitherAlone() throws Exception {
    try (WebSocketServer server =
        Requests.server()
            .get("/", request -> HttpAnswer.text(200, "page"))
            .route("/", (c, m) -> c.send(m))
            .get("/page", request -> HttpAnswer.text(200, "only a page"))
            .route("/socket/**", (c, m) -> c.send(m))
            .start()) {
      assertThat(Requests.body(server, Requests.get("/"))).isEqualTo("page");
      try (RawClient client = Requests.sent(server, Requests.upgrade("/"))) {
        assertThat(client.head()).startsWith("HTTP/1.1 101 ");
      }
      assertThat(Requests.status(server, Requests.upgrade("/page"))).isEqualTo(404);
      assertThat(Requests.answer(server, Requests.get("/socket/x")))
          .isEqualTo(
              Requests.text(
                      "426 Upgrade Required",
                      "here is a WebSocket, and the request asks for no upgrade\n",
                      "Upgrade: websocket",
                      "Sec-WebSocket-Version: 13")
                  .replace("close", "close, Upgrade"));
      assertThat(Requests.answer(server, Requests.head("/socket/x")))
          .startsWith("HTTP/1.1 426 ")
          .endsWith("Content-Length: 57\r\n\r\n");
      assertThat(Requests.answer(server, Requests.get("/nowhere")))
          .startsWith("HTTP/1.1 404 Not Found\r\n")
          .endsWith("\r\n\r\nnothing at /nowhere\n");
      assertThat(Requests.body(server, Requests.head("/nowhere"))).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anAnswerThatCannotBeMadeIsA500WithoutAWordOfIt(boolean thrown) throws Exception {
    try (ServerLog log = new ServerLog();
        WebSocketServer server =
            Requests.server()
                .get(
                    "/",
                    request -> {
                      if (thrown) {
                        throw new AssertionError("secret");
                      }
                      return null;
                    })
                .start()) {
      assertThat(Requests.answer(server, Requests.get("/")))
          .isEqualTo(
              Requests.text("500 Internal Server Error", "the server failed at this request\n"));
      assertThat(log.records.poll(20, TimeUnit.SECONDS).getThrown())
          .hasMessage(thrown ? "secret" : "its answer");
      assertThat(Requests.body(server, Requests.head("/"))).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aLargeBodyIsWrittenAsItIsTakenAndOthersAreServedMeanwhile(boolean tls) throws Exception {
    LoopbackCertificate certificate = LoopbackCertificate.make();
    ServerBuilder builder = serving(HttpAnswer.of(200, "x/y", pattern(LARGE)));
    builder.get("/small", request -> HttpAnswer.text(200, "small"));
    if (tls) {
      builder.tls(certificate.serverContext());
    }
    try (WebSocketServer server = builder.start();
        RawClient client =
            new RawClient(
                tls ? certificate.clientContext().getSocketFactory().createSocket() : new Socket(),
                Requests.address(server))) {
      client.send(Requests.get("/").getBytes(ISO_8859_1));
      assertThat(client.head()).contains("\r\nContent-Length: " + LARGE + "\r\n");
      if (!tls) {
        assertThat(Requests.body(server, Requests.get("/small"))).isEqualTo("small");
      }

      byte[] body = client.body(LARGE).getBytes(ISO_8859_1);
      assertThat(Arrays.equals(body, pattern(LARGE))).isTrue();
      assertThat(client.frame()).isEqualTo("END");
    }
  }

  @Test
  void theJdksClientUnderstandsIt() throws Exception {
    try (WebSocketServer server = serving(HttpAnswer.html(200, "<p>ä")).start()) {
      URI uri = URI.create(server.uri().replace("ws:", "http:") + "/");
      HttpClient client = HttpClient.newHttpClient(); // asks for an upgrade to h2c
      for (int i = 0; i < 3; i++) {
        HttpResponse<String> response =
            client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("<p>ä");
      }
    }
  }

  @Test
  void anAnswerThatHttpDoesNotAllowIsRefusedWhereItIsMade() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HttpAnswer.text(101, ""))
        .withMessage("status 101 is not in 200 to 599");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HttpAnswer.empty(600))
        .withMessage("status 600 is not in 200 to 599");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HttpAnswer.text(204, ""))
        .withMessage("an answer with status 204 has no body");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HttpAnswer.of(200, "a\r\nb", new byte[0]))
        .withMessage("value of header \"Content-Type\" has CR at index 1: \"a\\r\\nb\"");
    HttpAnswer answer = HttpAnswer.text(200, "x");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> answer.header("Content-Length", "1"))
        .withMessage("header \"Content-Length\" is written by the handshake and cannot be set");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> answer.header("content-type", "x/y"))
        .withMessage("the content type is given with the body");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> answer.header("X", "a\nb"))
        .withMessage("value of header \"X\" has LF at index 1: \"a\\nb\"");
  }

  @Test
  void anAnswerIsWhatItWasMadeOf() {
    byte[] bytes = {1, 2};
    HttpAnswer answer = HttpAnswer.of(200, "x/y", bytes);
    bytes[0] = 7;

    assertThat(answer.body()).containsExactly(1, 2);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.contentType()).isEqualTo("x/y");
    assertThat(HttpAnswer.empty(204).contentType()).isEmpty();
  }
}
