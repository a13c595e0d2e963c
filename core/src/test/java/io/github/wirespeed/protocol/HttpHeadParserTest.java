package io.github.wirespeed.protocol;

import static io.github.wirespeed.protocol.Deliveries.buffer;
import static io.github.wirespeed.protocol.Deliveries.leftoverOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.wirespeed.protocol.HttpHeadParser.Result;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpHeadParserTest {

  private static final String R = "HTTP/1.1 101 Ok\r\n";
  private static final String Q = "GET / HTTP/1.1\r\n";

  @Test
  void readsARequestAndLeavesWhatFollowsHoweverItIsSplit() {
    String wire =
        "GET /a?b HTTP/1.1\r\nHost:h\r\nX: \t a b \t\r\nEmpty:\r\nx:2\r\n\r\n\r\n\0frames";
    for (List<byte[]> pieces : Deliveries.of(wire)) {
      HttpHeadParser parser = HttpHeadParser.request(HttpLimits.DEFAULTS);

      String leftover = leftoverOf(pieces, in -> parser.parse(in) != Result.NEED_BYTES);

      assertThat(leftover).isEqualTo("\r\n\0frames");
      assertThat(parser.consumed()).isEqualTo(wire.length() - leftover.length());
      HttpHead head = parser.head();
      assertThat(head.method()).isEqualTo("GET");
      assertThat(head.target()).isEqualTo("/a?b");
      assertThat(head.version()).isEqualTo("HTTP/1.1");
      assertThat(head.headers())
          .containsExactly(
              Map.entry("Host", "h"),
              Map.entry("X", "a b"),
              Map.entry("Empty", ""),
              Map.entry("x", "2"));
      assertThat(parser.failure()).isNull();
    }
  }

  @Test
  void readsAResponseAndLeavesWhatFollowsHoweverItIsSplit() {
    String wire = "HTTP/1.0 404 Not\tF\u00f6und!\r\n!#$%&'*+-.^_`|~9zZ: :\u0080\u00ff:\r\n\r\nrest";
    for (List<byte[]> pieces : Deliveries.of(wire)) {
      HttpHeadParser parser = HttpHeadParser.response(HttpLimits.DEFAULTS);

      assertThat(leftoverOf(pieces, in -> parser.parse(in) != Result.NEED_BYTES)).isEqualTo("rest");
      assertThat(parser.head().version()).isEqualTo("HTTP/1.0");
      assertThat(parser.head().status()).isEqualTo(404);
      assertThat(parser.head().reason()).isEqualTo("Not\tF\u00f6und!");
      assertThat(parser.head().headers())
          .containsExactly(Map.entry("!#$%&'*+-.^_`|~9zZ", ":\u0080\u00ff:"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP/1.1 101 \r\n\r\n", "HTTP/1.1 101\r\n\r\n"})
  void readsAStatusLineWithoutAReason(String wire) {
    HttpHeadParser parser = HttpHeadParser.response(HttpLimits.DEFAULTS);

    assertThat(parser.parse(buffer(wire))).isEqualTo(Result.COMPLETE);
    assertThat(parser.head().status()).isEqualTo(101);
    assertThat(parser.head().reason()).isEmpty();
    assertThat(parser.head().headers()).isEmpty();
  }

  /** Wire up to and with the wrong byte; what follows it must not be looked at. */
  static Stream<Arguments> wrongResponses() {
    return Stream.of(
        arguments("h", "'h' in the HTTP version at byte 1"),
        arguments("\r", "bare CR in the HTTP version at byte 1"),
        arguments("HTTP/2", "HTTP major version is not 1: \"HTTP/2\""),
        arguments("HTTP/1.1x", "'x' in the HTTP version at byte 9 after \"HTTP/1.1\""),
        arguments("HTTP/1.10", "'0' in the HTTP version at byte 9 after \"HTTP/1.1\""),
        arguments("HTTP/1 ", "space in the HTTP version at byte 7 after \"HTTP/1\""),
        arguments("HTTP/1.1\r", "bare CR in the HTTP version at byte 9 after \"HTTP/1.1\""),
        arguments("HTTP/1.1\t", status("control character 0x09 in the HTTP version at byte 9", "")),
        arguments("HTTP/1.1  ", status("space in %s at byte 10", " ")),
        arguments("HTTP/1.1 1o", status("'o' in %s at byte 11", " 1")),
        arguments("HTTP/1.1 99 ", status("space in %s at byte 12", " 99")),
        arguments("HTTP/1.1 1010", status("'0' in %s at byte 13", " 101")),
        arguments("HTTP/1.1 0", status("'0' in %s at byte 10", " ")),
        arguments("HTTP/1.1 10\r", status("bare CR in %s at byte 12", " 10")),
        arguments(
            "HTTP/1.1 101 a\0", "NUL in the reason phrase at byte 15 after \"HTTP/1.1 101 a\""),
        arguments(
            "HTTP/1.1 101 a\n", "bare LF in the reason phrase at byte 15 after \"HTTP/1.1 101 a\""),
        arguments("HTTP/1.1 101 a\rb", "bare CR at byte 15 after \"HTTP/1.1 101 a\""),
        arguments(R + " ", "white space before the first header at byte 18"),
        arguments(R + "\t", "white space before the first header at byte 18"),
        arguments(R + "A: b\r\n ", "folded line after header \"A\""),
        arguments(R + "A: b\r\n\t", "folded line after header \"A\""),
        arguments(R + ":", "empty header name at byte 18"),
        arguments(R + "Up\r", "header line without a colon: \"Up\""),
        arguments(R + "Upgrade ", "white space in or after header name \"Upgrade\""),
        arguments(R + "Upgrade\t", "white space in or after header name \"Upgrade\""),
        arguments(R + "\n", "bare LF in the header name at byte 18"),
        arguments(R + "Up\n", "bare LF in the header name at byte 20 after \"Up\""),
        arguments(R + "\0", "NUL in the header name at byte 18"),
        arguments(R + "a\u00e9", "8-bit byte 0xE9 in the header name at byte 19 after \"a\""),
        arguments(R + "a(", "'(' in the header name at byte 19 after \"a\""),
        arguments(
            R + "a\u007f", "control character 0x7F in the header name at byte 19 after \"a\""),
        arguments(R + "A: b\0", "NUL in the header line at byte 22 after \"A: b\""),
        arguments(R + "A: b\n", "bare LF in the header line at byte 22 after \"A: b\""),
        arguments(
            R + "A: \u0001", "control character 0x01 in the header line at byte 21 after \"A: \""),
        arguments(R + "A: b\rc", "bare CR at byte 22 after \"A: b\""),
        arguments(R + "A: b\r\r", "bare CR at byte 22 after \"A: b\""),
        arguments(R + "A: b\r\n\rx", "bare CR at byte 24 after \"\""));
  }

  private static String status(String problem, String after) {
    return problem.replace("%s", "the three digits of the status code")
        + " after \"HTTP/1.1"
        + after
        + "\"";
  }

  @ParameterizedTest
  @MethodSource("wrongResponses")
  void failsAtTheWrongByteOfAResponse(String wire, String message) {
    assertFailsAtLastByte(false, HttpLimits.DEFAULTS, wire, message, 0);
  }

  static Stream<Arguments> wrongRequests() {
    return Stream.of(
        arguments("\0", 400, "NUL in the method at byte 1"),
        arguments("\u0001", 400, "control character 0x01 in the method at byte 1"),
        arguments("\r", 400, "bare CR in the method at byte 1"),
        arguments(" ", 400, "space in the method at byte 1"),
        arguments("\u0016", 400, "control character 0x16 in the method at byte 1"),
        arguments("GE\u00ef", 400, "8-bit byte 0xEF in the method at byte 3 after \"GE\""),
        arguments("GET\r", 400, "bare CR in the method at byte 4 after \"GET\""),
        arguments("GET  ", 400, "space in the request target at byte 5 after \"GET \""),
        arguments("GET /\r", 400, "request line without an HTTP version: \"GET /\""),
        arguments("GET /\n", 400, "bare LF in the request target at byte 6 after \"GET /\""),
        arguments(
            "GET /\u00e9", 400, "8-bit byte 0xE9 in the request target at byte 6 after \"GET /\""),
        arguments(
            "GET /\t",
            400,
            "control character 0x09 in the request target at byte 6 after \"GET /\""),
        arguments("GET / h", 400, "'h' in the HTTP version at byte 7 after \"GET / \""),
        arguments(
            "GET / HTTP/1.1x", 400, "'x' in the HTTP version at byte 15 after \"GET / HTTP/1.1\""),
        arguments(
            "GET / HTTP/1.1 ",
            400,
            "space in the HTTP version at byte 15 after \"GET / HTTP/1.1\""),
        arguments(
            "GET / HTTP/1.1\n",
            400,
            "bare LF in the HTTP version at byte 15 after \"GET / HTTP/1.1\""),
        arguments(
            "GET / HTTP/1.\r",
            400,
            "bare CR in the HTTP version at byte 14 after \"GET / HTTP/1.\""),
        arguments("PRI * HTTP/2", 505, "HTTP major version is not 1: \"HTTP/2\""),
        arguments("GET / HTTP/0", 505, "HTTP major version is not 1: \"HTTP/0\""),
        arguments(Q + " ", 400, "white space before the first header at byte 17"),
        arguments(Q + "Host ", 400, "white space in or after header name \"Host\""),
        arguments(Q + "Host: h\r\n ", 400, "folded line after header \"Host\""),
        arguments(Q + "Host: h\n", 400, "bare LF in the header line at byte 24 after \"Host: h\""));
  }

  @ParameterizedTest
  @MethodSource("wrongRequests")
  void failsAtTheWrongByteOfARequestWithItsStatus(String wire, int status, String message) {
    assertFailsAtLastByte(true, HttpLimits.DEFAULTS, wire, message, status);
  }

  @Test
  void limitsTheStartLine() {
    HttpLimits limits = new HttpLimits(20, 1000, 10, 0, 0);
    assertCompletes(limits, "GET /2345 HTTP/1.1\r\n\r\n"); // 18
    assertCompletes(limits, "GET /23456 HTTP/1.1\r\n\r\n"); // 19
    assertCompletes(limits, "GET /234567 HTTP/1.1\r\n\r\n"); // 20
    assertFailsAtLastByte(
        true,
        limits,
        "GET /2345678 HTTP/1.1",
        "request line is longer than 20 bytes: \"GET /2345678 HTTP/1.\"",
        414);
    assertFailsAtLastByte(
        true,
        limits,
        "M".repeat(21),
        "request line is longer than 20 bytes: \"" + "M".repeat(20) + "\"",
        414);
    assertFailsAtLastByte(
        false,
        limits,
        "HTTP/1.1 101 abcdefgh",
        "response line is longer than 20 bytes: \"HTTP/1.1 101 abcdefg\"",
        0);
  }

  @Test
  void limitsAHeaderLine() {
    HttpLimits limits = new HttpLimits(20, 1000, 10, 0, 0);
    assertCompletes(limits, Q + "Name: " + "v".repeat(13) + "\r\n\r\n");
    assertCompletes(limits, Q + "Name: " + "v".repeat(14) + "\r\n\r\n");
    String shown = "header line is longer than 20 bytes: ";
    assertFailsAtLastByte(
        true, limits, Q + "Name: " + "v".repeat(15), shown + "\"Name: vvvvvvvvvvvvvv\"", 431);
    assertFailsAtLastByte(
        true, limits, Q + "n".repeat(21), shown + "\"" + "n".repeat(20) + "\"", 431);
    assertFailsAtLastByte(
        true, limits, Q + "n".repeat(20) + ":", shown + "\"" + "n".repeat(20) + "\"", 431);
  }

  @Test
  void limitsTheWholeHead() {
    String head = Q + "A: b\r\n\r\n";
    assertCompletes(new HttpLimits(20, head.length() + 1, 10, 0, 0), head);
    assertCompletes(new HttpLimits(20, head.length(), 10, 0, 0), head);
    assertFailsAtLastByte(
        true,
        new HttpLimits(20, head.length() - 1, 10, 0, 0),
        head,
        "request head is longer than 23 bytes",
        431);
    assertFailsAtLastByte(
        true,
        new HttpLimits(20, 5, 10, 0, 0),
        "GET /x",
        "request head is longer than 5 bytes",
        414);
  }

  @Test
  void limitsTheNumberOfHeaders() {
    String header = "A: b\r\n";
    assertCompletes(HttpLimits.DEFAULTS, Q + header.repeat(99) + "\r\n");
    assertCompletes(HttpLimits.DEFAULTS, Q + header.repeat(100) + "\r\n");
    assertFailsAtLastByte(
        true,
        HttpLimits.DEFAULTS,
        Q + header.repeat(100) + "U",
        "request has more than 100 headers",
        431);
  }

  @Test
  void stopsAtTheDefaultLimitsOfAnEndlessPeer() {
    HttpHeadParser oneLine = HttpHeadParser.response(HttpLimits.DEFAULTS);
    HttpHeadParser manyLines =
        HttpHeadParser.response(new HttpLimits(8192, 16384, 1_000_000, 10, 0));

    assertThat(oneLine.parse(buffer(R + "A: " + "x".repeat(1 << 20)))).isEqualTo(Result.FAILED);
    assertThat(oneLine.consumed()).isEqualTo(R.length() + 8193);
    assertThat(oneLine.failure())
        .isEqualTo(
            "header line is longer than 8192 bytes: \"A: "
                + "x".repeat(77)
                + "...\" (8192 characters)");
    assertThat(manyLines.parse(buffer(R + "A: b\r\n".repeat(1 << 17)))).isEqualTo(Result.FAILED);
    assertThat(manyLines.consumed()).isEqualTo(16385);
    assertThat(manyLines.failure()).isEqualTo("response head is longer than 16384 bytes");
  }

  @Test
  void staysAsItIsOnceDone() {
    HttpHeadParser complete = HttpHeadParser.request(HttpLimits.DEFAULTS);
    HttpHeadParser failed = HttpHeadParser.request(HttpLimits.DEFAULTS);
    complete.parse(buffer(Q + "\r\n"));
    failed.parse(buffer("\0"));
    ByteBuffer more = buffer(Q + "\r\n");

    assertThat(complete.parse(more)).isEqualTo(Result.COMPLETE);
    assertThat(failed.parse(more)).isEqualTo(Result.FAILED);
    assertThat(more.position()).isZero();
    assertThat(failed.head()).isNull();
    assertThat(failed.failure()).isEqualTo("NUL in the method at byte 1");
  }

  @Test
  void readsFromADirectBuffer() {
    ByteBuffer in =
        ByteBuffer.allocateDirect(100).put(Deliveries.bytes(Q + "A: b\r\n\r\nx")).flip();
    HttpHeadParser parser = HttpHeadParser.request(HttpLimits.DEFAULTS);

    assertThat(parser.parse(in)).isEqualTo(Result.COMPLETE);
    assertThat(parser.head().first("a")).contains("b");
    assertThat(in.remaining()).isEqualTo(1);
  }

  private static HttpHeadParser parser(boolean request, HttpLimits limits) {
    return request ? HttpHeadParser.request(limits) : HttpHeadParser.response(limits);
  }

  private static void assertCompletes(HttpLimits limits, String wire) {
    HttpHeadParser parser = HttpHeadParser.request(limits);
    assertThat(parser.parse(buffer(wire))).as(parser.failure()).isEqualTo(Result.COMPLETE);
  }

  /** Not before the last byte, at it in every delivery, and without a look at what follows. */
  private static void assertFailsAtLastByte(
      boolean request, HttpLimits limits, String wire, String message, int status) {
    HttpHeadParser before = parser(request, limits);
    assertThat(before.parse(buffer(wire.substring(0, wire.length() - 1))))
        .as(before.failure())
        .isEqualTo(Result.NEED_BYTES);
    String after = "\r\nB: c\r\n\r\n";
    for (List<byte[]> pieces : Deliveries.of(wire + after)) {
      HttpHeadParser parser = parser(request, limits);

      assertThat(leftoverOf(pieces, in -> parser.parse(in) == Result.FAILED)).isEqualTo(after);
      assertThat(parser.failure()).isEqualTo(message);
      assertThat(parser.failureStatus()).isEqualTo(status);
      assertThat(parser.consumed()).isEqualTo(wire.length());
      assertThat(parser.head()).isNull();
    }
  }
}
