package io.github.wirespeed.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.wirespeed.protocol.WebSocketUri;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * From a URI to an open connection, against a server that does what the test says: what must hold
 * whoever waits.
 */
abstract class OpeningContract extends SecureContract {
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

    Opening.Upgraded upgraded = upgraded(server.uri("/"));

    assertThat(text(upgraded)).isEqualTo("abc");
    assertThat(upgraded.first().capacity()).as("no read buffer is kept").isEqualTo(3);
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
  void aResetInTheMiddleOfTheHeadIsAFailureOfTheNetwork() throws Exception {
    ScriptedServer server =
        server(
            c -> {
              c.send("HTTP/1.1 101 Switching Pro");
              c.reset();
            });

    assertThatThrownBy(() -> open(server.uri("/"), LONG))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("onnection reset");
  }

  @Test
  void aWebServerThatKnowsNoWebSocketIsARefusal() throws Exception {
    ScriptedServer server =
        server(
            c -> {
              c.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
              c.send("6\r\n<html>\r\n");
              c.send("0\r\n\r\n");
              c.untilClientLeft();
            });

    Opening.Refused refused = refused(server.uri("/"), LONG);

    assertThat(refused.response().status()).isEqualTo(200);
    assertThat(refused.body()).asString().isEqualTo("<html>");
    server.ended();
  }

  @Test
  void aServerThatSpeaksNoHttpIsARefusalWithoutAResponse() throws Exception {
    ScriptedServer server =
        server(
            c -> {
              c.send("SSH-2.0-Other\r\n");
              c.untilClientLeft();
            });

    Opening.Refused refused = refused(server.uri("/"), LONG);

    assertThat(refused.response()).isNull();
    assertThat(refused.why()).contains("'S' in the HTTP version");
    server.ended();
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
                WebSocketUri uri = WebSocketUri.of(server.uri(path));
                Opening.Upgraded upgraded =
                    (Opening.Upgraded) result(Request.of(uri, List.of(), List.of()), LONG);
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
