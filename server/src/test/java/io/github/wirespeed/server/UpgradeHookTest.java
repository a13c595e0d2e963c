package io.github.wirespeed.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.wirespeed.MessageHandler;
import io.github.wirespeed.MessageView;
import io.github.wirespeed.WebSocketConnection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is let in by those who are asked, at once or later. */
@Timeout(60)
class UpgradeHookTest {
  private static final MessageHandler ECHO = (connection, message) -> connection.send(message);

  private static ServerBuilder asking(UpgradeHook hook) {
    return Requests.server().route("/", Route.to(ECHO).subprotocols("v2", "v1").onUpgrade(hook));
  }

  @Test
  void aRefusalIsSentAsItIs() throws Exception {
    try (WebSocketServer server =
        asking(
                request ->
                    UpgradeDecision.reject(401, "who are yoü?")
                        .header("WWW-Authenticate", "Bearer")
                        .header("Set-Cookie", "a=1")
                        .header("Set-Cookie", "b=2"))
            .start()) {
      assertThat(Requests.answer(server, Requests.upgrade("/")))
          .isEqualTo(
              Requests.text(
                  "401 Unauthorized",
                  "who are yo\u00c3\u00bc?",
                  "WWW-Authenticate: Bearer",
                  "Set-Cookie: a=1",
                  "Set-Cookie: b=2"));
    }
  }

  @Test
  void aRedirectIsARefusal() throws Exception {
    try (WebSocketServer server =
        asking(request -> UpgradeDecision.reject(307, "").header("Location", "ws://other/"))
            .start()) {
      assertThat(Requests.answer(server, Requests.upgrade("/")))
          .startsWith("HTTP/1.1 307 Temporary Redirect\r\n")
          .contains("\r\nLocation: ws://other/\r\n")
          .endsWith("Content-Length: 0\r\n\r\n");
    }
  }

  @Test
  void whatIsAcceptedHasTheHeadersAndTheSubprotocolOfItsHook() throws Exception {
    BlockingQueue<WebSocketConnection> opened = new LinkedBlockingQueue<>();
    MessageHandler handler =
        new MessageHandler() {
          @Override
          public void onOpen(WebSocketConnection connection) {
            opened.add(connection);
          }

          @Override
          public void onMessage(WebSocketConnection connection, MessageView message) {}
        };
    UpgradeHook hook =
        request ->
            UpgradeDecision.accept()
                .header("Set-Cookie", "a=1")
                .header("set-cookie", "b=2")
                .subprotocol("v1");
    try (WebSocketServer server =
            Requests.server()
                .route("/", Route.to(handler).subprotocols("v2", "v1").onUpgrade(hook))
                .start();
        RawClient client =
            Requests.sent(server, Requests.upgrade("/", "Sec-WebSocket-Protocol: v2, v1"))) {
      assertThat(client.head())
          .isEqualTo(
              "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                  + "Sec-WebSocket-Accept: "
                  + RawClient.ACCEPT
                  + "\r\nSec-WebSocket-Protocol: v1\r\nSet-Cookie: a=1\r\nset-cookie: b=2\r\n\r\n");
      WebSocketConnection connection = opened.poll(20, TimeUnit.SECONDS);
      assertThat(connection.subprotocol()).isEqualTo("v1");
      assertThat(connection.responseHeaders().get("SET-cookie")).containsExactly("a=1", "b=2");
      assertThat(connection.responseHeaders()).hasSize(1);
    }
  }

  @Test
  void theServersHookIsAskedFirstAndThenTheRoutes() throws Exception {
    List<String> asked = new CopyOnWriteArrayList<>();
    Route route =
        Route.to(ECHO)
            .subprotocols("v1")
            .onUpgrade(
                request -> {
                  asked.add("route " + request.parameter("name"));
                  return request.query().equals("no")
                      ? UpgradeDecision.reject(403, "route")
                      : UpgradeDecision.accept().header("X-Route", "2");
                });
    UpgradeHook hook =
        request -> {
          asked.add("server " + request.parameter("name"));
          return request.path().equals("/bad")
              ? UpgradeDecision.reject(429, "server")
              : UpgradeDecision.accept().header("X-Server", "1").subprotocol("v9");
        };
    try (WebSocketServer server =
        Requests.server().route("/{name}", route).onUpgrade(hook).start()) {
      String protocols = "Sec-WebSocket-Protocol: v1, v9";
      assertThat(Requests.body(server, Requests.upgrade("/bad", protocols))).isEqualTo("server");
      assertThat(asked).containsExactly("server bad");
      asked.clear();
      assertThat(Requests.body(server, Requests.upgrade("/a?no", protocols))).isEqualTo("route");
      assertThat(asked).containsExactly("server a", "route a");
      try (RawClient client = Requests.sent(server, Requests.upgrade("/b", protocols))) {
        assertThat(client.head())
            .contains("Sec-WebSocket-Protocol: v9\r\nX-Server: 1\r\nX-Route: 2\r\n\r\n");
      }
      asked.clear();
      // Nobody is asked about what the server's own rules refuse.
      assertThat(Requests.status(server, Requests.upgrade("/a/b"))).isEqualTo(404);
      assertThat(Requests.status(server, Requests.upgrade("/a", "Origin: http://evil")))
          .isEqualTo(403);
      assertThat(asked).isEmpty();
    }
  }

  @Test
  void theRequestIsShownAsItCame() throws Exception {
    BlockingQueue<UpgradeRequest> seen = new LinkedBlockingQueue<>();
    try (WebSocketServer server =
            Requests.server()
                .route("/r/{room}/{user}", Route.to(ECHO))
                .onUpgrade(
                    request -> {
                      seen.add(request);
                      return UpgradeDecision.reject(403, "");
                    })
                .start();
        RawClient client =
            Requests.sent(
                server,
                Requests.upgrade(
                    "/r/a%2Fb/%C3%A9?x=%zz&y",
                    "Origin: http://localhost",
                    "Sec-WebSocket-Protocol: b, a",
                    "X-A: 1",
                    "x-a: 2"))) {
      client.head();
      UpgradeRequest request = seen.poll(20, TimeUnit.SECONDS);
      assertThat(request.method()).isEqualTo("GET");
      assertThat(request.path()).isEqualTo("/r/a%2Fb/%C3%A9");
      assertThat(request.query()).isEqualTo("x=%zz&y");
      assertThat(request.parameters()).isEqualTo(Map.of("room", "a/b", "user", "é"));
      assertThat(request.parameter("user")).isEqualTo("é");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> request.parameter("id"))
          .withMessageStartingWith("the route has no parameter \"id\"; it has [");
      assertThat(request.header("x-A")).contains("1");
      assertThat(request.headers().get("X-A")).containsExactly("1", "2");
      assertThat(request.host()).isEqualTo("localhost");
      assertThat(request.origin()).contains("http://localhost");
      assertThat(request.subprotocols()).containsExactly("b", "a");
      assertThat(request.isSecure()).isFalse();
      assertThat(request.remoteAddress()).isEqualTo(client.socket.getLocalSocketAddress());
      assertThat(request.localAddress()).isEqualTo(client.socket.getRemoteSocketAddress());
      assertThat(request)
          .hasToString("GET /r/a%2Fb/%C3%A9 from " + client.socket.getLocalSocketAddress());
    }
  }

  // ---- later ----

  @Test
  void aDecisionMayComeLaterFromAnyThreadAndTheFramesMeanwhileSurvive() throws Exception {
    BlockingQueue<CompletableFuture<UpgradeDecision>> asked = new LinkedBlockingQueue<>();
    UpgradeHook hook =
        request -> {
          CompletableFuture<UpgradeDecision> decision = new CompletableFuture<>();
          asked.add(decision);
          return UpgradeDecision.later(decision);
        };
    try (WebSocketServer server = asking(hook).onUpgrade(hook).start();
        RawClient client = Requests.client(server);
        RawClient other = Requests.client(server)) {
      client.send(Requests.upgrade("/").getBytes(ISO_8859_1), RawClient.text("same packet"));
      CompletableFuture<UpgradeDecision> first = asked.poll(20, TimeUnit.SECONDS);
      client.send(RawClient.text("meanwhile"));
      // The loop serves others: one is refused at once by a decision that is there already.
      other.send(Requests.upgrade("/").getBytes(ISO_8859_1));
      asked.poll(20, TimeUnit.SECONDS).complete(UpgradeDecision.reject(403, ""));
      assertThat(other.head()).startsWith("HTTP/1.1 403 ");
      // A later one may be put off again, and the route's hook takes its time as well.
      CompletableFuture<UpgradeDecision> again = new CompletableFuture<>();
      first.complete(UpgradeDecision.later(again));
      again.complete(UpgradeDecision.accept().header("X-First", "1"));
      CompletableFuture<UpgradeDecision> second = asked.poll(20, TimeUnit.SECONDS);
      client.send(RawClient.frame(0x82, new byte[100_000])); // more than is read ahead
      second.complete(UpgradeDecision.accept().header("X-Second", "2"));

      assertThat(client.head()).endsWith("\r\nX-First: 1\r\nX-Second: 2\r\n\r\n");
      assertThat(client.frame()).isEqualTo("TEXT same packet");
      assertThat(client.frame()).isEqualTo("TEXT meanwhile");
      assertThat(client.message()).hasSize(100_000);
    }
  }

  @Test
  void aDecisionThatIsThereAlreadyMayBeGivenAsALaterOne() throws Exception {
    try (WebSocketServer server =
            asking(
                    request ->
                        UpgradeDecision.later(
                            CompletableFuture.completedFuture(UpgradeDecision.accept())))
                .start();
        RawClient client = Requests.client(server)) {
      client.send(Requests.upgrade("/").getBytes(ISO_8859_1), RawClient.text("x"));

      assertThat(client.head()).startsWith("HTTP/1.1 101 ");
      assertThat(client.frame()).isEqualTo("TEXT x");
    }
  }

  @Test
  void aDecisionThatDoesNotComeIsAnsweredWith408AndWhenItComesItDoesNothing() throws Exception {
    BlockingQueue<CompletableFuture<UpgradeDecision>> asked = new LinkedBlockingQueue<>();
    List<String> made = new CopyOnWriteArrayList<>();
    try (ServerLog log = new ServerLog();
        WebSocketServer server =
            Requests.server()
                .handshakeTimeout(Duration.ofSeconds(1))
                .route(
                    "/",
                    Route.toEach(
                        request -> {
                          made.add(request.query());
                          return ECHO;
                        }))
                .onUpgrade(
                    request -> {
                      CompletableFuture<UpgradeDecision> decision = new CompletableFuture<>();
                      asked.add(decision);
                      return request.query().equals("now")
                          ? UpgradeDecision.accept()
                          : UpgradeDecision.later(decision);
                    })
                .start()) {
      assertThat(Requests.answer(server, Requests.upgrade("/?late")))
          .startsWith("HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n")
          .endsWith("\r\n\r\ndeciding took too long\n");
      asked.take().complete(UpgradeDecision.accept());
      assertThat(Requests.answer(server, Requests.upgrade("/?never"))).startsWith("HTTP/1.1 408 ");
      asked.take().completeExceptionally(new IllegalStateException("too late"));
      // Whatever was left to the loop has been done before this is answered.
      try (RawClient client = Requests.sent(server, Requests.upgrade("/?now"))) {
        assertThat(client.head()).startsWith("HTTP/1.1 101 ");
      }
      assertThat(made).containsExactly("now");
      assertThat(log.records).isEmpty();
    }
  }

  @Test
  void aRequestThatDripsOrDoesNotComeIsAnsweredWith408() throws Exception {
    try (WebSocketServer server =
            Requests.server()
                .handshakeTimeout(Duration.ofSeconds(1))
                .route("/", Route.to(ECHO))
                .start();
        RawClient silent = Requests.client(server);
        RawClient slow = Requests.client(server);
        RawClient open = Requests.sent(server, Requests.upgrade("/"))) {
      assertThat(open.head()).startsWith("HTTP/1.1 101 ");
      Thread drip =
          new Thread(
              () -> {
                try {
                  for (byte b : ("GET /" + "a".repeat(100_000)).getBytes(ISO_8859_1)) {
                    slow.send(new byte[] {b});
                    TimeUnit.MILLISECONDS.sleep(5);
                  }
                } catch (java.io.IOException | InterruptedException e) {
                  // It was cut.
                }
              });
      drip.setDaemon(true);
      drip.start();

      for (RawClient client : List.of(silent, slow)) {
        assertThat(client.head()).startsWith("HTTP/1.1 408 Request Timeout\r\nConnection: close");
        assertThat(client.body("the request took too long\n".length()))
            .isEqualTo("the request took too long\n");
      }
      assertThat(silent.ended()).isTrue();
      drip.interrupt();
      drip.join();
      open.send(RawClient.text("unharmed"));
      assertThat(open.frame()).isEqualTo("TEXT unharmed");
    }
  }

  // ---- what goes wrong ----

  private static UpgradeHook later(UpgradeDecision decision) {
    return request -> UpgradeDecision.later(CompletableFuture.completedFuture(decision));
  }

  private static UpgradeHook failing(Throwable cause) {
    return request -> UpgradeDecision.later(CompletableFuture.failedFuture(cause));
  }

  static Stream<Arguments> wrongHooks() {
    return Stream.of(
        Arguments.of(
            "throws",
            (UpgradeHook)
                r -> {
                  throw new Exception("secret");
                },
            "secret"),
        Arguments.of(
            "error",
            (UpgradeHook)
                r -> {
                  throw new AssertionError("secret");
                },
            "secret"),
        Arguments.of("null", (UpgradeHook) r -> null, "null"),
        Arguments.of("later null", later(null), "null"),
        Arguments.of("later fails", failing(new Exception("secret")), "secret"),
        Arguments.of(
            "later fails in a dependent",
            (UpgradeHook)
                r ->
                    UpgradeDecision.later(
                        CompletableFuture.completedFuture(UpgradeDecision.accept())
                            .thenApply(
                                d -> {
                                  throw new IllegalStateException("secret");
                                })),
            "secret"),
        Arguments.of(
            "subprotocol",
            (UpgradeHook) r -> UpgradeDecision.accept().subprotocol("v3"),
            "it chose subprotocol \"v3\", and the client asked for [v2, x]"),
        Arguments.of(
            "later subprotocol", later(UpgradeDecision.accept().subprotocol("v1")), "\"v1\""),
        Arguments.of(
            "header",
            (UpgradeHook) r -> UpgradeDecision.accept().header("X", "a\r\nEvil: b"),
            "value of header \"X\" has CR at index 1"),
        Arguments.of(
            "header of ours",
            (UpgradeHook) r -> UpgradeDecision.reject(403, "").header("Connection", "x"),
            "header \"Connection\" is written by the handshake"),
        Arguments.of(
            "status", (UpgradeHook) r -> UpgradeDecision.reject(200, ""), "status 200 is not"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrongHooks")
  void aHookThatFailsIsAnsweredWith500WithoutAWordOfItAndLogged(
      String name, UpgradeHook hook, String words) throws Exception {
    try (ServerLog log = new ServerLog();
        WebSocketServer server = asking(hook).start()) {
      assertThat(Requests.answer(server, Requests.upgrade("/", "Sec-WebSocket-Protocol: v2, x")))
          .isEqualTo(
              Requests.text("500 Internal Server Error", "the server failed at this request\n"));
      LogRecord record = log.records.poll(20, TimeUnit.SECONDS);
      assertThat(record.getLevel()).isEqualTo(Level.WARNING);
      assertThat(record.getMessage()).contains("failed: GET / from /127.0.0.1:");
      assertThat(record.getThrown()).hasMessageContaining(words);
      assertThat(log.records).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aHandlerThatCannotBeMadeIsAnsweredWith500(boolean thrown) throws Exception {
    Route route =
        Route.toEach(
            request -> {
              if (thrown) {
                throw new IllegalStateException("secret");
              }
              return null;
            });
    try (ServerLog log = new ServerLog();
        WebSocketServer server = Requests.server().route("/", route).start()) {
      assertThat(Requests.answer(server, Requests.upgrade("/")))
          .startsWith("HTTP/1.1 500 Internal Server Error\r\n")
          .endsWith("\r\n\r\nthe server failed at this request\n");
      assertThat(log.records.poll(20, TimeUnit.SECONDS).getThrown())
          .hasMessage(thrown ? "secret" : "handler");
    }
  }

  @Test
  void aDecisionThatIsNoneIsRefusedWhereItIsMade() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> UpgradeDecision.reject(299, ""))
        .withMessage("status 299 is not in 300 to 599");
    assertThatIllegalStateException()
        .isThrownBy(() -> UpgradeDecision.reject(403, "").subprotocol("a"))
        .withMessage("a refusal has no subprotocol");
    UpgradeDecision later = UpgradeDecision.later(new CompletableFuture<>());
    assertThatIllegalStateException()
        .isThrownBy(() -> later.header("X", "y"))
        .withMessage("the decision is to come");
    assertThatIllegalStateException().isThrownBy(() -> later.subprotocol("a"));
  }
}
