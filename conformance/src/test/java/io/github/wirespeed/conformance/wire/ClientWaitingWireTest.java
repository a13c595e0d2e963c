package io.github.wirespeed.conformance.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.wirespeed.Message;
import io.github.wirespeed.WaitStrategy;
import io.github.wirespeed.WebSocket;
import io.github.wirespeed.WebSocketOptions;
import io.github.wirespeed.conformance.Payloads;
import io.github.wirespeed.conformance.Task;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Time-outs and interrupts, with every way of waiting: they lose nothing. */
@Timeout(60)
class ClientWaitingWireTest {
  private static final Duration SOON = Duration.ofMillis(30);

  private RawServer server;

  @BeforeEach
  void start() throws Exception {
    server = new RawServer();
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  private RawServer.Pair<WebSocket> open(String waits) throws Exception {
    return server.open(WebSocketOptions.defaults().waitStrategy(WaitStrategy.named(waits)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"adaptive", "blocking", "spinning"})
  void aTimeOutInTheMiddleOfAMessageLosesNothing(String waits) throws Exception {
    try (var pair = open(waits)) {
      WebSocket ws = pair.client();
      byte[] content = Payloads.binary(100_000);
      byte[] frame = Bytes.frame(false, 0x82, content);
      int[] cuts = {0, 1, 5, 10, 11, 20_000, 99_999, frame.length};
      for (int i = 1; i < cuts.length; i++) {
        assertThatThrownBy(() -> ws.receive(SOON)).isInstanceOf(SocketTimeoutException.class);
        pair.peer().send(java.util.Arrays.copyOfRange(frame, cuts[i - 1], cuts[i]));
      }
      Payloads.assertSame(ws.receive(), new Message.Binary(content));
      assertThatThrownBy(() -> ws.receive(Duration.ZERO))
          .isInstanceOf(SocketTimeoutException.class);
      pair.peer().send(Bytes.text(false, "more"));
      assertThat(ws.receive(Duration.ofDays(1_000_000)).text()).isEqualTo("more");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"adaptive", "blocking", "spinning"})
  void anInterruptEndsAWaitingReceiveAndTheConnectionGoesOn(String waits) throws Exception {
    try (var pair = open(waits)) {
      WebSocket ws = pair.client();
      pair.peer().send(Bytes.hex("81 04 68 61"));
      Task<Boolean> receiver =
          Task.of(
              () -> {
                Throwable thrown = catchThrowable(ws::receive);
                assertThat(thrown)
                    .isInstanceOf(InterruptedIOException.class)
                    .isNotInstanceOf(SocketTimeoutException.class);
                return Thread.currentThread().isInterrupted();
              });
      Thread.sleep(50); // until it waits, most likely
      receiver.thread().interrupt();
      assertThat(receiver.result()).as("still interrupted").isTrue();
      assertThat(ws.isOpen()).isTrue();

      pair.peer().send(Bytes.hex("6c 66"));
      assertThat(ws.receive().text()).isEqualTo("half");
      ws.send("fine");
      assertThat(pair.peer().read(Frame.TEXT).text()).isEqualTo("fine");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"adaptive", "blocking", "spinning"})
  void anInterruptInTheMiddleOfASendEndsTheConnection(String waits) throws Exception {
    try (var pair = open(waits)) {
      WebSocket ws = pair.client();
      Task<Boolean> sender =
          Task.of(
              () -> {
                assertThatThrownBy(() -> ws.send(new byte[32 << 20]))
                    .isInstanceOf(InterruptedIOException.class);
                return Thread.currentThread().isInterrupted();
              });
      pair.peer().awaitByte(); // the send has begun
      Thread.sleep(50); // and is stuck, most likely
      sender.thread().interrupt();
      assertThat(sender.result()).as("still interrupted").isTrue();
      assertThat(ws.isOpen()).isFalse();
      assertThatThrownBy(() -> ws.send("x"))
          .isInstanceOf(io.github.wirespeed.ConnectionClosedException.class)
          .hasCauseInstanceOf(InterruptedIOException.class);
      pair.peer().discardToEnd();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"adaptive", "blocking", "spinning"})
  void aPingThatIsNotAnsweredTimesOutAndKeepsTheMessages(String waits) throws Exception {
    try (var pair = open(waits)) {
      WebSocket ws = pair.client();
      pair.peer().send(Bytes.text(false, "kept"));
      assertThatThrownBy(() -> ws.ping(SOON)).isInstanceOf(SocketTimeoutException.class);
      pair.peer().read(Frame.PING);
      assertThat(ws.receive().text()).isEqualTo("kept");
      pair.peer().send(Bytes.text(false, "next"));
      assertThat(ws.receiveView().text()).isEqualTo("next");
    }
  }
}
