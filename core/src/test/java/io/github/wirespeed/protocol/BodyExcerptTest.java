package io.github.wirespeed.protocol;

import static io.github.wirespeed.protocol.Deliveries.buffer;
import static io.github.wirespeed.protocol.Deliveries.crlf;
import static io.github.wirespeed.protocol.Deliveries.leftoverOf;
import static io.github.wirespeed.protocol.Deliveries.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BodyExcerptTest {

  private static final String CHUNKED = "Transfer-Encoding: gzip, Chunked";

  @ParameterizedTest
  @CsvSource({
    "5, 10, hello",
    "10, 10, helloworld",
    "11, 10, helloworld",
    "99999999999999999999, 10, helloworld"
  })
  void takesAsMuchAsContentLengthAndTheLimitAllow(String length, int limit, String excerpt) {
    for (List<byte[]> pieces : Deliveries.of("helloworldagain")) {
      BodyExcerpt body = body(200, limit, "Content-Length: " + length);

      assertThat(leftoverOf(pieces, body::receive))
          .isEqualTo("helloworldagain".substring(excerpt.length()));
      assertThat(text(body.bytes())).isEqualTo(excerpt);
    }
  }

  @Test
  void goesOnUntilTheLimitWithoutALength() {
    BodyExcerpt body = body(404, 1000);
    ByteBuffer in = buffer("x".repeat(999));

    assertThat(body.receive(in)).isFalse();
    assertThat(body.bytes()).hasSize(999);
    assertThat(body.receive(buffer("x"))).isTrue();
    assertThat(body.bytes()).hasSize(1000);
  }

  @Test
  void takesTheChunkingOffHoweverItIsSplit() {
    String wire =
        crlf(
            """
            5;name="v"
            hello
            0A\s
            , my world
            10
             and its wonders
            000
            Trailer: x

            """);
    for (List<byte[]> pieces : Deliveries.of(wire)) {
      BodyExcerpt body = body(500, 100, CHUNKED, "Content-Length: 3");

      assertThat(leftoverOf(pieces, body::receive)).isEqualTo("Trailer: x\r\n\r\n");
      assertThat(text(body.bytes())).isEqualTo("hello, my world and its wonders");
    }
  }

  @Test
  void stopsWithinAChunkAtTheLimit() {
    BodyExcerpt body = body(500, 7, CHUNKED);
    ByteBuffer in = buffer("5\r\nhello\r\n5\r\nworld\r\n");

    assertThat(body.receive(in)).isTrue();
    assertThat(text(body.bytes())).isEqualTo("hellowo");
    assertThat(in.position()).isEqualTo(15);
  }

  @ParameterizedTest
  @CsvSource({
    "'x\r\n', ''",
    "'\r\n', ''",
    "';a\r\n', ''",
    "'-5\r\n', ''",
    "'5\nhello', ''",
    "'5\r!hello', ''",
    "'2\r\nhi!', hi",
    "'2\r\nhi\r!', hi",
    "'2\r\nhi\r\n!', hi",
  })
  void endsWhereTheChunkingBreaks(String wire, String excerpt) {
    for (List<byte[]> pieces : Deliveries.of(wire)) {
      BodyExcerpt body = body(500, 100, CHUNKED);
      leftoverOf(pieces, body::receive);

      assertThat(body.receive(buffer(""))).isTrue();
      assertThat(text(body.bytes())).isEqualTo(excerpt);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"5;", "0000000000", ""})
  void doesNotFollowAnEndlessChunkSizeLine(String start) {
    BodyExcerpt body = body(500, 100, CHUNKED);
    ByteBuffer in = buffer(start + "0".repeat(10_000));

    assertThat(body.receive(in)).isTrue();
    assertThat(in.position()).isEqualTo(257);
  }

  @ParameterizedTest
  @CsvSource({"204, 5", "304, 5", "200, 0", "200, -1", "200, 5x", "200, '5, 5'"})
  void needsNoByteIfThereIsNoBodyOrItsLengthIsBroken(int status, String length) {
    BodyExcerpt body = body(status, 100, "Content-Length: " + length);
    ByteBuffer in = buffer("hello");

    assertThat(body.receive(in)).isTrue();
    assertThat(in.position()).isZero();
    assertThat(body.bytes()).isEmpty();
  }

  @Test
  void comparesRepeatedLengths() {
    String two = "Content-Length: 2";
    BodyExcerpt same = body(200, 100, two, two);
    BodyExcerpt different = body(200, 100, two, "Content-Length: 3");

    assertThat(same.receive(buffer("hi!"))).isTrue();
    assertThat(text(same.bytes())).isEqualTo("hi");
    assertThat(different.receive(buffer("hi!"))).isTrue();
    assertThat(different.bytes()).isEmpty();
  }

  @Test
  void keepsNothingIfTheLimitIsZero() {
    assertThat(body(200, 0).receive(buffer("x"))).isTrue();
  }

  private static BodyExcerpt body(int status, int limit, String... headerLines) {
    List<Map.Entry<String, String>> headers = new ArrayList<>();
    for (String line : headerLines) {
      int colon = line.indexOf(": ");
      headers.add(Map.entry(line.substring(0, colon), line.substring(colon + 2)));
    }
    return new BodyExcerpt(HttpHead.status("HTTP/1.1", status, "", headers), limit);
  }
}
