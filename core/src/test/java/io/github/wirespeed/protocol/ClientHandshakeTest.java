package io.github.wirespeed.protocol;

import static io.github.wirespeed.protocol.Deliveries.buffer;
import static io.github.wirespeed.protocol.Deliveries.leftoverOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.wirespeed.protocol.ClientHandshake.Outcome;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server answers: rows HC3 to HC13 of the bad-input study. */
class ClientHandshakeTest {

  private static final String STATUS = "HTTP/1.1 101 Switching Protocols\r\n";
  private static final String UPGRADE = "Upgrade: websocket\r\n";
  private static final String CONNECTION = "Connection: Upgrade\r\n";
  private static final String ACCEPT = "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n";
  static final String GOOD = STATUS + UPGRADE + CONNECTION + ACCEPT;

  @Test
  void opensAndLeavesTheFirstFramesHoweverTheBytesAreSplit() {
    String frames = "\u0081\u0002hi\u0088\u0000\r\n\r\nHTTP/1.1";
    String wire =
        GOOD + "Sec-WebSocket-Protocol: chat\r\nSec-WebSocket-Extensions: foo; a\r\n\r\n" + frames;
    for (List<byte[]> pieces : Deliveries.of(wire)) {
      ClientHandshake handshake = handshake();

      assertThat(deliver(handshake, pieces)).isEqualTo(frames);
      assertThat(handshake.failure()).isNull();
      assertThat(handshake.subprotocol()).isEqualTo("chat");
      assertThat(handshake.extensions()).containsExactly(Extension.of("foo").with("a", null));
      assertThat(handshake.response().reason()).isEqualTo("Switching Protocols");
      assertThat(handshake.bodyExcerpt()).isEmpty();
    }
  }

  @Test
  void consumesNothingOnceOpen() {
    ClientHandshake handshake = handshake();
    ByteBuffer in = buffer(GOOD + "\r\nframes");

    assertThat(handshake.receive(in)).isEqualTo(Outcome.OPEN);
    assertThat(handshake.receive(in)).isEqualTo(Outcome.OPEN);
    assertThat(handshake.receiveEof()).isEqualTo(Outcome.OPEN);
    assertThat(in.remaining()).isEqualTo(6);
    assertThat(handshake.failure()).isNull();
  }

  @ParameterizedTest
  @MethodSource
  void opens(String wire) {
    ClientHandshake handshake = handshake();

    assertThat(handshake.receive(buffer(wire + "\r\n")))
        .as(handshake.failure())
        .isEqualTo(Outcome.OPEN);
  }

  static Stream<String> opens() {
    return Stream.of(
        GOOD,
        "HTTP/1.1 101\r\n" + UPGRADE + CONNECTION + ACCEPT,
        "HTTP/1.2 101 x\r\n" + UPGRADE + CONNECTION + ACCEPT,
        STATUS + "upgrade: WebSocket\r\n" + CONNECTION + ACCEPT, // HC3
        STATUS + UPGRADE + "Connection: keep-alive, Upgrade\r\n" + ACCEPT, // HC4
        STATUS + UPGRADE + "Connection: keep-alive\r\nCONNECTION: uPGRADE\r\n" + ACCEPT,
        STATUS + UPGRADE + "Connection: ,upgrade,\r\n" + ACCEPT,
        STATUS + UPGRADE + CONNECTION + ACCEPT.replace(": ", ":\t  ").replace("\r", " \t\r"), // HC5
        GOOD + "Sec-WebSocket-Protocol: Superchat\r\n",
        GOOD + "Sec-WebSocket-Extensions: bar\r\nSec-WebSocket-Extensions: foo\r\n",
        GOOD + "X: \u0080\u00ff\r\n",
        GOOD + "Content-Length: 5\r\n", // HC10
        GOOD + "Transfer-Encoding: chunked\r\n");
  }

  /** HC3 to HC8: each head is well-formed HTTP but the wrong answer. */
  static Stream<Arguments> wrongAnswers() {
    String noProtocol = ", expected one of 2 requested";
    String accept = ", expected \"s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\"";
    return Stream.of(
        arguments(
            "HTTP/1.0 101 x\r\n" + UPGRADE + CONNECTION + ACCEPT,
            "101 in HTTP/1.0 instead of HTTP/1.1"),
        arguments(STATUS + CONNECTION + ACCEPT, "response has no Upgrade, expected websocket"),
        upgrade("foo"),
        upgrade("websocket2"),
        upgrade("websocket, foo"),
        upgrade(""),
        arguments(GOOD + UPGRADE, "Upgrade is \"websocket\" and \"websocket\", expected websocket"),
        arguments(
            STATUS + UPGRADE + ACCEPT,
            "response has no Connection, expected a list with the token upgrade"),
        connection("close"),
        connection("noupgrade"),
        connection("upgrade2"),
        connection("keep-alive; Upgrade"),
        arguments(STATUS + UPGRADE + CONNECTION, "response has no Sec-WebSocket-Accept" + accept),
        accept("s3pPLMBiTxaQ9kYGzzhZRbK+xOp=", accept),
        accept("HSmrc0sMlYUkAGmm5OPpG2HaGWk=", accept), // of another key
        accept("S3PPLMBITXAQ9KYGZZHZRBK+XOO=", accept),
        accept("s3pPLMBiTxaQ9kYGzzhZRbK+xOo", accept),
        accept("", accept),
        arguments(
            GOOD + "Sec-WebSocket-Accept: bad\r\n",
            "Sec-WebSocket-Accept is \"s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\" and \"bad\"" + accept),
        arguments(
            STATUS + UPGRADE + CONNECTION + "Sec-WebSocket-Accept: bad\r\n" + ACCEPT,
            "Sec-WebSocket-Accept is \"bad\" and \"s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\"" + accept),
        protocol("other", "\"other\"" + noProtocol),
        protocol("chat, Superchat", "\"chat, Superchat\"" + noProtocol),
        protocol("", "\"\"" + noProtocol),
        protocol("Chat", "\"Chat\"" + noProtocol),
        protocol("superchat", "\"superchat\"" + noProtocol),
        protocol(
            "chat\r\nSec-WebSocket-Protocol: Superchat", "\"chat\" and \"Superchat\"" + noProtocol),
        protocol("chat\r\nSec-WebSocket-Protocol: chat", "\"chat\" and \"chat\"" + noProtocol),
        extensions("baz", "server accepted extension \"baz\" that was not offered"),
        extensions("toString", "server accepted extension \"toString\" that was not offered"),
        extensions("foo, baz", "server accepted extension \"baz\" that was not offered"),
        extensions("Foo", "server accepted extension \"Foo\" that was not offered"),
        extensions("foo, foo", "server accepted extension \"foo\" twice"),
        extensions(
            "foo\r\nSec-WebSocket-Extensions: foo;a", "server accepted extension \"foo\" twice"),
        extensions(";", "missing extension name at index 0 in Sec-WebSocket-Extensions \";\""),
        extensions(
            "foo;a=",
            "missing value of parameter a at index 6 in Sec-WebSocket-Extensions \"foo;a=\""),
        extensions(
            "foo;a=\"b",
            "quoted value without its end at index 6 in Sec-WebSocket-Extensions \"foo;a=\\\"b\""),
        extensions(
            "foo,", "missing extension name at index 4 in Sec-WebSocket-Extensions \"foo,\""),
        extensions("", "missing extension name at index 0 in Sec-WebSocket-Extensions \"\""));
  }

  private static Arguments upgrade(String value) {
    return arguments(
        STATUS + "Upgrade: " + value + "\r\n" + CONNECTION + ACCEPT,
        "Upgrade is \"" + value + "\", expected websocket");
  }

  private static Arguments connection(String value) {
    return arguments(
        STATUS + UPGRADE + "Connection: " + value + "\r\n" + ACCEPT,
        "Connection is \"" + value + "\", expected a list with the token upgrade");
  }

  private static Arguments accept(String value, String expected) {
    return arguments(
        STATUS + UPGRADE + CONNECTION + "Sec-WebSocket-Accept: " + value + "\r\n",
        "Sec-WebSocket-Accept is \"" + value + "\"" + expected);
  }

  private static Arguments protocol(String value, String message) {
    return arguments(
        GOOD + "Sec-WebSocket-Protocol: " + value + "\r\n", "Sec-WebSocket-Protocol is " + message);
  }

  private static Arguments extensions(String value, String message) {
    return arguments(GOOD + "Sec-WebSocket-Extensions: " + value + "\r\n", message);
  }

  @ParameterizedTest
  @MethodSource("wrongAnswers")
  void failsOnAWrongAnswer(String head, String message) {
    assertFails(head + "\r\n", "frames", message);
  }

  @Test
  void acceptsNoSubprotocolAndNoExtensionIfNoneWasOffered() {
    ClientHandshake first =
        new ClientHandshake(
            WebSocketUri.of("ws://h"), List.of(), List.of(), List.of(), key(), HttpLimits.DEFAULTS);
    first.receive(buffer(GOOD + "Sec-WebSocket-Protocol: chat\r\n\r\n"));
    ClientHandshake second =
        new ClientHandshake(
            WebSocketUri.of("ws://h"), List.of(), List.of(), List.of(), key(), HttpLimits.DEFAULTS);
    second.receive(buffer(GOOD + "Sec-WebSocket-Extensions: foo\r\n\r\n"));

    assertThat(first.failure())
        .isEqualTo("Sec-WebSocket-Protocol is \"chat\", expected one of 0 requested");
    assertThat(first.subprotocol()).isNull();
    assertThat(second.failure())
        .isEqualTo("server accepted extension \"foo\" that was not offered");
    assertThat(second.extensions()).isEmpty();
  }

  /** HC8 and HC12; the parser's own tests have every row of these. */
  @ParameterizedTest
  @CsvSource({
    "HTTP/2, HTTP major version is not 1: \"HTTP/2\"",
    "HTTP/1.1 1o, '''o'' in the three digits of the status code at byte 11 after \"HTTP/1.1 1\"'",
    "'HTTP/1.1 101 x\r\nUpgrade ', white space in or after header name \"Upgrade\"",
  })
  void failsAtTheWrongByteOfTheHead(String wire, String message) {
    assertFails(wire, "\r\n" + UPGRADE + "\r\n", message);
  }

  @Test
  void failsAtTheHeaderLimitAndTakesNoHeaderForAFrame() {
    assertFails(
        STATUS + "A: b\r\n".repeat(100) + "U",
        "pgrade: websocket\r\n\r\n",
        "response has more than 100 headers");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 9, 10})
  void skipsInformationalResponsesHoweverTheBytesAreSplit(int count) { // HC9
    String informational =
        "HTTP/1.1 100 Continue\r\n\r\n"
            + "HTTP/1.1 103 Early Hints\r\n"
            + "Link: </x>\r\n"
            + "Upgrade: foo\r\n\r\n"
            + "HTTP/1.1 102 x\r\n\r\n".repeat(8);
    String[] each = informational.split("(?<=\r\n\r\n)", -1);
    StringBuilder wire = new StringBuilder();
    for (int i = 0; i < count; i++) {
      wire.append(each[i]);
    }
    for (List<byte[]> pieces : Deliveries.of(wire + GOOD + "\r\nframes")) {
      ClientHandshake handshake = handshake();

      assertThat(deliver(handshake, pieces)).isEqualTo("frames");
      assertThat(handshake.failure()).isNull();
      assertThat(handshake.response().status()).isEqualTo(101);
    }
  }

  @Test
  void failsAtTheEleventhInformationalResponse() {
    ClientHandshake handshake =
        assertFails(
            "HTTP/1.1 102 x\r\n\r\n".repeat(10) + "HTTP/1.1 199 x\r\n\r\n",
            GOOD + "\r\n",
            "more than 10 informational responses, the last is 199");

    assertThat(handshake.response()).isNull();
  }

  @Test
  void showsThreeOfManyValues() {
    assertFails(
        GOOD + "Sec-WebSocket-Accept: x\r\n".repeat(4) + "\r\n",
        "",
        "Sec-WebSocket-Accept is \"s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\" and \"x\" and \"x\" and 2 more,"
            + " expected \"s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\"");
  }

  @Test
  void showsAHostileValueEscapedAndCut() {
    assertFails(
        STATUS + "Upgrade: \u009b\"" + "x".repeat(1000) + "\r\n\r\n",
        "",
        "Upgrade is \"\\x9B\\\"" + "x".repeat(78) + "...\" (1002 characters), expected websocket");
  }

  private static byte[] key() {
    return Deliveries.bytes("the sample nonce");
  }

  static ClientHandshake handshake() {
    return new ClientHandshake(
        WebSocketUri.of("ws://example.com/"),
        List.of(),
        List.of("chat", "Superchat"),
        List.of(Extension.of("foo"), Extension.of("bar"), Extension.of("foo").with("a", "1")),
        key(),
        HttpLimits.DEFAULTS);
  }

  private static String deliver(ClientHandshake handshake, List<byte[]> pieces) {
    return leftoverOf(pieces, in -> handshake.receive(in) != Outcome.NEED_BYTES);
  }

  /** Fails at the last byte of the wire, not before, in every delivery and leaves what follows. */
  static ClientHandshake assertFails(String wire, String leftover, String message) {
    ClientHandshake before = handshake();
    assertThat(before.receive(buffer(wire.substring(0, wire.length() - 1))))
        .as(before.failure())
        .isEqualTo(Outcome.NEED_BYTES);
    ClientHandshake last = before;
    for (List<byte[]> pieces : Deliveries.of(wire + leftover)) {
      ClientHandshake handshake = handshake();

      assertThat(deliver(handshake, pieces)).isEqualTo(leftover);
      assertThat(handshake.receiveEof()).isEqualTo(Outcome.FAILED);
      assertThat(handshake.failure()).isEqualTo(message);
      assertThat(handshake.subprotocol()).isNull();
      assertThat(handshake.extensions()).isEmpty();
      last = handshake;
    }
    return last;
  }
}
