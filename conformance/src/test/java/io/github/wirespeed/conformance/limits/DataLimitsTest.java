package io.github.wirespeed.conformance.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.wirespeed.ConnectionClosedException;
import io.github.wirespeed.ProtocolViolationException;
import io.github.wirespeed.WebSocketOptions;
import io.github.wirespeed.conformance.Task;
import io.github.wirespeed.conformance.api.Api;
import io.github.wirespeed.conformance.api.Client;
import io.github.wirespeed.conformance.wire.Bytes;
import io.github.wirespeed.conformance.wire.Frame;
import io.github.wirespeed.conformance.wire.RawClient;
import io.github.wirespeed.conformance.wire.RawConnection;
import io.github.wirespeed.conformance.wire.RawServer;
import io.github.wirespeed.server.EchoServer;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Messages, frames and fragments, one below the limit, at it and one above, in both roles. */
@Timeout(60)
class DataLimitsTest {
  private static final String OFFER = "Sec-WebSocket-Extensions: permessage-deflate\r\n";

  static Stream<Arguments> overEveryApi() {
    return DataLimit.all()
        .flatMap(limit -> Arrays.stream(Api.values()).map(api -> Arguments.of(limit, api)));
  }

  static Stream<DataLimit> all() {
    return DataLimit.all();
  }

  @ParameterizedTest
  @MethodSource("overEveryApi")
  void aClientTakesWhatIsWithinAndNamesLimitAndValueOfWhatIsNot(DataLimit limit, Api api)
      throws Exception {
    try (RawServer server = new RawServer()) {
      Task<Client> connect =
          Task.of(
              () -> api.connect(server.uri(), limit.client().apply(WebSocketOptions.defaults())));
      try (RawConnection peer = server.accept()) {
        String request = peer.readHead();
        peer.send(RawServer.switching(request, request.contains("deflate") ? OFFER : ""));
        try (Client ws = connect.result()) {
          Task<Frame> told =
              Task.of(
                  () -> {
                    peer.send(
                        limit.sends().frames(false, limit.limit() - 1),
                        limit.sends().frames(false, limit.limit()));
                    peer.sendUntilRefused(
                        Bytes.concat(
                            limit.sends().frames(false, limit.limit() + 1),
                            Bytes.text(false, "after")));
                    Frame close = peer.readCloseAndEnd();
                    peer.finish();
                    return close;
                  });
          int below = ws.receive().bytes().length;
          int at = ws.receive().bytes().length;
          assertThat(at).isGreaterThanOrEqualTo(below);
          ConnectionClosedException end =
              catchThrowableOfType(ConnectionClosedException.class, ws::receive);
          assertThat(end).hasMessageContaining(limit.told());
          assertThat(end.getCause())
              .isInstanceOf(ProtocolViolationException.class)
              .hasMessageContaining(limit.told());
          assertThat(told.result().closeCode()).isEqualTo(limit.code());
          assertThat(told.result().closeReason()).isEqualTo(limit.told());
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void aServerTakesWhatIsWithinAndNamesLimitAndValueOfWhatIsNot(DataLimit limit) throws Exception {
    String request = RawClient.REQUEST.replace("\r\n\r\n", "\r\n" + OFFER + "\r\n");
    try (EchoServer server = limit.server().apply(EchoServer.builder()).start();
        RawConnection client = RawClient.connect(server)) {
      client.send(
          Bytes.ascii(request),
          limit.sends().frames(true, limit.limit() - 1),
          limit.sends().frames(true, limit.limit()));
      assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
      assertThat(client.read(Frame.BINARY).fin()).isTrue();
      assertThat(client.read(Frame.BINARY).fin()).isTrue();
      client.sendUntilRefused(
          Bytes.concat(limit.sends().frames(true, limit.limit() + 1), Bytes.text(true, "after")));
      Frame close = client.readCloseAndEnd();
      assertThat(close.closeCode()).isEqualTo(limit.code());
      assertThat(close.closeReason()).isEqualTo(limit.told());
    }
  }
}
