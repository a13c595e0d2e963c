package io.github.wirespeed.conformance.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.wirespeed.HandshakeException;
import io.github.wirespeed.WebSocketOptions;
import io.github.wirespeed.conformance.Task;
import io.github.wirespeed.conformance.api.Api;
import io.github.wirespeed.conformance.wire.Bytes;
import io.github.wirespeed.conformance.wire.RawConnection;
import io.github.wirespeed.conformance.wire.RawServer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The server's answer to the opening request: one below each limit, at it, and one above. */
@Timeout(60)
@ParameterizedClass
@EnumSource(Api.class)
class HandshakeLimitsTest {
  private static final WebSocketOptions OPTIONS =
      WebSocketOptions.defaults()
          .maxHandshakeLine(60)
          .maxHandshakeHead(240)
          .maxHandshakeHeaders(5)
          .maxInformationalResponses(2)
          .maxRefusalBody(10);

  private static final String START = "HTTP/1.1 101 Switching Protocols";
  private static final String HEADERS =
      "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: $ACCEPT\r\n";
  private static final int ACCEPT_LENGTH = 28;

  @Parameter Api api;

  /** Writes the answer that comes to a value. */
  interface Answer {
    String of(int value);
  }

  static Stream<Arguments> limits() {
    return Stream.of(
        arguments(
            "status line", 60, answer(n -> filled("HTTP/1.1 101 ", n) + HEADERS), "response line"),
        arguments(
            "header line", 60, answer(n -> START + HEADERS + filled("X: ", n) + "\r\n"), "header"),
        arguments("head", 240, answer(HandshakeLimitsTest::head), "response head"),
        arguments("headers", 5, answer(n -> START + HEADERS + "A: b\r\n".repeat(n - 3)), "headers"),
        arguments(
            "informational responses",
            2,
            answer(n -> "HTTP/1.1 103 Early\r\n\r\n".repeat(n) + START + HEADERS),
            "informational responses"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("limits")
  void anAnswerOpensWithinTheLimitAndFailsWithItsNameAndValueAbove(
      String name, int limit, Answer answer, String told) throws Exception {
    assertThat(refusal(answer.of(limit - 1), OPTIONS)).as("one below").isNull();
    assertThat(refusal(answer.of(limit), OPTIONS)).as("at it").isNull();
    assertThat(refusal(answer.of(limit + 1), OPTIONS))
        .as("one above")
        .hasMessageContainingAll(told, " " + limit + " ");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 9, 10, 11, 1000})
  void theBodyOfARefusalIsCutAtItsLimit(int size) throws Exception {
    String body = "0123456789".repeat(100).substring(0, size);
    String answer = "HTTP/1.1 503 Busy\r\nContent-Length: " + size + "\r\n";
    HandshakeException e = refusal(answer, OPTIONS, body);
    assertThat(e.status()).isEqualTo(503);
    assertThat(e.body()).asString().isEqualTo(body.substring(0, Math.min(10, size)));
    assertThat(refusal(answer, OPTIONS.maxRefusalBody(0), body).body()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void withALimitOfNoneTheFirstInformationalResponseFails(int count) throws Exception {
    HandshakeException e =
        refusal(
            "HTTP/1.1 102 Processing\r\n\r\n".repeat(count) + START + HEADERS,
            OPTIONS.maxInformationalResponses(0));
    if (count == 0) {
      assertThat(e).isNull();
    } else {
      assertThat(e).hasMessageContainingAll("more than 0 informational responses", "102");
    }
  }

  private static Answer answer(Answer answer) {
    return answer;
  }

  private static String filled(String start, int length) {
    return start + "y".repeat(length - start.length());
  }

  /** A 101 of so many bytes, in lines that are short enough. */
  private static String head(int length) {
    String start = START + HEADERS + filled("X: ", 60) + "\r\n";
    int accept = ACCEPT_LENGTH - "$ACCEPT".length();
    int left = length - start.length() - accept - "\r\n\r\n".length();
    return start + filled("Z: ", left) + "\r\n";
  }

  private HandshakeException refusal(String head, WebSocketOptions options) throws Exception {
    return refusal(head, options, "");
  }

  /** What the client makes of an answer; null where it opens. */
  private HandshakeException refusal(String head, WebSocketOptions options, String body)
      throws Exception {
    try (RawServer server = new RawServer()) {
      Task<HandshakeException> client =
          Task.of(
              () ->
                  catchThrowableOfType(
                      HandshakeException.class, () -> api.connect(server.uri(), options).close()));
      try (RawConnection peer = server.accept()) {
        String accept = RawServer.acceptFor(peer.readHead());
        assertThat(accept).hasSize(ACCEPT_LENGTH);
        peer.sendUntilRefused(Bytes.ascii(head.replace("$ACCEPT", accept) + "\r\n" + body));
        peer.finish();
        return client.result();
      }
    }
  }
}
