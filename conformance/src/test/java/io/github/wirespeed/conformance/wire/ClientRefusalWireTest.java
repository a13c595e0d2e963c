package io.github.wirespeed.conformance.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.wirespeed.HandshakeException;
import io.github.wirespeed.WebSocketOptions;
import io.github.wirespeed.conformance.Task;
import io.github.wirespeed.conformance.api.Api;
import io.github.wirespeed.conformance.api.Client;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Servers that do not open a WebSocket, or not the one that was asked for. */
@Timeout(60)
@ParameterizedClass
@EnumSource(Api.class)
class ClientRefusalWireTest {
  @Parameter Api api;

  private static final String GOOD_HEADERS =
      "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: $ACCEPT\r\n";
  private static final String GOOD = "HTTP/1.1 101 Switching Protocols\r\n" + GOOD_HEADERS;

  static Stream<Arguments> wrongSwitches() {
    String start = "HTTP/1.1 101 Switching Protocols\r\n";
    String upgrade = "Upgrade: websocket\r\n";
    String connection = "Connection: Upgrade\r\n";
    String accept = "Sec-WebSocket-Accept: $ACCEPT\r\n";
    return Stream.of(
        arguments(start + upgrade + connection, "no Sec-WebSocket-Accept"),
        arguments(
            start + upgrade + connection + "Sec-WebSocket-Accept: c3RvbGVu\r\n", "\"c3RvbGVu\""),
        arguments(
            start + upgrade + connection + accept + "Sec-WebSocket-Accept: other\r\n", "\"other\""),
        arguments(start + connection + accept, "no Upgrade"),
        arguments(start + "Upgrade: h2c\r\n" + connection + accept, "\"h2c\""),
        arguments(start + upgrade + accept, "no Connection"),
        arguments(start + upgrade + "Connection: keep-alive\r\n" + accept, "\"keep-alive\""),
        arguments("HTTP/1.0 101 Switching Protocols\r\n" + GOOD_HEADERS, "HTTP/1.0"),
        arguments(GOOD + "Sec-WebSocket-Protocol: chat\r\n", "\"chat\""),
        arguments(GOOD + "Sec-WebSocket-Extensions: permessage-deflate\r\n", "permessage-deflate"));
  }

  @ParameterizedTest
  @MethodSource("wrongSwitches")
  void aWrong101IsRefusedWithTheValue(String head, String value) throws Exception {
    HandshakeException e = refused(head + "\r\n");
    assertThat(e).hasMessageContaining(value);
    assertThat(e.status()).isEqualTo(101);
  }

  @Test
  void aRefusalIsToldWithStatusHeadersAndBody() throws Exception {
    HandshakeException e =
        refused(
            String.join(
                "\r\n",
                "HTTP/1.1 403 No Entry",
                "X-Why: full",
                "X-Why: late",
                "Content-Length: 5",
                "",
                "sorry"));
    assertThat(e).hasMessageContainingAll("403", "No Entry");
    assertThat(e.status()).isEqualTo(403);
    assertThat(e.headers().get("x-why")).isEqualTo(List.of("full", "late"));
    assertThat(e.body()).asString(StandardCharsets.UTF_8).isEqualTo("sorry");
  }

  @ParameterizedTest
  @MethodSource("statuses")
  void anyOtherStatusIsTold(int status) throws Exception {
    HandshakeException e = refused("HTTP/1.1 " + status + " X\r\nContent-Length: 0\r\n\r\n");
    assertThat(e.status()).isEqualTo(status);
    assertThat(e).hasMessageContaining(Integer.toString(status));
  }

  static Stream<Integer> statuses() {
    return Stream.of(200, 204, 301, 304, 401, 407, 426, 500, 503);
  }

  @Test
  void aChunkedBodyIsToldWithoutItsChunking() throws Exception {
    HandshakeException e =
        refused(
            String.join("\r\n", "HTTP/1.1 500 Oops", "Transfer-Encoding: chunked", "")
                + String.join("\r\n", "", "4", "no d", "5", "atabs", "0", "", ""));
    assertThat(e.body()).asString(StandardCharsets.UTF_8).isEqualTo("no databs");
  }

  @Test
  void aLongBodyIsCutAt16KiB() throws Exception {
    HandshakeException e =
        refused("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 50000\r\n\r\n" + "x".repeat(50_000));
    assertThat(e.status()).isEqualTo(502);
    assertThat(e.body()).hasSize(16 << 10).containsOnly('x');
  }

  static Stream<Arguments> rubbish() {
    return Stream.of(
        arguments("SSH-2.0-OpenSSH_9.7\r\n", "'S'"),
        arguments("220 smtp.example ESMTP\r\n\r\n", "'2'"),
        arguments("HTTP/2 101\r\n\r\n", "HTTP/2"),
        arguments("\u0000\u0000\u0012\u0004\u0000\u0000\u0000\u0000\u0000\n\r\n", "byte"),
        arguments(GOOD + "X-Long: " + "y".repeat(20_000) + "\r\n\r\n", "8192"),
        arguments(GOOD + "X: y\r\n".repeat(101) + "\r\n", "100"),
        arguments(GOOD + ("X: " + "y".repeat(500) + "\r\n").repeat(60) + "\r\n", "16384"),
        arguments("HTTP/1.1 103 Early\r\n\r\n".repeat(11) + GOOD + "\r\n", "103"));
  }

  @ParameterizedTest
  @MethodSource("rubbish")
  void whatIsNoAnswerIsRefusedAndQuoted(String answer, String value) throws Exception {
    HandshakeException e = refused(answer);
    assertThat(e).hasMessageContaining(value);
    assertThat(e.status()).isZero();
    assertThat(e.headers()).isEmpty();
  }

  @Test
  void anEndBeforeTheAnswerIsToldWithTheNumberOfBytes() throws Exception {
    HandshakeException none = refused("");
    assertThat(none).hasMessageContaining("0 bytes");
    HandshakeException half = refused("HTTP/1.1 101 Sw");
    assertThat(half).hasMessageContaining("15 bytes");
    assertThat(half.status()).isZero();
  }

  @Test
  void informationalAnswersBeforeThe101AreSkipped() throws Exception {
    try (RawServer server = new RawServer()) {
      Task<Client> client = Task.of(() -> api.connect(server.uri()));
      try (RawConnection peer = server.accept()) {
        String request = peer.readHead();
        peer.send(
            Bytes.ascii("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"),
            RawServer.switching(request, ""),
            Bytes.text(false, "in"));
        try (Client ws = client.result()) {
          assertThat(ws.receive().text()).isEqualTo("in");
          peer.finish();
        }
      }
    }
  }

  /** Answers with that, ends TCP, and checks that the client lets the socket go. */
  private HandshakeException refused(String answer) throws Exception {
    try (RawServer server = new RawServer()) {
      Task<HandshakeException> client =
          Task.of(
              () ->
                  catchThrowableOfType(
                      HandshakeException.class,
                      () ->
                          api.connect(
                                  server.uri(), WebSocketOptions.defaults().subprotocols("other"))
                              .close()));
      try (RawConnection peer = server.accept()) {
        String accept = RawServer.acceptFor(peer.readHead());
        peer.sendUntilRefused(Bytes.ascii(answer.replace("$ACCEPT", accept)));
        if (answer.length() < 100 || !answer.contains("101 ")) {
          peer.finish();
        }
        HandshakeException e = client.result();
        assertThat(e).isNotNull();
        assertThat(peer.discardToEnd()).as("bytes after the request").isZero();
        return e;
      }
    }
  }
}
