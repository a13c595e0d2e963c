package io.github.wirespeed.conformance.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.wirespeed.ConnectionClosedException;
import io.github.wirespeed.ProtocolViolationException;
import io.github.wirespeed.WebSocketOptions;
import io.github.wirespeed.conformance.Task;
import io.github.wirespeed.conformance.api.Api;
import io.github.wirespeed.conformance.api.Client;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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

/** Servers that break RFC 6455: what they see on the wire, and what the client's user sees. */
@Timeout(60)
@ParameterizedClass
@EnumSource(Api.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClientViolationsWireTest {
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

  static Stream<Violation> violations() {
    return Violation.all();
  }

  static Stream<Violation> maskedFrames() {
    return Stream.of(
        new Violation("masked text", "81 85|37FA213D 7F9F4D5158", 1002, "0x85"),
        new Violation("masked with key 0", "81 85|00000000 48656C6C6F", 1002, "0x85"),
        new Violation("masked and empty", "82 80|00000000", 1002, "0x80"),
        new Violation("masked ping", "89 80|00000000", 1002, "0x80"),
        new Violation("masked close", "88 82|00000000 03E8", 1002, "0x82"),
        new Violation("masked, 16 bit length", "82 FE|0100 00000000", 1002, "0xFE"));
  }

  @ParameterizedTest
  @MethodSource({"violations", "maskedFrames"})
  void aViolationIsClosedWithItsCodeAndToldOnce(Violation violation) throws Exception {
    check(violation, violation.bytes(false));
  }

  @Test
  void tooManyFragmentsAreClosedWith1008() throws Exception {
    byte[] fragments = new byte[2 * 16_385];
    fragments[0] = 0x02;
    check(new Violation("fragments", "", 1008, "16384"), fragments);
  }

  private void check(Violation violation, byte[] bytes) throws Exception {
    try (var pair = server.open(api)) {
      Client ws = pair.client();
      RawConnection peer = pair.peer();
      Task<Frame> told =
          Task.of(
              () -> {
                // The second message comes while the violation is being answered, or after it.
                peer.sendUntilRefused(
                    Bytes.concat(Bytes.text(false, "before"), bytes, Bytes.text(false, "after")));
                Frame close = peer.readCloseAndEnd();
                peer.finish();
                return close;
              });
      assertThat(ws.receive().text()).isEqualTo("before");
      ConnectionClosedException end =
          catchThrowableOfType(ConnectionClosedException.class, ws::receive);
      assertThat(end).isNotNull();
      assertThat(end).hasMessageContaining(violation.value());
      assertThat(end.getCause()).isInstanceOf(ProtocolViolationException.class);
      assertThat(((ProtocolViolationException) end.getCause()).closeCode())
          .isEqualTo(violation.code());
      assertThat(end.sentCode()).isEqualTo(violation.code());
      assertThat(end.code()).isEqualTo(1006);
      assertThat(end.isNormal()).isFalse();

      Frame close = told.result();
      assertThat(close.closeCode()).isEqualTo(violation.code());
      assertThat(close.masked()).isTrue();
      assertThatThrownBy(ws::receive)
          .isInstanceOf(ConnectionClosedException.class)
          .hasCause(end.getCause());
      assertThatThrownBy(() -> ws.send("x")).isInstanceOf(ConnectionClosedException.class);
    }
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
      Task<Frame> told = Task.of(pair.peer()::readCloseAndEnd);
      ConnectionClosedException end =
          catchThrowableOfType(ConnectionClosedException.class, () -> pair.client().receive());
      assertThat(end.code()).isEqualTo(code);
      assertThat(end.reason()).isEqualTo(reason);
      assertThat(end).hasNoCause();
      assertThat(told.result().closeCode()).isEqualTo(code);
    }
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
