package io.github.wirespeed.conformance.compression;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.CloseReport;
import io.github.wirespeed.Compression;
import io.github.wirespeed.WebSocketOptions;
import io.github.wirespeed.conformance.Payloads;
import io.github.wirespeed.conformance.Task;
import io.github.wirespeed.conformance.api.Api;
import io.github.wirespeed.conformance.api.Client;
import io.github.wirespeed.server.EchoServer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Our client and our server, whatever they agree on. */
@Timeout(60)
class CompressionTest {
  private static final Compression ALL = Compression.deflate().threshold(0);

  static Stream<Arguments> agreements() {
    return Stream.of(
            Arguments.of(ALL, ALL, ""),
            Arguments.of(ALL.clientTakeover(false), ALL, "client_no_context_takeover"),
            Arguments.of(ALL, ALL.serverTakeover(false), "server_no_context_takeover"),
            Arguments.of(
                ALL.serverTakeover(false).clientTakeover(false),
                ALL,
                "server_no_context_takeover; client_no_context_takeover"),
            Arguments.of(ALL.serverWindowBits(8), ALL, "server_max_window_bits=8"),
            Arguments.of(ALL, ALL.clientWindowBits(9), "client_max_window_bits=9"),
            Arguments.of(
                ALL.serverWindowBits(11).clientWindowBits(10).level(1),
                ALL.level(9),
                "server_max_window_bits=11; client_max_window_bits=10"))
        .flatMap(
            each ->
                Stream.of(Api.values())
                    .map(api -> Arguments.of(api, each.get()[0], each.get()[1], each.get()[2])));
  }

  @ParameterizedTest
  @MethodSource("agreements")
  void messagesComeBackUnchanged(Api api, Compression client, Compression server, String agreed)
      throws Exception {
    WebSocketOptions options = WebSocketOptions.defaults().compression(client).fragmentSize(50_000);
    try (EchoServer echo = EchoServer.builder().compression(server).start();
        Client ws = api.connect(echo.uri(), options)) {
      String answer = "permessage-deflate" + (agreed.isEmpty() ? "" : "; " + agreed);
      assertThat(ws.responseHeaders().get("Sec-WebSocket-Extensions")).containsExactly(answer);
      long bytes = 0;
      for (int size : new int[] {0, 1, 125, 126, 1000, 65_535, 65_536, 1 << 20}) {
        ws.send(Payloads.text(size));
        Payloads.assertSame(ws.receive(), Payloads.message(true, size));
        ws.send(Payloads.binary(size));
        Payloads.assertSame(ws.receive(), Payloads.message(false, size));
        bytes += size + Payloads.text(size).getBytes(StandardCharsets.UTF_8).length;
      }
      CloseReport report = ws.report();
      assertThat(report.messagesSent()).isEqualTo(16);
      assertThat(report.bytesSent()).as("sent, before they were compressed").isEqualTo(bytes);
      assertThat(report.messagesReceived()).isEqualTo(16);
      assertThat(report.bytesReceived()).as("received, inflated").isEqualTo(bytes);
      Task<Void> sending =
          Task.run(
              () -> {
                for (int i = 0; i < 300; i++) {
                  ws.send("message " + i);
                }
              });
      for (int i = 0; i < 300; i++) {
        assertThat(ws.receive().text()).isEqualTo("message " + i);
      }
      sending.result();
    }
  }

  @ParameterizedTest
  @MethodSource("sides")
  void whereOnlyOneSideWantsItNothingIsCompressed(Api api, boolean client) throws Exception {
    EchoServer.Builder builder = EchoServer.builder();
    WebSocketOptions options = WebSocketOptions.defaults();
    if (client) {
      options = options.compression(ALL);
    } else {
      builder.compression(ALL);
    }
    try (EchoServer echo = builder.start();
        Client ws = api.connect(echo.uri(), options)) {
      assertThat(ws.responseHeaders()).doesNotContainKey("Sec-WebSocket-Extensions");
      ws.send("plain");
      assertThat(ws.receive().text()).isEqualTo("plain");
    }
  }

  static Stream<Arguments> sides() {
    return Stream.of(Api.values())
        .flatMap(api -> List.of(true, false).stream().map(client -> Arguments.of(api, client)));
  }
}
