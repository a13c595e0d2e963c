package io.github.wirespeed.conformance.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.wirespeed.conformance.wire.Bytes;
import io.github.wirespeed.conformance.wire.RawClient;
import io.github.wirespeed.conformance.wire.RawConnection;
import io.github.wirespeed.server.EchoServer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A client's opening request to the server: one below each limit, at it, and one above. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RequestLimitsTest {
  private static final String LINE = "GET / HTTP/1.1";
  private static final String REST = RawClient.REQUEST.substring(LINE.length() + 2);
  private static final int REST_HEADERS = 5;

  private EchoServer server;

  @BeforeAll
  void start() throws Exception {
    server =
        EchoServer.builder()
            .maxHandshakeLine(60)
            .maxHandshakeHead(310)
            .maxHandshakeHeaders(8)
            .start();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  /** Writes the request that comes to a value. */
  interface Request {
    String of(int value);
  }

  static Stream<Arguments> limits() {
    return Stream.of(
        arguments("request line", 60, request(n -> line(n) + "\r\n" + REST), 414),
        arguments("header line", 60, request(n -> LINE + "\r\n" + header(n) + REST), 431),
        arguments("request head", 310, request(RequestLimitsTest::head), 431),
        arguments(
            "headers",
            8,
            request(n -> LINE + "\r\n" + "A: b\r\n".repeat(n - REST_HEADERS) + REST),
            431));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("limits")
  void aRequestIsServedWithinTheLimitAndAnsweredWithNameAndValueAbove(
      String told, int limit, Request request, int status) throws Exception {
    assertThat(answer(request.of(limit - 1))).as("one below").startsWith("HTTP/1.1 101 ");
    assertThat(answer(request.of(limit))).as("at it").startsWith("HTTP/1.1 101 ");
    assertThat(answer(request.of(limit + 1)))
        .as("one above")
        .startsWith("HTTP/1.1 " + status + " ")
        .contains(told, " " + limit + " ");
  }

  private static Request request(Request request) {
    return request;
  }

  private static String line(int length) {
    return "GET /" + "a".repeat(length - LINE.length()) + " HTTP/1.1";
  }

  private static String header(int length) {
    return "X: " + "y".repeat(length - 3) + "\r\n";
  }

  private static String head(int length) {
    String start = LINE + "\r\n" + header(60) + header(60);
    return start + header(length - start.length() - REST.length() - 2) + REST;
  }

  private String answer(String request) throws Exception {
    try (RawConnection client = RawClient.connect(server)) {
      client.sendUntilRefused(Bytes.ascii(request));
      String head = client.readHead();
      if (head.startsWith("HTTP/1.1 101 ")) {
        return head;
      }
      return head + client.readRest();
    }
  }
}
