package io.github.wirespeed.examples.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.wirespeed.Compression;
import io.github.wirespeed.ConnectionClosedException;
import io.github.wirespeed.MessageHandler;
import io.github.wirespeed.MessageView;
import io.github.wirespeed.Stage;
import io.github.wirespeed.WebSocketConnection;
import io.github.wirespeed.server.HttpAnswer;
import io.github.wirespeed.server.Route;
import io.github.wirespeed.server.WebSocketServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Chromium's WebSocket against our server, with an echo for its only application. */
@Timeout(120)
class BrowserInteropTest {
  private static final List<Integer> SIZES = List.of(0, 1, 125, 126, 65_535, 65_536, 1 << 20);

  /** What the page has for the tests: payloads of so many bytes, and sockets to be waited for. */
  private static final String SCRIPT =
      """
      // Bytes that deflate cannot make much of.
      function bytes(size) {
        const all = new Uint8Array(size);
        let state = 1 + size;
        for (let i = 0; i < size; i++) {
          state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
          all[i] = state >>> 24;
        }
        return all;
      }
      // Text that is so many bytes of UTF-8, in characters of one to four of them.
      function text(size) {
        const rest = size % 10;
        return "a\\u00e9\\u20ac\\ud83d\\ude00".repeat((size - rest) / 10) + "z".repeat(rest);
      }
      function same(a, b) {
        if (typeof a === "string" || typeof b === "string") return a === b;
        const other = new Uint8Array(b);
        return a.length === other.length && a.every((byte, i) => byte === other[i]);
      }
      function connect(path, subprotocols) {
        return new Promise((done, failed) => {
          const socket = new WebSocket(location.origin.replace("http", "ws") + path, subprotocols);
          socket.binaryType = "arraybuffer";
          socket.received = [];
          socket.onmessage = event => socket.received.push(event.data);
          socket.onopen = () => done(socket);
          socket.onclose = event => failed(new Error("closed with " + event.code));
        });
      }
      function next(socket) {
        return new Promise((done, failed) => {
          socket.onmessage = event => done(event.data);
          socket.onclose = event => failed(new Error("closed with " + event.code));
        });
      }
      async function echo(path, payloads) {
        const socket = await connect(path, []);
        const wrong = [];
        for (const payload of payloads) {
          const came = next(socket);
          socket.send(payload);
          if (!same(payload, await came)) wrong.push(payload.length);
        }
        socket.close();
        return wrong;
      }
      function close(path, ask) {
        return connect(path, []).then(socket => new Promise(done => {
          socket.onclose = event => done([event.code, event.reason, event.wasClean]);
          ask(socket);
        }));
      }
      """;

  private static Chromium browser;
  private static WebSocketServer server;
  private static Page page;

  private static final BlockingQueue<WebSocketConnection> OPENED = new LinkedBlockingQueue<>();
  private static final BlockingQueue<String> RECEIVED = new LinkedBlockingQueue<>();

  /** An echo that tells the test of everything. */
  private static final class Echo implements MessageHandler {
    @Override
    public void onOpen(WebSocketConnection connection) {
      OPENED.add(connection);
    }

    @Override
    public void onMessage(WebSocketConnection connection, MessageView message) {
      RECEIVED.add((message.isText() ? "text " : "binary ") + message.size());
      connection.send(message);
    }
  }

  @BeforeAll
  static void start(@TempDir Path directory) throws Exception {
    Route echo = Route.to(new Echo());
    server =
        WebSocketServer.builder()
            .get("/", request -> HttpAnswer.html(200, "<script>" + SCRIPT + "</script>"))
            .route("/plain", echo.subprotocols("v2", "v1"))
            .route(
                "/deflate",
                echo.options(WebSocketServer.defaultOptions().compression(Compression.deflate())))
            .start();
    browser = Chromium.start(directory);
    page = browser.open(url());
  }

  private static String url() {
    return server.uri().replaceFirst("ws", "http") + "/";
  }

  @AfterAll
  static void end() {
    if (browser != null) {
      browser.close();
    }
    if (server != null) {
      server.close();
    }
  }

  private static <T> T inTime(Stage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  /** Connects, and gives the server's end of it; the page's is {@code socket}. */
  private static WebSocketConnection connect(Page from, String path) throws Exception {
    OPENED.clear();
    from.evaluate("connect('" + path + "', []).then(opened => { socket = opened; })");
    WebSocketConnection connection = OPENED.poll(20, TimeUnit.SECONDS);
    assertThat(connection).as("the server's end").isNotNull();
    return connection;
  }

  @ParameterizedTest
  @CsvSource({"plain, text", "plain, bytes", "deflate, text", "deflate, bytes"})
  void messagesOfEverySizeComeBack(String path, String kind) throws Exception {
    RECEIVED.clear();
    JsonNode wrong = page.evaluate("echo('/" + path + "', " + SIZES + ".map(" + kind + "))");
    assertThat(wrong.toString()).as("sizes that came back changed").isEqualTo("[]");
    List<String> received = new ArrayList<>();
    RECEIVED.drainTo(received);
    String name = kind.equals("text") ? "text " : "binary ";
    assertThat(received).isEqualTo(SIZES.stream().map(size -> name + size).toList());
  }

  @Test
  void aBurstComesBackInOrder() throws Exception {
    connect(page, "/deflate");
    page.evaluate("for (let i = 0; i < 1000; i++) socket.send('message ' + i)");
    page.await("socket.received.length === 1000");
    assertThat(page.evaluate("socket.received.every((m, i) => m === 'message ' + i)").asBoolean())
        .isTrue();
  }

  @Test
  void extensionsAndSubprotocolsAreThoseOfTheServer() throws Exception {
    assertThat(page.text("connect('/deflate', []).then(socket => socket.extensions)"))
        .startsWith("permessage-deflate");
    assertThat(page.text("connect('/plain', []).then(socket => socket.extensions)")).isEmpty();
    assertThat(page.text("connect('/plain', ['v0', 'v1', 'v2']).then(socket => socket.protocol)"))
        .isEqualTo("v2");
  }

  @Test
  void pingsAreAnswered() throws Exception {
    assertThat(inTime(connect(page, "/plain").ping())).isPositive();
  }

  @Test
  void codeAndReasonOfThePagesCloseArrive() throws Exception {
    WebSocketConnection connection = connect(page, "/plain");
    page.evaluate("socket.close(4001, 'caf\u00e9')");
    ConnectionClosedException end = inTime(connection.closed());
    assertThat(end.code()).isEqualTo(4001);
    assertThat(end.reason()).isEqualTo("caf\u00e9");
  }

  @Test
  void codeAndReasonOfTheServersCloseArrive() throws Exception {
    WebSocketConnection connection = connect(page, "/plain");
    page.evaluate("socket.onclose = e => { ended = [e.code, e.reason, e.wasClean]; }");
    inTime(connection.close(4002, "\u20ac enough"));
    page.await("window.ended");
    assertThat(page.evaluate("ended").toString()).isEqualTo("[4002,\"\u20ac enough\",true]");
    assertThat(inTime(connection.closed()).code()).isEqualTo(4002);
  }

  @Test
  void aMessageAboveTheLimitIsRefusedWith1009() throws Exception {
    JsonNode end = page.evaluate("close('/plain', socket => socket.send(bytes((1 << 20) + 1)))");
    assertThat(end.get(0).asInt()).isEqualTo(1009);
    assertThat(end.get(1).asText()).contains("1048577");
  }

  @Test
  void aPageThatIsLoadedAgainEndsItsConnectionsWith1001() throws Exception {
    Page other = browser.open(url());
    WebSocketConnection connection = connect(other, "/plain");
    other.evaluate("void setTimeout(() => location.reload())");
    assertThat(inTime(connection.closed()).code()).isEqualTo(1001);
  }
}
