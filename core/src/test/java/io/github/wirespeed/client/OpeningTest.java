package io.github.wirespeed.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.wirespeed.client.ScriptedServer.Conversation;
import io.github.wirespeed.protocol.WebSocketUri;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From a URI to an open connection, against a server that does what the test says. */
@Timeout(30)
class OpeningTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(50);

  private final List<AutoCloseable> toClose = new ArrayList<>();

  @AfterEach
  void end() throws Exception {
    Thread.interrupted();
    for (AutoCloseable each : toClose) {
      each.close();
    }
  }

  private ScriptedServer server(ScriptedServer.Script script) throws IOException {
    ScriptedServer server = new ScriptedServer(script);
    toClose.add(server);
    return server;
  }

  private Opening.Result open(String uri, Duration timeout) throws IOException {
    return open(uri, List.of(), List.of(), timeout);
  }

  private Opening.Result open(
      String uri, List<Map.Entry<String, String>> headers, List<String> protocols, Duration timeout)
      throws IOException {
    Opening.Result result = Opening.open(WebSocketUri.of(uri), headers, protocols, timeout);
    if (result instanceof Opening.Upgraded upgraded) {
      toClose.add(upgraded.transport());
    }
    return result;
  }

  private Opening.Upgraded upgraded(String uri) throws IOException {
    return (Opening.Upgraded) open(uri, LONG);
  }

  private Opening.Refused refused(String uri, Duration timeout) throws IOException {
    return (Opening.Refused) open(uri, timeout);
  }

  private static String text(Opening.Upgraded upgraded) {
    return StandardCharsets.ISO_8859_1.decode(upgraded.first().duplicate()).toString();
  }

  @Test
  void aCorrectAnswerOpensTheConnection() throws Exception {
    ScriptedServer server =
        server(
            c -> {
              c.send(c.accept("Sec-WebSocket-Protocol: v1\r\nX-Server: yes\r\n"));
              c.untilClientLeft();
            });

    Opening.Upgraded upgraded =
        (Opening.Upgraded)
            open(
                server.uri("/path?q=1"),
                List.of(Map.entry("X-Own", "mine")),
                List.of("v2", "v1"),
                LONG);

    assertThat(upgraded.subprotocol()).isEqualTo("v1");
    assertThat(upgraded.response().status()).isEqualTo(101);
    assertThat(upgraded.response().asMap()).containsEntry("x-server", List.of("yes"));
    assertThat(upgraded.first().hasRemaining()).isFalse();
    assertThat(upgraded.transport().isOpen()).isTrue();
    assertThat(server.request())
        .startsWith("GET /path?q=1 HTTP/1.1\r\n")
        .contains("\r\nX-Own: mine\r\n")
        .contains("\r\nSec-WebSocket-Protocol: v2, v1\r\n");
    upgraded.transport().close();
    server.ended();
  }

  @Test
  void bytesBehindTheAnswerAreLeftForTheReader() throws Exception {
    ScriptedServer server =
        server(
            c -> {
              byte[] head = c.accept("");
              byte[] both = new byte[head.length + 3];
              System.arraycopy(head, 0, both, 0, head.length);
              System.arraycopy(new byte[] {'a', 'b', 'c'}, 0, both, head.length, 3);
              c.send(both);
              c.untilClientLeft();
            });

    assertThat(text(upgraded(server.uri("/")))).isEqualTo("abc");
  }

  @Test
  void anAnswerThatComesByteByByteIsTheSame() throws Exception {
    ScriptedServer server =
        server(
            c -> {
              for (byte b : c.accept("X-Slow: yes\r\n")) {
                c.send(new byte[] {b});
              }
              c.untilClientLeft();
            });

    Opening.Upgraded upgraded = upgraded(server.uri("/"));

    assertThat(upgraded.response().asMap()).containsKey("X-Slow");
    assertThat(upgraded.first().hasRemaining()).isFalse();
  }

  @Test
  void anInformationalAnswerIsSkipped() throws Exception {
    ScriptedServer server =
        server(
            c -> {
              c.send("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n");
              c.send(c.accept(""));
              c.untilClientLeft();
            });

    assertThat(upgraded(server.uri("/")).response().status()).isEqualTo(101);
  }

  @Test
  void aRefusalGivesStatusHeadersAndBodyAndClosesTheConnection() throws Exception {
    ScriptedServer server =
        server(
            c -> {
              c.send("HTTP/1.1 403 Forbidden\r\nX-Why: no\r\nContent-Length: 4\r\n\r\nnope");
              c.untilClientLeft();
            });

    Opening.Refused refused = refused(server.uri("/"), LONG);

    assertThat(refused.response().status()).isEqualTo(403);
    assertThat(refused.response().asMap()).containsEntry("X-Why", List.of("no"));
    assertThat(refused.body()).asString().isEqualTo("nope");
    assertThat(refused.why()).contains("403");
    server.ended(); // the client left
  }

  @Test
  void aRefusalWhoseBodyDoesNotEndInTimeIsARefusal() throws Exception {
    ScriptedServer server =
        server(
            c -> {
              c.send("HTTP/1.1 500 Oops\r\nContent-Length: 100\r\n\r\nsome");
              c.untilClientLeft();
            });

    Opening.Refused refused = refused(server.uri("/"), Duration.ofMillis(500));

    assertThat(refused.response().status()).isEqualTo(500);
    assertThat(refused.body()).asString().isEqualTo("some");
    server.ended();
  }

  @ParameterizedTest
  @CsvSource({"Sec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=", "X-None: 0"})
  void aWrongOrMissingAcceptIsARefusal(String header) throws Exception {
    ScriptedServer server =
        server(
            c -> {
              c.send(
                  "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                      + ("Connection: Upgrade\r\n" + header + "\r\n\r\n"));
              c.untilClientLeft();
            });

    Opening.Refused refused = refused(server.uri("/"), LONG);

    assertThat(refused.why()).contains("Sec-WebSocket-Accept");
    server.ended();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "HTTP/1.1 101 Switching Pro"})
  void anEndBeforeTheAnswerIsARefusalWithoutAResponse(String start) throws Exception {
    ScriptedServer server = server(c -> c.send(start));

    Opening.Refused refused = refused(server.uri("/"), LONG);

    assertThat(refused.response()).isNull();
    assertThat(refused.why()).contains("after " + start.length() + " bytes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "HTTP/1.1 101 Switching Pro"})
  void aServerThatDoesNotAnswerInTimeIsATimeOutAndTheConnectionIsClosed(String start)
      throws Exception {
    ScriptedServer server =
        server(
            c -> {
              c.send(start);
              c.untilClientLeft();
            });

    assertThatThrownBy(() -> open(server.uri("/"), Duration.ofMillis(500)))
        .isInstanceOf(SocketTimeoutException.class)
        .hasMessageContaining("opening handshake");
    server.ended();
  }

  @Test
  void aServerThatIsNotAcceptedByItsProcessIsATimeOut() throws Exception {
    try (ServerSocket deaf = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      String uri = "ws://127.0.0.1:" + deaf.getLocalPort();

      assertThatThrownBy(() -> open(uri, SHORT)).isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void nobodyListeningIsAConnectException() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }

    assertThatThrownBy(() -> open("ws://127.0.0.1:" + port, LONG))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining(String.valueOf(port));
  }

  @Test
  void anInterruptEndsTheWaitForTheAnswerAndClosesTheConnection() throws Exception {
    ScriptedServer server = server(Conversation::untilClientLeft);
    FutureTask<Boolean> task =
        new FutureTask<>(
            () -> {
              try {
                open(server.uri("/"), LONG);
                return false;
              } catch (SocketTimeoutException e) {
                return false;
              } catch (InterruptedIOException e) {
                return Thread.currentThread().isInterrupted();
              }
            });
    Thread thread = new Thread(task);
    thread.start();
    server.request();
    thread.interrupt();

    assertThat(task.get(20, TimeUnit.SECONDS)).as("interrupted, and still is").isTrue();
    server.ended();
  }

  @Test
  void aThreadThatIsInterruptedAlreadyDoesNotWaitForTheAnswer() throws Exception {
    ScriptedServer server = server(Conversation::untilReleased);

    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> open(server.uri("/"), LONG))
        .isInstanceOf(InterruptedIOException.class);
    assertThat(Thread.interrupted()).as("it still is").isTrue();
  }

  @Test
  void wssIsRefusedBeforeAConnectionIsMade() throws Exception {
    ScriptedServer server = server(c -> c.send(c.accept("")));
    String secure = server.uri("/secure").replace("ws:", "wss:");

    assertThatThrownBy(() -> open(secure, LONG))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("TLS is not supported yet");
    assertNobodyConnected(server);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "X-A|b\\r\\nX-Injected: yes",
        "X-A|b\\nc",
        "X-A|b\\rc",
        "X-A|b\\0c",
        "X-A\\r\\nX-Injected|b",
        "X A|b",
        "X:A|b",
        "''|b",
        "Host|b",
        "sec-websocket-key|b",
        "Upgrade|b"
      })
  void aHeaderThatCannotBeSentIsRefusedBeforeAConnectionIsMade(String name, String value)
      throws Exception {
    ScriptedServer server = server(c -> c.send(c.accept("")));
    List<Map.Entry<String, String>> headers = List.of(Map.entry(control(name), control(value)));

    assertThatThrownBy(() -> open(server.uri("/"), headers, List.of(), LONG))
        .isInstanceOf(IllegalArgumentException.class);
    assertNobodyConnected(server);
  }

  private static String control(String text) {
    return text.replace("\\r", "\r").replace("\\n", "\n").replace("\\0", "\0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a,b", "a\r\nX: y", "ä"})
  void aSubprotocolThatIsNoTokenIsRefusedBeforeAConnectionIsMade(String name) throws Exception {
    ScriptedServer server = server(c -> c.send(c.accept("")));

    assertThatThrownBy(() -> open(server.uri("/"), List.of(), List.of(name), LONG))
        .isInstanceOf(IllegalArgumentException.class);
    assertNobodyConnected(server);
  }

  /** The first connection that the server ever sees is the one that is made here. */
  private void assertNobodyConnected(ScriptedServer server) throws Exception {
    open(server.uri("/the-first"), LONG);
    assertThat(server.request()).startsWith("GET /the-first HTTP/1.1\r\n");
  }

  @Test
  void aTimeOutOfCenturiesIsNoTimeOut() throws Exception {
    ScriptedServer server =
        server(
            c -> {
              c.send(c.accept(""));
              c.untilClientLeft();
            });

    assertThat(open(server.uri("/"), Duration.ofSeconds(Long.MAX_VALUE)))
        .isInstanceOf(Opening.Upgraded.class);
  }

  @Test
  void manyOpeningsAtOnceDoNotDisturbEachOther() throws Exception {
    List<FutureTask<String>> tasks = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      String path = "/" + i;
      ScriptedServer server =
          server(
              c -> {
                c.send(c.accept("X-Path: " + path + "\r\n"));
                c.untilClientLeft();
              });
      FutureTask<String> task =
          new FutureTask<>(
              () -> {
                Opening.Result result =
                    Opening.open(WebSocketUri.of(server.uri(path)), List.of(), List.of(), LONG);
                Opening.Upgraded upgraded = (Opening.Upgraded) result;
                upgraded.transport().close();
                return server.request() + upgraded.response().asMap().get("X-Path");
              });
      tasks.add(task);
      new Thread(task).start();
    }
    for (int i = 0; i < tasks.size(); i++) {
      assertThat(result(tasks.get(i))).startsWith("GET /" + i + " ").endsWith("[/" + i + "]");
    }
  }

  private static String result(FutureTask<String> task) throws Exception {
    try {
      return task.get(20, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    }
  }
}
