package io.github.wirespeed.conformance.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.wirespeed.Compression;
import io.github.wirespeed.server.EchoServer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Offers of permessage-deflate, and what a server makes of them. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeflateHandshakeWireTest {
  /** What is wrong in an offer and in an answer. */
  static Stream<String> wrongParameters() {
    return Stream.of(
        "server_max_window_bits",
        "server_max_window_bits=7",
        "server_max_window_bits=16",
        "server_max_window_bits=0",
        "server_max_window_bits=08",
        "server_max_window_bits=+9",
        "server_max_window_bits=abc",
        "server_max_window_bits=10; server_max_window_bits=10",
        "client_max_window_bits=7",
        "client_max_window_bits=16",
        "client_max_window_bits=015",
        "client_max_window_bits=x",
        "client_max_window_bits=10; client_max_window_bits=9",
        "server_no_context_takeover=1",
        "server_no_context_takeover=true",
        "client_no_context_takeover=0",
        "server_no_context_takeover; server_no_context_takeover",
        "client_no_context_takeover; client_no_context_takeover",
        "Server_no_context_takeover",
        "unknown",
        "unknown=1");
  }

  private EchoServer server;

  @BeforeAll
  void start() throws Exception {
    server = EchoServer.builder().compression(Compression.deflate()).start();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @MethodSource("wrongParameters")
  void aWrongOfferIsDeclinedAndTheConnectionGoesOnWithout(String parameters) throws Exception {
    assertDeclined("permessage-deflate; " + parameters);
    assertDeclined("foo, permessage-deflate; " + parameters + ", permessage-bzip2");
  }

  @ParameterizedTest
  @MethodSource("wrongParameters")
  void behindAWrongOfferTheNextIsLookedAt(String parameters) throws Exception {
    String offers = "permessage-deflate; " + parameters + ", permessage-deflate";
    assertThat(answerTo(offers)).isEqualTo("permessage-deflate");
    offers = offers.replace(", permessage", "\r\nSec-WebSocket-Extensions: permessage");
    assertThat(answerTo(offers)).isEqualTo("permessage-deflate");
  }

  static Stream<Arguments> rightOffers() {
    String name = "permessage-deflate";
    return Stream.of(
        arguments(name, name),
        arguments(name + "; client_max_window_bits", name),
        arguments(name + "; client_max_window_bits=10", name + "; client_max_window_bits=10"),
        arguments(name + "; client_max_window_bits=\"10\"", name + "; client_max_window_bits=10"),
        arguments(name + "; server_max_window_bits=8", name + "; server_max_window_bits=8"),
        arguments(name + "; server_max_window_bits=15", name + "; server_max_window_bits=15"),
        arguments(name + "; server_no_context_takeover", name + "; server_no_context_takeover"),
        arguments(name + "; client_no_context_takeover", name + "; client_no_context_takeover"),
        arguments(
            "foo; a=1, " + name + "; server_max_window_bits=9, " + name,
            name + "; server_max_window_bits=9"));
  }

  @ParameterizedTest
  @MethodSource("rightOffers")
  void theFirstRightOfferIsAcceptedWithItsParameters(String offers, String answer)
      throws Exception {
    assertThat(answerTo(offers)).isEqualTo(answer);
  }

  /** A connection that is asked for with these offers and has a compressed frame behind it. */
  private RawConnection opened(String offers) throws Exception {
    RawConnection client = RawClient.connect(server);
    String request = RawClient.REQUEST.substring(0, RawClient.REQUEST.length() - 2);
    client.send(
        Bytes.ascii(request + "Sec-WebSocket-Extensions: " + offers + "\r\n\r\n"),
        Bytes.frames(true, "C1 07|F248CDC9C90700"));
    return client;
  }

  private void assertDeclined(String offers) throws Exception {
    try (RawConnection client = opened(offers)) {
      assertThat(client.readHead())
          .startsWith("HTTP/1.1 101 ")
          .doesNotContainIgnoringCase("Sec-WebSocket-Extensions");
      // RFC 7692 6: without the extension its bit is a violation.
      assertThat(client.readCloseAndEnd().closeCode()).isEqualTo(1002);
    }
  }

  private String answerTo(String offers) throws Exception {
    try (RawConnection client = opened(offers)) {
      String head = client.readHead();
      assertThat(client.read(Frame.TEXT).text()).isEqualTo("Hello");
      String header = "Sec-WebSocket-Extensions: ";
      assertThat(head).startsWith("HTTP/1.1 101 ").containsOnlyOnce(header);
      int start = head.indexOf(header) + header.length();
      return head.substring(start, head.indexOf('\r', start));
    }
  }
}
