package io.github.wirespeed.conformance.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.wirespeed.HandshakeException;
import io.github.wirespeed.WebSocketOptions;
import io.github.wirespeed.conformance.Task;
import io.github.wirespeed.conformance.api.Api;
import io.github.wirespeed.conformance.api.Client;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Answers to the opening request, wrong ones and unusual ones, each in one piece with the frames
 * behind it and byte by byte.
 */
@Timeout(60)
@ParameterizedClass
@EnumSource(Api.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClientAnswersWireTest {
  private static final String STATUS = "HTTP/1.1 101 Switching Protocols\r\n";
  private static final String UPGRADE = "Upgrade: websocket\r\n";
  private static final String CONNECTION = "Connection: Upgrade\r\n";
  private static final String ACCEPT = "Sec-WebSocket-Accept: $ACCEPT\r\n";
  private static final String GOOD = STATUS + UPGRADE + CONNECTION + ACCEPT;

  private static final WebSocketOptions OPTIONS =
      WebSocketOptions.defaults().subprotocols("chat", "v2.chat");

  @Parameter Api api;

  private RawServer server;

  @BeforeAll
  void start() throws Exception {
    server = new RawServer();
  }

  @AfterAll
  void stop() throws Exception {
    server.close();
  }

  static Stream<Arguments> wrong() {
    return Stream.of(
            upgrades(), connections(), accepts(), subprotocols(), extensions(), lines(), headers())
        .flatMap(all -> all);
  }

  private static Stream<Arguments> upgrades() {
    return Stream.of(
        arguments(STATUS + CONNECTION + ACCEPT, "no Upgrade"),
        arguments(STATUS + "Upgrade: foo\r\n" + CONNECTION + ACCEPT, "\"foo\""),
        arguments(STATUS + "Upgrade: websocket2\r\n" + CONNECTION + ACCEPT, "\"websocket2\""),
        arguments(STATUS + "Upgrade: \r\n" + CONNECTION + ACCEPT, "Upgrade is \"\""),
        arguments(STATUS + "Upgrade: web socket\r\n" + CONNECTION + ACCEPT, "\"web socket\""),
        arguments(STATUS + "Upgrade: websocket, h2c\r\n" + CONNECTION + ACCEPT, "h2c"),
        arguments(GOOD + UPGRADE, "\"websocket\" and \"websocket\""));
  }

  private static Stream<Arguments> connections() {
    return Stream.of(
        arguments(STATUS + UPGRADE + ACCEPT, "no Connection"),
        arguments(STATUS + UPGRADE + "Connection: close\r\n" + ACCEPT, "\"close\""),
        arguments(STATUS + UPGRADE + "Connection: noupgrade\r\n" + ACCEPT, "\"noupgrade\""),
        arguments(STATUS + UPGRADE + "Connection: upgrade2\r\n" + ACCEPT, "\"upgrade2\""),
        arguments(
            STATUS + UPGRADE + "Connection: keep-alive; Upgrade\r\n" + ACCEPT,
            "\"keep-alive; Upgrade\""));
  }

  private static Stream<Arguments> accepts() {
    String start = STATUS + UPGRADE + CONNECTION;
    return Stream.of(
        arguments(start, "no Sec-WebSocket-Accept"),
        arguments(start + "Sec-WebSocket-Accept: \r\n", "\"\""),
        arguments(
            start + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n", "s3pPLMBiTxaQ9kYG"),
        arguments(start + "Sec-WebSocket-Accept: x$ACCEPT\r\n", "\"x"),
        arguments(start + "Sec-WebSocket-Accept: \"$ACCEPT\"\r\n", "Sec-WebSocket-Accept is"),
        arguments(GOOD + "Sec-WebSocket-Accept: bad\r\n", "\"bad\""),
        arguments(start + "Sec-WebSocket-Accept: bad\r\n" + ACCEPT, "\"bad\""),
        arguments(GOOD + ACCEPT, " and "));
  }

  private static Stream<Arguments> subprotocols() {
    String header = "Sec-WebSocket-Protocol: ";
    return Stream.of(
        arguments(GOOD + header + "other\r\n", "\"other\""),
        arguments(GOOD + header + "\r\n", "\"\""),
        arguments(GOOD + header + "Chat\r\n", "\"Chat\""),
        arguments(GOOD + header + "chat, v2.chat\r\n", "\"chat, v2.chat\""),
        arguments(GOOD + header + "chat\r\n" + header + "v2.chat\r\n", "\"v2.chat\""),
        arguments(GOOD + header + "chat\r\n" + header + "chat\r\n", "\"chat\" and \"chat\""));
  }

  private static Stream<Arguments> extensions() {
    return Stream.of(
            "foo",
            "permessage-deflate",
            "x-webkit-deflate-frame",
            "foo, bar",
            ";",
            "foo;",
            "foo;a=",
            "foo;a=\"b",
            "foo,",
            "foo bar",
            "foo;a=\"b c\"")
        .map(
            value -> arguments(GOOD + "Sec-WebSocket-Extensions: " + value + "\r\n", shown(value)));
  }

  /** What of a value a message must show, in which quotes are escaped. */
  private static String shown(String value) {
    return value.substring(0, Math.min(value.length(), 3));
  }

  private static Stream<Arguments> lines() {
    String rest = UPGRADE + CONNECTION + ACCEPT;
    return Stream.of(
        arguments("HTTP/1.0 101 Switching Protocols\r\n" + rest, "HTTP/1.0"),
        arguments("HTTP/2.0 101 Switching Protocols\r\n" + rest, "HTTP/2"),
        arguments("HTTP/1.1x 101 Switching Protocols\r\n" + rest, "'x'"),
        arguments("HTTP/1.1  101 Switching Protocols\r\n" + rest, "space"),
        arguments("http/1.1 101 Switching Protocols\r\n" + rest, "'h'"),
        arguments("HTTP/1.1 1o1 Switching Protocols\r\n" + rest, "'o'"),
        arguments("HTTP/1.1 99 Switching Protocols\r\n" + rest, " 99"),
        arguments("HTTP/1.1 1010 Switching Protocols\r\n" + rest, "'0'"),
        arguments("\r\n" + GOOD, "CR"),
        arguments(" " + GOOD, "space"),
        arguments(STATUS.replace("\r", "") + rest, "bare LF"));
  }

  private static Stream<Arguments> headers() {
    return Stream.of(
        arguments(GOOD + "No colon here\r\n", "No"),
        arguments(GOOD + "Upgrade2 : x\r\n", "\"Upgrade2\""),
        arguments(GOOD + "X\t: x\r\n", "\"X\""),
        arguments(GOOD + ": x\r\n", "empty header name"),
        arguments(GOOD + "X: a\r\n b\r\n", "folded"),
        arguments(GOOD + "X: a\r\n\tb\r\n", "folded"),
        arguments(GOOD + "X: a\rb\r\n", "bare CR"),
        arguments(GOOD + "X: a\nY: b\r\n", "bare LF"),
        arguments(GOOD + "X: a\u0000b\r\n", "NUL"),
        arguments(GOOD + "X\u00e9: a\r\n", "8-bit byte 0xE9"),
        arguments(GOOD + "X(: a\r\n", "'('"),
        arguments(STATUS + " " + UPGRADE + CONNECTION + ACCEPT, "white space"),
        arguments(STATUS + "\t" + UPGRADE + CONNECTION + ACCEPT, "white space"));
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void aWrongAnswerFailsTheOpening(String head, String value) throws Exception {
    String whole = refused(head, false);
    assertThat(whole).contains(value);
    assertThat(refused(head, true)).isEqualTo(whole);
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 299, 300, 302, 308, 399, 400, 403, 404, 499, 500, 599})
  void aStatusOfEveryClassIsARefusal(int status) throws Exception {
    String head = GOOD.replace("101 Switching Protocols", status + " X") + "Content-Length: 0\r\n";
    assertThat(refused(head, false)).contains(Integer.toString(status));
    assertThat(refused(head, true)).contains(Integer.toString(status));
  }

  /** Answers, frames behind, and gives the message of the failure without what is random in it. */
  private String refused(String head, boolean eachByteAlone) throws Exception {
    Task<HandshakeException> opening =
        Task.of(
            () ->
                catchThrowableOfType(
                    HandshakeException.class, () -> api.connect(server.uri(), OPTIONS).close()));
    try (RawConnection peer = server.accept()) {
      String accept = RawServer.acceptFor(peer.readHead());
      byte[] answer =
          Bytes.concat(
              Bytes.ascii(head.replace("$ACCEPT", accept) + "\r\n"), Bytes.text(false, "frame"));
      if (eachByteAlone) {
        for (byte b : answer) {
          peer.sendUntilRefused(new byte[] {b});
        }
      } else {
        peer.sendUntilRefused(answer);
      }
      HandshakeException e = opening.result();
      assertThat(e).as("failure of the opening").isNotNull();
      assertThat(peer.discardToEnd()).as("bytes behind the request").isZero();
      return e.getMessage()
          .replace(accept, "$ACCEPT")
          .replaceAll(":" + server.port() + "\\b", ":PORT");
    }
  }

  static Stream<Arguments> unusual() {
    String rest = UPGRADE + CONNECTION + ACCEPT;
    return Stream.of(
        arguments("HTTP/1.1 101\r\n" + rest, ""),
        arguments("HTTP/1.1 101 \r\n" + rest, ""),
        arguments("HTTP/1.1 101 caf\u00e9\r\n" + rest, ""),
        arguments("HTTP/1.2 101 x\r\n" + rest, ""),
        arguments(STATUS + "upgrade: WebSocket\r\nCONNECTION: uPGRADE\r\n" + ACCEPT, ""),
        arguments(STATUS + UPGRADE + "Connection: keep-alive, Upgrade\r\n" + ACCEPT, ""),
        arguments(STATUS + UPGRADE + "Connection: keep-alive\r\n" + CONNECTION + ACCEPT, ""),
        arguments(STATUS + UPGRADE + "Connection: ,upgrade,,\r\n" + ACCEPT, ""),
        arguments(STATUS + UPGRADE + CONNECTION + "sec-websocket-accept:\t $ACCEPT \t\r\n", ""),
        arguments(STATUS + UPGRADE + CONNECTION + "Sec-WebSocket-Accept:$ACCEPT\r\n", ""),
        arguments(GOOD + "Sec-WebSocket-Protocol: v2.chat\r\n", "v2.chat"),
        arguments(GOOD + "X: caf\u00e9\r\nY:\r\n", ""),
        arguments(GOOD + "Content-Length: 5\r\n", ""),
        arguments(GOOD + "Transfer-Encoding: chunked\r\n", ""),
        arguments("HTTP/1.1 100 Continue\r\n\r\n" + GOOD, ""),
        arguments("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\nUpgrade: foo\r\n\r\n" + GOOD, ""),
        arguments("HTTP/1.1 102 Processing\r\n\r\n".repeat(10) + GOOD, ""));
  }

  @ParameterizedTest
  @MethodSource("unusual")
  void anUnusualAnswerThatIsRightOpens(String head, String subprotocol) throws Exception {
    opened(head, subprotocol, false);
    opened(head, subprotocol, true);
  }

  private void opened(String head, String subprotocol, boolean eachByteAlone) throws Exception {
    Task<Client> opening = Task.of(() -> api.connect(server.uri(), OPTIONS));
    try (RawConnection peer = server.accept()) {
      String accept = RawServer.acceptFor(peer.readHead());
      byte[] answer =
          Bytes.concat(
              Bytes.ascii(head.replace("$ACCEPT", accept) + "\r\n"), Bytes.text(false, "frame"));
      if (eachByteAlone) {
        peer.sendEachByteAlone(answer);
      } else {
        peer.send(answer);
      }
      try (Client client = opening.result()) {
        assertThat(client.receive().text()).isEqualTo("frame");
        assertThat(client.subprotocol()).isEqualTo(subprotocol);
        peer.finish();
      }
    }
  }
}
