package io.github.wirespeed.conformance.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.wirespeed.ConnectionClosedException;
import io.github.wirespeed.WebSocketOptions;
import io.github.wirespeed.conformance.Task;
import io.github.wirespeed.conformance.api.Api;
import io.github.wirespeed.conformance.api.Client;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How connections end: by a reset, by the end of TCP, by a Close of either side. */
@Timeout(60)
@ParameterizedClass
@EnumSource(Api.class)
class ClientEndingWireTest {
  @Parameter Api api;

  private static final WebSocketOptions IMPATIENT =
      WebSocketOptions.defaults().closeTimeout(Duration.ofMillis(200));

  private RawServer server;

  @BeforeEach
  void start() throws Exception {
    server = new RawServer();
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  private static ConnectionClosedException ended(Client ws) {
    ConnectionClosedException end =
        catchThrowableOfType(ConnectionClosedException.class, ws::receive);
    assertThat(end).as("the end").isNotNull();
    return end;
  }

  @Test
  void aResetInsideAFrameLeavesTheMessagesBeforeItAndTellsTheCause() throws Exception {
    try (var pair = server.open(api)) {
      Client ws = pair.client();
      pair.peer()
          .send(Bytes.text(false, "one"), Bytes.text(false, "two"), Bytes.hex("81 05 68 65"));
      assertThat(ws.receive().text()).isEqualTo("one");
      pair.peer().reset();
      assertThat(ws.receive().text()).isEqualTo("two");
      ConnectionClosedException end = ended(ws);
      assertThat(end.code()).isEqualTo(1006);
      assertThat(end.sentCode()).isEqualTo(1006);
      assertThat(end.isNormal()).isFalse();
      assertThat(end.closedHere()).isFalse();
      assertThat(end).hasCauseInstanceOf(IOException.class);
      assertThat(ended(ws)).hasCause(end.getCause());
      assertThat(ws.closeCode()).isEqualTo(1006);
      assertThat(ws.isOpen()).isFalse();
      assertThatThrownBy(() -> ws.send("x")).isInstanceOf(ConnectionClosedException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "81", "8105", "81056865", "827E", "8903", "01026865", "88", "8802"})
  void anEndOfTcpWithoutACloseIs1006AndDeliversNoPart(String lastBytes) throws Exception {
    try (var pair = server.open(api)) {
      Client ws = pair.client();
      pair.peer().send(Bytes.text(false, "whole"), Bytes.hex(lastBytes));
      pair.peer().finish();
      assertThat(ws.receive().text()).isEqualTo("whole");
      ConnectionClosedException end = ended(ws);
      assertThat(end.code()).isEqualTo(1006);
      assertThat(end.isNormal()).isFalse();
      assertThat(ws.isOpen()).isFalse();
      assertThatThrownBy(ws::rest).hasCauseInstanceOf(end.getClass());
      assertThatThrownBy(() -> ws.ping()).isInstanceOf(ConnectionClosedException.class);
    }
  }

  @Test
  void aSendThatFindsTheNetworkGoneEndsTheConnectionWithoutAReader() throws Exception {
    try (var pair = server.open(api)) {
      Client ws = pair.client();
      pair.peer().reset();
      ConnectionClosedException end =
          catchThrowableOfType(
              ConnectionClosedException.class,
              () -> {
                while (true) {
                  ws.send("into the void");
                }
              });
      assertThat(end).hasCauseInstanceOf(IOException.class);
      assertThat(ws.isOpen()).as("open, though the network failed").isFalse();
    }
  }

  @Test
  void closeFromAnotherThreadEndsAWaitingReceiveAtOnce() throws Exception {
    assumeTrue(api.asks(), "a handler hears of the end when the connection is over");
    try (var pair =
        server.open(api, WebSocketOptions.defaults().closeTimeout(Duration.ofHours(1)))) {
      Client ws = pair.client();
      Task<ConnectionClosedException> receiver = Task.of(() -> ended(ws));
      Thread.sleep(50); // until it waits, most likely
      Task<Void> closer = Task.run(() -> ws.close(4000, "enough"));
      // Before the peer says anything.
      ConnectionClosedException end = receiver.result();
      assertThat(end.closedHere()).isTrue();
      assertThat(end.isNormal()).isTrue();
      Frame close = pair.peer().read(Frame.CLOSE);
      assertThat(close.closeCode()).isEqualTo(4000);
      assertThat(close.closeReason()).isEqualTo("enough");
      assertThat(closer.done()).isFalse();
      pair.peer().send(Bytes.close(false, 4000, ""));
      pair.peer().close();
      closer.result();
      assertThat(ws.closeCode()).isEqualTo(4000);
      assertThat(ended(ws).closedHere()).isTrue();
    }
  }

  @Test
  void closeWithoutAnAnswerReturnsWhenItsTimeIsUpAndReleasesTheSocket() throws Exception {
    try (var pair = server.open(api, IMPATIENT)) {
      pair.client().close(1000, "bye");
      assertThat(pair.peer().readCloseAndEnd().closeReason()).isEqualTo("bye");
      assertThat(pair.client().closeCode()).isEqualTo(1006);
      pair.client().close();
    }
  }

  @Test
  void closeEndsASenderThatAPeerKeepsWaiting() throws Exception {
    try (var pair = server.open(api, IMPATIENT)) {
      Client ws = pair.client();
      Task<ConnectionClosedException> sender =
          Task.of(
              () ->
                  catchThrowableOfType(
                      ConnectionClosedException.class, () -> ws.send(new byte[32 << 20])));
      pair.peer().awaitByte(); // the send has begun
      ws.close();
      ConnectionClosedException end = sender.result();
      assertThat(end).isNotNull();
      assertThat(end.closedHere()).isTrue();
      pair.peer().discardToEnd();
    }
  }

  @Test
  void messagesThatComeAfterOurCloseAreDiscardedAndPingsStillHarmless() throws Exception {
    try (var pair = server.open(api)) {
      Client ws = pair.client();
      Task<Void> closer = Task.run(() -> ws.close(1000, ""));
      assertThat(pair.peer().read(Frame.CLOSE).closeCode()).isEqualTo(1000);
      pair.peer()
          .send(
              Bytes.text(false, "late"),
              Bytes.frame(false, 0x89, new byte[3]),
              Bytes.frame(false, 0x82, new byte[300_000]),
              Bytes.close(false, 1000, ""));
      pair.peer().finish();
      closer.result();
      assertThat(pair.peer().readToEnd()).as("after our close").isEmpty();
      assertThat(ended(ws).code()).isEqualTo(1000);
    }
  }

  @Test
  void closesThatCrossEachOtherAreCleanAndNoThirdIsSent() throws Exception {
    try (var pair = server.open(api)) {
      byte[] theirs = Bytes.close(false, 4005, "you");
      if (api == Api.BLOCKING) {
        pair.peer().send(theirs); // a loop would read, and answer, it before we close
      }
      Task<Void> closer = Task.run(() -> pair.client().close(4006, "me"));
      assertThat(pair.peer().read(Frame.CLOSE).closeCode()).isEqualTo(4006);
      if (api != Api.BLOCKING) {
        pair.peer().send(theirs);
      }
      pair.peer().finish();
      closer.result();
      assertThat(pair.peer().readToEnd()).as("after both").isEmpty();
      assertThat(pair.client().closeCode()).isEqualTo(4005);
      assertThat(pair.client().closeReason()).isEqualTo("you");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65_535})
  void codesThatMustNotBeSentAreRefusedAndTheConnectionGoesOn(int code) throws Exception {
    try (var pair = server.open(api)) {
      assertThatThrownBy(() -> pair.client().close(code, ""))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(Integer.toString(code));
      pair.client().send("still here");
      assertThat(pair.peer().read(Frame.TEXT).text()).isEqualTo("still here");
    }
  }

  @Test
  void whatCannotBeSentIsRefusedAndNoByteOfItIsOnTheWire() throws Exception {
    try (var pair = server.open(api)) {
      Client ws = pair.client();
      String lone = "x".repeat(1_000_000) + "\ud83d";
      assertThatThrownBy(() -> ws.send(lone)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> ws.send("\ude00")).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> ws.close(1000, "\u00e9".repeat(62)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("124");
      assertThatThrownBy(() -> ws.pong(java.nio.ByteBuffer.allocate(126)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("126");
      ws.send("clean");
      assertThat(pair.peer().read(Frame.TEXT).text()).isEqualTo("clean");
    }
  }
}
