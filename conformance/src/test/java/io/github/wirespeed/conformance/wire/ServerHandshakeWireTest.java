package io.github.wirespeed.conformance.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.wirespeed.WebSocket;
import io.github.wirespeed.server.EchoServer;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests that do not open a WebSocket: each is answered or cut, and the server lives. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ServerHandshakeWireTest {
  private static final String HOST = "Host: 127.0.0.1\r\n";
  private static final String KEY = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
  private static final String VERSION = "Sec-WebSocket-Version: 13\r\n";
  private static final String UPGRADE = "Upgrade: websocket\r\n";
  private static final String CONNECTION = "Connection: Upgrade\r\n";
  private static final String GET = "GET / HTTP/1.1\r\n";
  private static final String GOOD = HOST + UPGRADE + CONNECTION + KEY + VERSION;

  private EchoServer server;

  @BeforeAll
  void start() throws Exception {
    server = EchoServer.builder().handshakeTimeout(Duration.ofSeconds(10)).start();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @AfterEach
  void theServerLives() throws Exception {
    assertLives(server);
  }

  private static void assertLives(EchoServer server) throws Exception {
    try (WebSocket ws = WebSocket.connect(server.uri())) {
      ws.send("alive");
      assertThat(ws.receive().text()).isEqualTo("alive");
    }
  }

  static Stream<Arguments> wrong() {
    return Stream.of(
        arguments(405, "POST / HTTP/1.1\r\n" + GOOD),
        arguments(405, "PUT / HTTP/1.1\r\n" + GOOD),
        arguments(505, "GET / HTTP/1.0\r\n" + GOOD),
        arguments(405, "get / HTTP/1.1\r\n" + GOOD),
        arguments(405, "HEAD / HTTP/1.1\r\n" + GOOD),
        arguments(405, "OPTIONS * HTTP/1.1\r\n" + GOOD),
        arguments(405, "CONNECT 127.0.0.1:80 HTTP/1.1\r\n" + GOOD),
        arguments(505, "GET / HTTP/2.0\r\n" + GOOD),
        arguments(400, "GET / HTTP/1.1x\r\n" + GOOD),
        arguments(400, "GET  / HTTP/1.1\r\n" + GOOD),
        arguments(400, "GET / HTTP/1.1 \r\n" + GOOD),
        arguments(400, "\r\n" + GET + GOOD),
        arguments(400, "GET * HTTP/1.1\r\n" + GOOD),
        arguments(400, "GET /#x HTTP/1.1\r\n" + GOOD),
        arguments(400, "GET ws://127.0.0.1/ HTTP/1.1\r\n" + GOOD),
        arguments(400, "GET http://a@b/ HTTP/1.1\r\n" + GOOD),
        arguments(400, "GET http:/// HTTP/1.1\r\n" + GOOD),
        arguments(400, GET + UPGRADE + CONNECTION + KEY + VERSION),
        arguments(400, GET + HOST + GOOD),
        arguments(400, GET + "Host: a b\r\n" + UPGRADE + CONNECTION + KEY + VERSION),
        arguments(400, GET + "Host: \r\n" + UPGRADE + CONNECTION + KEY + VERSION),
        arguments(400, GET + "Host: a, b\r\n" + UPGRADE + CONNECTION + KEY + VERSION),
        arguments(400, GET + "Host: a@b\r\n" + UPGRADE + CONNECTION + KEY + VERSION),
        arguments(400, GET + "Host: a:99999\r\n" + UPGRADE + CONNECTION + KEY + VERSION),
        arguments(400, GET + "Host: [::1\r\n" + UPGRADE + CONNECTION + KEY + VERSION),
        arguments(400, GET + HOST + "Upgrade: websocket2\r\n" + CONNECTION + KEY + VERSION),
        arguments(400, GET + HOST + "Upgrade: \r\n" + CONNECTION + KEY + VERSION),
        arguments(400, GET + HOST + UPGRADE + "Connection: upgrade2\r\n" + KEY + VERSION),
        arguments(400, GET + HOST + UPGRADE + "Connection: noupgrade\r\n" + KEY + VERSION),
        arguments(400, GET + HOST + CONNECTION + KEY + VERSION),
        arguments(400, GET + HOST + "Upgrade: h2c\r\n" + CONNECTION + KEY + VERSION),
        arguments(400, GET + HOST + UPGRADE + KEY + VERSION),
        arguments(400, GET + HOST + UPGRADE + "Connection: close\r\n" + KEY + VERSION),
        arguments(400, GET + HOST + UPGRADE + CONNECTION + VERSION),
        arguments(400, GET + GOOD + KEY),
        arguments(
            400, GET + HOST + UPGRADE + CONNECTION + "Sec-WebSocket-Key: c2hvcnQ=\r\n" + VERSION),
        arguments(400, GET + HOST + UPGRADE + CONNECTION + "Sec-WebSocket-Key: %%%\r\n" + VERSION),
        wrongKey(""),
        wrongKey("dGhlIHNhbXBsZSBub25j"), // 15 bytes
        wrongKey("dGhlIHNhbXBsZSBub25jZXM="), // 17 bytes
        wrongKey("dGhlIHNhbXBsZSBub25jZQ"),
        wrongKey("dGhlIHNhbXBsZSBub25jZQ==x"),
        arguments(400, GET + GOOD + VERSION),
        arguments(400, GET + GOOD + "Content-Length: 10\r\n"),
        arguments(400, GET + GOOD + "Transfer-Encoding: chunked\r\n"),
        arguments(400, GET + GOOD + "Sec-WebSocket-Protocol: a, a\r\n"),
        arguments(400, GET + GOOD + "Sec-WebSocket-Protocol: \r\n"),
        arguments(400, GET + GOOD + "Sec-WebSocket-Protocol: a,,b\r\n"),
        arguments(400, GET + GOOD + "Sec-WebSocket-Protocol: a b\r\n"),
        arguments(400, GET + GOOD + "Sec-WebSocket-Protocol: caf\u00e9\r\n"),
        arguments(400, GET + GOOD + "Sec-WebSocket-Extensions: a;=\r\n"),
        arguments(400, GET + GOOD + "Sec-WebSocket-Extensions: a,\r\n"),
        arguments(400, GET + GOOD + "Sec-WebSocket-Extensions: a;b=\"c\r\n"),
        arguments(400, GET + GOOD + "Sec-WebSocket-Extensions: a;b=\"c d\"\r\n"),
        arguments(400, GET + GOOD + "X-Bad : a\r\n"),
        arguments(400, GET + GOOD + ": a\r\n"),
        arguments(400, GET + GOOD + "X-Bad: a\r\n b\r\n"),
        arguments(400, GET + GOOD + "X-Bad: a\nX: b\r\n"),
        arguments(400, GET + GOOD + "X\u00e9: a\r\n"),
        arguments(400, GET + "No colon here\r\n" + GOOD),
        arguments(400, GET + " Leading: space\r\n" + GOOD),
        arguments(400, GET + "X-Bad: a\rb\r\n" + GOOD),
        arguments(400, GET + "X-Bad: a\u0000b\r\n" + GOOD),
        arguments(400, "GET\r\n" + GOOD),
        arguments(414, "GET /" + "a".repeat(9000) + " HTTP/1.1\r\n" + GOOD),
        arguments(431, GET + "X-Long: " + "a".repeat(9000) + "\r\n" + GOOD),
        arguments(431, GET + "X: y\r\n".repeat(100) + GOOD),
        arguments(431, GET + ("X: " + "y".repeat(500) + "\r\n").repeat(60) + GOOD));
  }

  private static Arguments wrongKey(String key) {
    String header = "Sec-WebSocket-Key: " + key + "\r\n";
    return arguments(400, GET + HOST + UPGRADE + CONNECTION + header + VERSION);
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void aWrongRequestIsAnsweredWithItsStatusAndTheEndOfTcp(int status, String request)
      throws Exception {
    String answer = answer(request + "\r\n");
    assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
    assertThat(answer).containsIgnoringCase("\r\nConnection: close\r\n");
    try (RawConnection client = RawClient.connect(server)) {
      for (byte b : Bytes.ascii(request + "\r\n")) {
        client.sendUntilRefused(new byte[] {b});
      }
      assertThat(client.readRest()).as("byte by byte").isEqualTo(answer);
    }
  }

  static Stream<String> versions() {
    return Stream.of(
        "",
        "Sec-WebSocket-Version: 8\r\n",
        "Sec-WebSocket-Version: 7\r\n",
        "Sec-WebSocket-Version: 0\r\n",
        "Sec-WebSocket-Version: 14\r\n",
        "Sec-WebSocket-Version: 13, 8\r\n",
        "Sec-WebSocket-Version: x\r\n");
  }

  @ParameterizedTest
  @MethodSource("versions")
  void anotherVersionIsAnsweredWith426AndOurs(String version) throws Exception {
    String answer = answer(GET + HOST + UPGRADE + CONNECTION + KEY + version + "\r\n");
    assertThat(answer).startsWith("HTTP/1.1 426 ").contains("\r\nSec-WebSocket-Version: 13\r\n");
  }

  @ParameterizedTest
  @MethodSource("right")
  void whatIsUnusualButRightIsAccepted(String request) throws Exception {
    try (RawConnection client = RawClient.connect(server)) {
      client.send(Bytes.ascii(request + "\r\n"), Bytes.text(true, "hi"));
      String head = client.readHead();
      assertThat(head).startsWith("HTTP/1.1 101 ");
      assertThat(head)
          .doesNotContainIgnoringCase("Sec-WebSocket-Protocol")
          .doesNotContainIgnoringCase("Sec-WebSocket-Extensions");
      assertThat(client.read(Frame.TEXT).text()).isEqualTo("hi");
    }
  }

  static Stream<String> right() {
    return Stream.of(
        GET + HOST + "upgrade: WebSocket\r\nCONNECTION: keep-alive, UPGRADE\r\n" + KEY + VERSION,
        "GET /a/b?c=d%20e HTTP/1.1\r\n" + GOOD,
        "GET http://127.0.0.1/ HTTP/1.1\r\n" + GOOD,
        "GET HTTPS://other.example:8443?a=b HTTP/1.1\r\n" + GOOD,
        GET + GOOD + "Origin: https://example.com\r\nCookie: a=b\r\nContent-Length: 0\r\n",
        GET + GOOD + "Sec-WebSocket-Protocol: chat, v2\r\n",
        GET + GOOD + "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n");
  }

  @Test
  void aTlsHelloIsAnsweredOrCut() throws Exception {
    byte[] hello =
        Bytes.concat(
            Bytes.hex("16 03 01 02 00 01 00 01 fc 03 03"), new byte[200], Bytes.hex("0a 0d 0a"));
    assertThat(answer(hello)).startsWith("HTTP/1.1 4");
  }

  @Test
  void anHttp2PrefaceIsAnsweredWith505() throws Exception {
    assertThat(answer("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")).startsWith("HTTP/1.1 505 ");
  }

  @Test
  void aSlowRequestIsCutAfterTheHandshakeTimeoutAndOthersAreServed() throws Exception {
    try (EchoServer strict = EchoServer.builder().handshakeTimeout(Duration.ofMillis(200)).start();
        RawConnection drip = RawClient.connect(strict);
        RawConnection silent = RawClient.connect(strict)) {
      Thread dripping =
          new Thread(
              () -> {
                while (!Thread.currentThread().isInterrupted()) {
                  drip.sendUntilRefused(Bytes.ascii("G"));
                  java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
                }
              });
      dripping.setDaemon(true);
      dripping.start();
      assertLives(strict);
      silent.discardToEnd();
      drip.discardToEnd();
      dripping.interrupt();
      dripping.join();
      assertLives(strict);
    }
  }

  @Test
  void anOpenConnectionIsNotCutByTheHandshakeTimeout() throws Exception {
    try (EchoServer strict = EchoServer.builder().handshakeTimeout(Duration.ofMillis(100)).start();
        WebSocket ws = WebSocket.connect(strict.uri());
        RawConnection silent = RawClient.connect(strict)) {
      silent.discardToEnd(); // later than ws, so its time would be up as well
      ws.send("still");
      assertThat(ws.receive().text()).isEqualTo("still");
    }
  }

  @Test
  void anEndInTheMiddleOfARequestHarmsNobody() throws Exception {
    for (int length : new int[] {0, 1, 20, RawClient.REQUEST.length() - 1}) {
      RawConnection reset = RawClient.connect(server);
      reset.send(Bytes.ascii(RawClient.REQUEST.substring(0, length)));
      reset.reset();
      try (RawConnection ended = RawClient.connect(server)) {
        ended.send(Bytes.ascii(RawClient.REQUEST.substring(0, length)));
        ended.finish();
        assertThat(ended.readRest()).matches("(?s)|HTTP/1.1 400 .*");
      }
    }
  }

  private String answer(String request) throws Exception {
    return answer(Bytes.ascii(request));
  }

  private String answer(byte[] request) throws Exception {
    try (RawConnection client = RawClient.connect(server)) {
      client.sendUntilRefused(request);
      return client.readRest();
    }
  }
}
