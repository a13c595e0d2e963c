package io.github.wirespeed.conformance.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.wirespeed.ConnectionClosedException;
import io.github.wirespeed.WebSocketOptions;
import io.github.wirespeed.conformance.Task;
import io.github.wirespeed.conformance.api.Api;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a server ends a connection, and where its messages end: reasons and limits. */
@Timeout(60)
@ParameterizedClass
@EnumSource(Api.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClientClosesWireTest {
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

  @ParameterizedTest
  @ValueSource(ints = {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014})
  void codesOfTheRegistryAreAnsweredWithThemselves(int code) throws Exception {
    checkClose(code, "");
  }

  @ParameterizedTest
  @ValueSource(ints = {3000, 3999, 4000, 4999})
  void codesForEverybodyAreAnsweredWithThemselves(int code) throws Exception {
    checkClose(code, "x".repeat(123));
  }

  private void checkClose(int code, String reason) throws Exception {
    try (var pair = server.open(api)) {
      pair.peer().send(Bytes.close(false, code, reason));
      Task<Frame> told = Task.of(() -> closedAndEnded(pair.peer()));
      ConnectionClosedException end =
          catchThrowableOfType(ConnectionClosedException.class, () -> pair.client().receive());
      assertThat(end.code()).isEqualTo(code);
      assertThat(end.reason()).isEqualTo(reason);
      assertThat(end).hasNoCause();
      assertThat(told.result().closeCode()).isEqualTo(code);
    }
  }

  /** The server ends TCP as soon as it sees the Close, behind which nothing may follow. */
  private static Frame closedAndEnded(RawConnection peer) throws Exception {
    Frame close = peer.read(Frame.CLOSE);
    peer.finish();
    assertThat(peer.readToEnd()).as("behind the Close").isEmpty();
    return close;
  }

  @Test
  void anEmptyCloseIsAnsweredByAnEmptyOne() throws Exception {
    try (var pair = server.open(api)) {
      pair.peer().send(Bytes.hex("88 00"));
      Task<Frame> told = Task.of(pair.peer()::readCloseAndEnd);
      assertThat(pair.client().rest()).isEmpty();
      assertThat(pair.client().closeCode()).isEqualTo(1005);
      assertThat(told.result().payload()).isEmpty();
    }
  }

  @Test
  void whateverFollowsACloseIsDiscarded() throws Exception {
    for (byte[] after :
        new byte[][] {
          Bytes.text(false, "data"),
          Bytes.hex("89 01 00"),
          Bytes.close(false, 4444, "second"),
          Bytes.hex("FF FF FF FF"),
          new byte[1 << 20]
        }) {
      try (var pair = server.open(api)) {
        Task<Frame> told =
            Task.of(
                () -> {
                  pair.peer()
                      .sendUntilRefused(Bytes.concat(Bytes.close(false, 1000, "first"), after));
                  return pair.peer().readCloseAndEnd();
                });
        ConnectionClosedException end =
            catchThrowableOfType(ConnectionClosedException.class, () -> pair.client().receive());
        assertThat(end.code()).isEqualTo(1000);
        assertThat(end.reason()).isEqualTo("first");
        assertThat(told.result().closeCode()).isEqualTo(1000);
      }
    }
  }

  @Test
  void aCloseBetweenFragmentsDropsThePart() throws Exception {
    try (var pair = server.open(api)) {
      pair.peer().send(Bytes.frames(false, "01 03|48656C; 88 02|03E9"));
      Task<Frame> told = Task.of(pair.peer()::readCloseAndEnd);
      assertThat(pair.client().rest()).isEmpty();
      assertThat(pair.client().closeCode()).isEqualTo(1001);
      assertThat(told.result().closeCode()).isEqualTo(1001);
    }
  }

  static IntStream limits() {
    return IntStream.of(1, 125, 126, 1000, 65_536, 100_000);
  }

  @ParameterizedTest
  @MethodSource("limits")
  void aMessageOfExactlyTheLimitIsTakenAndOneByteMoreIs1009(int limit) throws Exception {
    try (var pair = server.open(api, WebSocketOptions.defaults().maxMessageSize(limit))) {
      RawConnection peer = pair.peer();
      Task<Frame> told =
          Task.of(
              () -> {
                peer.send(Bytes.frame(false, 0x82, new byte[limit]));
                peer.send(Bytes.frame(false, 0x02, new byte[limit]), Bytes.hex("80 00"));
                peer.send(Bytes.frame(false, 0x02, new byte[limit]), Bytes.hex("80 01"));
                return peer.readCloseAndEnd();
              });
      assertThat(pair.client().receive().bytes()).hasSize(limit);
      assertThat(pair.client().receive().bytes()).hasSize(limit);
      assertThatThrownBy(() -> pair.client().receive())
          .hasMessageContaining(Integer.toString(limit + 1));
      assertThat(told.result().closeCode()).isEqualTo(1009);
    }
  }
}
