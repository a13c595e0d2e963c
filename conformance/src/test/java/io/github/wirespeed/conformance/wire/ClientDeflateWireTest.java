package io.github.wirespeed.conformance.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.wirespeed.Compression;
import io.github.wirespeed.HandshakeException;
import io.github.wirespeed.WebSocketOptions;
import io.github.wirespeed.conformance.Task;
import io.github.wirespeed.conformance.api.Api;
import io.github.wirespeed.conformance.api.Client;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a server answers to an offer of permessage-deflate, and what the client makes of it. */
@Timeout(60)
@ParameterizedClass
@EnumSource(Api.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClientDeflateWireTest {
  private static final String NAME = "permessage-deflate";
  private static final Compression DEFLATE = Compression.deflate();

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

  static Stream<Arguments> wrongAnswers() {
    Stream<Arguments> parameters =
        DeflateHandshakeWireTest.wrongParameters()
            .map(each -> arguments(DEFLATE, NAME + "; " + each, NAME));
    Stream<Arguments> others =
        Stream.of(
            arguments(DEFLATE, NAME + "; client_max_window_bits", "client_max_window_bits"),
            arguments(DEFLATE, NAME + ", " + NAME, "twice"),
            arguments(DEFLATE, NAME + "\r\nSec-WebSocket-Extensions: " + NAME, "twice"),
            arguments(DEFLATE, "Permessage-Deflate", "\"Permessage-Deflate\""),
            arguments(DEFLATE, NAME + ", foo", "\"foo\""),
            arguments(DEFLATE, NAME + ";", "index"),
            arguments(DEFLATE.serverWindowBits(10), NAME, NAME),
            arguments(DEFLATE.serverWindowBits(10), NAME + "; server_max_window_bits=11", NAME),
            arguments(DEFLATE.clientWindowBits(10), NAME + "; client_max_window_bits=11", NAME),
            arguments(DEFLATE.serverTakeover(false), NAME, NAME));
    return Stream.concat(parameters, others);
  }

  @ParameterizedTest
  @MethodSource("wrongAnswers")
  void aWrongAnswerFailsTheOpening(Compression wanted, String answer, String value)
      throws Exception {
    Task<HandshakeException> opening =
        Task.of(
            () ->
                catchThrowableOfType(
                    HandshakeException.class,
                    () -> api.connect(server.uri(), options(wanted)).close()));
    try (RawConnection peer = server.accept()) {
      String head = "Sec-WebSocket-Extensions: " + answer + "\r\n";
      peer.send(RawServer.switching(peer.readHead(), head), Bytes.text(false, "frame"));
      HandshakeException e = opening.result();
      assertThat(e).as("failure of the opening").isNotNull();
      assertThat(e).hasMessageContaining(value);
      assertThat(peer.discardToEnd()).as("bytes behind the request").isZero();
    }
  }

  static Stream<Arguments> rightAnswers() {
    return Stream.of(
        arguments(DEFLATE, NAME),
        arguments(DEFLATE, NAME + "; server_max_window_bits=8"),
        arguments(DEFLATE, NAME + "; server_max_window_bits=15"),
        arguments(DEFLATE, NAME + "; server_max_window_bits=\"12\""),
        arguments(DEFLATE, NAME + "; client_max_window_bits=8"),
        arguments(DEFLATE, NAME + ";client_max_window_bits=15"),
        arguments(DEFLATE, NAME + "; server_no_context_takeover"),
        arguments(DEFLATE, NAME + "; client_no_context_takeover"),
        arguments(
            DEFLATE,
            NAME
                + "; client_no_context_takeover; server_no_context_takeover"
                + "; server_max_window_bits=9; client_max_window_bits=9"),
        arguments(
            DEFLATE.serverWindowBits(10).orElse(DEFLATE), NAME + "; client_max_window_bits=11"),
        arguments(DEFLATE.serverWindowBits(10), NAME + "; server_max_window_bits=9"));
  }

  @ParameterizedTest
  @MethodSource("rightAnswers")
  void aRightAnswerOpensAndMessagesAreCompressed(Compression wanted, String answer)
      throws Exception {
    Task<Client> opening = Task.of(() -> api.connect(server.uri(), options(wanted.threshold(0))));
    try (RawConnection peer = server.accept()) {
      String head = "Sec-WebSocket-Extensions: " + answer + "\r\n";
      peer.send(
          RawServer.switching(peer.readHead(), head), Bytes.frames(false, "C1 07|F248CDC9C90700"));
      try (Client client = opening.result()) {
        assertThat(client.receive().text()).isEqualTo("Hello");
        client.send("Hello");
        Frame sent = peer.read(Frame.TEXT);
        assertThat(sent.rsv1()).as("compressed").isTrue();
        assertThat(sent.payload()).isEqualTo(Bytes.hex("F248CDC9C90700"));
        peer.finish();
      }
    }
  }

  @Test
  void aServerThatDeclinesGetsMessagesAsTheyAre() throws Exception {
    Task<Client> opening = Task.of(() -> api.connect(server.uri(), options(DEFLATE.threshold(0))));
    try (RawConnection peer = server.accept()) {
      String request = peer.readHead();
      assertThat(request)
          .contains("\r\nSec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n");
      peer.send(RawServer.switching(request, ""));
      try (Client client = opening.result()) {
        client.send("Hello");
        Frame sent = peer.read(Frame.TEXT);
        assertThat(sent.rsv1()).as("compressed").isFalse();
        assertThat(sent.text()).isEqualTo("Hello");
        peer.send(Bytes.frames(false, "C1 07|F248CDC9C90700"));
        Task<Frame> told =
            Task.of(
                () -> {
                  Frame close = peer.readCloseAndEnd();
                  peer.finish();
                  return close;
                });
        assertThatThrownBy(client::receive).hasMessageContaining("0xC1");
        assertThat(told.result().closeCode()).isEqualTo(1002);
      }
    }
  }

  private static WebSocketOptions options(Compression compression) {
    return WebSocketOptions.defaults().compression(compression);
  }
}
