package io.github.wirespeed.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.Message;
import io.github.wirespeed.MessageHandler;
import io.github.wirespeed.MessageView;
import io.github.wirespeed.WebSocket;
import io.github.wirespeed.WebSocketConnection;
import io.github.wirespeed.WebSocketOptions;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The programs of docs/server.md. */
@Timeout(60)
class ServerPageTest {
  /** Greets with its name. */
  private record Room(String name) implements MessageHandler {
    @Override
    public void onMessage(WebSocketConnection connection, MessageView message) {
      connection.send("room " + name);
    }
  }

  private static void subscribe(WebSocketConnection connection, String what) {
    connection.send("prices of " + what);
  }

  private static CompletionStage<Boolean> known(String cookie) {
    return CompletableFuture.supplyAsync(() -> cookie.equals("session=7"));
  }

  private static String answer(WebSocketServer server, String path) throws Exception {
    try (WebSocket ws = WebSocket.connect(server.uri() + path)) {
      ws.send("gold");
      return ((Message.Text) ws.receive()).text();
    }
  }

  @Test
  void routes() throws Exception {
    MessageHandler files = (connection, message) -> connection.send(connection.subprotocol());
    try (WebSocketServer server =
        WebSocketServer.builder()
            .route("/prices", (connection, message) -> subscribe(connection, message.text()))
            .route("/rooms/{room}", Route.toEach(request -> new Room(request.parameter("room"))))
            .route(
                "/files/**",
                Route.to(files)
                    .subprotocols("v2.files", "v1.files")
                    .options(WebSocketServer.defaultOptions().maxMessageSize(16 << 20)))
            .start()) {
      assertThat(answer(server, "/prices")).isEqualTo("prices of gold");
      assertThat(answer(server, "/rooms/blue%20one")).isEqualTo("room blue one");
      assertThat(answer(server, "/files/a/b")).isEmpty();
    }
  }

  @Test
  void pagesAndHooks() throws Exception {
    Set<String> tokens = Set.of("Bearer 1");
    MessageHandler feed = (connection, message) -> connection.send(message);
    try (WebSocketServer server =
        WebSocketServer.builder()
            .origins(Origins.sameOr("https://app.example"))
            .route("/feed", Route.to(feed).origins(Origins.any()))
            .route(
                "/session",
                Route.to(feed)
                    .onUpgrade(
                        request ->
                            UpgradeDecision.later(
                                known(request.header("Cookie").orElse(""))
                                    .thenApply(
                                        known ->
                                            known
                                                ? UpgradeDecision.accept()
                                                : UpgradeDecision.reject(403, "log in first")))))
            .onUpgrade(
                request ->
                    tokens.contains(request.header("Authorization").orElse(""))
                        ? UpgradeDecision.accept().header("X-Node", "7")
                        : UpgradeDecision.reject(401, "who are you?")
                            .header("WWW-Authenticate", "Bearer"))
            .start()) {
      String token = "Authorization: Bearer 1";
      assertThat(Requests.answer(server, Requests.upgrade("/feed")))
          .startsWith("HTTP/1.1 401 ")
          .contains("WWW-Authenticate: Bearer")
          .endsWith("who are you?");
      assertThat(Requests.body(server, Requests.upgrade("/session", token)))
          .isEqualTo("log in first");
      WebSocketOptions options =
          WebSocketOptions.defaults()
              .header("Authorization", "Bearer 1")
              .header("Cookie", "session=7")
              .header("Origin", "https://app.example");
      try (WebSocket ws = WebSocket.connect(server.uri() + "/session", options)) {
        assertThat(ws.responseHeaders().get("X-Node")).containsExactly("7");
      }
    }
  }

  @Test
  void plainHttp() throws Exception {
    String page = "<!doctype html>";
    try (WebSocketServer server =
        WebSocketServer.builder()
            .route("/", (connection, message) -> connection.send(message))
            .get("/", request -> HttpAnswer.html(200, page))
            .get("/health", request -> HttpAnswer.text(200, "ok"))
            .start()) {
      assertThat(Requests.body(server, Requests.get("/"))).isEqualTo(page);
      assertThat(Requests.body(server, Requests.get("/health"))).isEqualTo("ok");
      assertThat(answer(server, "/")).isEqualTo("gold");
    }
  }
}
