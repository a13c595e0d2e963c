package io.github.wirespeed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an interrupt ends, and what it leaves alone. */
@Timeout(30)
class WebSocketInterruptTest {
  private static final int CAPACITY = 256;

  private final Session session = Session.open(CAPACITY, Session.options());

  @AfterEach
  void end() {
    Thread.interrupted();
    session.close();
  }

  /** What the action throws in a thread that is interrupted while it waits in it. */
  private static InterruptedIOException interrupted(Background.Action action) throws Exception {
    Background<InterruptedIOException> thread =
        Background.call(
            () -> {
              try {
                action.run();
                throw new AssertionError("nothing was thrown");
              } catch (InterruptedIOException e) {
                assertThat(Thread.currentThread().isInterrupted())
                    .as("the thread stays interrupted")
                    .isTrue();
                return e;
              }
            });
    thread.asleep();
    thread.interrupt();
    InterruptedIOException e = thread.result();
    assertThat(e).isNotInstanceOf(SocketTimeoutException.class);
    return e;
  }

  @Test
  void aReceiveThatWaitsEndsAndTheConnectionStaysUsable() throws Exception {
    assertThat(interrupted(session.ws::receive)).hasMessageContaining("interrupted");

    assertThat(session.ws.isOpen()).isTrue();
    session.serveText("m");
    assertThat(session.ws.receive().text()).isEqualTo("m");
    session.ws.send("x");
    assertThat(session.sent()).isEqualTo("TEXT \"x\"");
  }

  @Test
  void aReceiveThatWaitsForHalfAMessageLosesNothing() throws Exception {
    byte[] frame = Session.frame(Session.TEXT, "in two halves");
    session.serve(Arrays.copyOf(frame, 6));

    interrupted(() -> session.ws.receive(Duration.ofSeconds(20)));

    session.serve(Arrays.copyOfRange(frame, 6, frame.length));
    assertThat(session.ws.receive().text()).isEqualTo("in two halves");
  }

  @Test
  void aReceiveThatWaitsForAnotherThreadsViewEnds() throws Exception {
    session.serve(Session.frame(Session.TEXT, "view"), Session.frame(Session.TEXT, "m"));
    session.ws.receiveView();

    interrupted(session.ws::receive);
    interrupted(() -> session.ws.receive(Duration.ofSeconds(20)));

    assertThat(session.ws.receive().text()).isEqualTo("m");
  }

  @Test
  void aMessageThatIsThereIsReceivedByAThreadThatIsInterrupted() throws Exception {
    session.serveText("m");

    Thread.currentThread().interrupt();

    assertThat(session.ws.receive().text()).isEqualTo("m");
    assertThatThrownBy(session.ws::receive).isInstanceOf(InterruptedIOException.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void anIterationEndsWithAnUncheckedException() {
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> session.ws.iterator().hasNext())
        .isInstanceOf(UncheckedIOException.class)
        .hasCauseInstanceOf(InterruptedIOException.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void aPingThatReadsItselfEndsAndTheConnectionStaysUsable() throws Exception {
    interrupted(session.ws::ping);

    session.serveText("m");
    assertThat(session.ws.receive().text()).isEqualTo("m");
  }

  @Test
  void aPingThatReadsItselfSaysThatItWaitedForAPong() throws Exception {
    assertThat(interrupted(session.ws::ping)).hasMessage("interrupted while waiting for a pong");
  }

  @Test
  void aPingThatLeavesTheReadingToAnotherThreadEnds() throws Exception {
    Background<Message> receive = Background.call(session.ws::receive).asleep();

    interrupted(session.ws::ping);

    session.serveText("m");
    assertThat(receive.result().text()).isEqualTo("m");
  }

  @Test
  void aSendThatWaitsForAnotherSenderEndsWithNothingSentAndTheConnectionGoesOn() throws Exception {
    Background<Boolean> writer =
        Background.run(() -> session.ws.send(Session.pattern(800))).asleep();

    assertThat(interrupted(() -> session.ws.send("x"))).hasMessageContaining("before");
    assertThat(interrupted(() -> session.ws.send(new byte[1]))).hasMessageContaining("before");
    assertThat(interrupted(session.ws::ping)).hasMessageContaining("before");

    assertThat(session.sent()).isEqualTo("BINARY 800 bytes");
    writer.result();
    assertThat(session.unread()).isZero();
    session.ws.send("usable");
    assertThat(session.sent()).isEqualTo("TEXT \"usable\"");
  }

  @Test
  void aSendThatNeedNotWaitIsSentByAThreadThatIsInterrupted() throws Exception {
    Thread.currentThread().interrupt();

    session.ws.send("x");

    assertThat(Thread.interrupted()).isTrue();
    assertThat(session.sent()).isEqualTo("TEXT \"x\"");
  }

  @Test
  void aSendInTheMiddleOfAFrameEndsTheConnectionAndSaysSo() throws Exception {
    InterruptedIOException e = interrupted(() -> session.ws.send(Session.pattern(800)));

    assertThat(e).hasMessageContaining("the connection is closed");
    assertThatThrownBy(() -> session.ws.send("x"))
        .isInstanceOf(ConnectionClosedException.class)
        .hasCause(e);
    assertThatThrownBy(session.ws::receive)
        .isInstanceOf(ConnectionClosedException.class)
        .hasCause(e);
    assertThat(session.sent()).isEqualTo("END after a part of a frame");
    assertThat(session.client.isOpen()).isFalse();
  }

  @Test
  void aSendInTheMiddleOfAFrameLeavesTheConnectionNotOpen() throws Exception {
    interrupted(() -> session.ws.send(Session.pattern(800)));

    assertThat(session.ws.isOpen()).isFalse();
  }

  @Test
  void aSendInTheMiddleOfAFrameEndsTheReceiveOfAnotherThread() throws Exception {
    Background<Message> receive = Background.call(session.ws::receive).asleep();

    InterruptedIOException e = interrupted(() -> session.ws.send(Session.pattern(800)));

    assertThat(receive.failure(ConnectionClosedException.class)).hasCause(e);
  }

  @Test
  void aSendOfWhichNoByteWasTakenYetLeavesTheConnectionUsable() throws Exception {
    session.ws.send(Session.pattern(CAPACITY - 8)); // with its header all that the network takes

    interrupted(() -> session.ws.send("x"));

    assertThat(session.sent()).startsWith("BINARY ");
    session.ws.send("usable");
    assertThat(session.sent()).isEqualTo("TEXT \"usable\"");
  }

  @Test
  void aBufferOfWhichNoByteWasTakenYetCanBeSentAgain() throws Exception {
    session.ws.send(Session.pattern(CAPACITY - 8));
    ByteBuffer payload = ByteBuffer.wrap(new byte[] {1, 2, 3});

    interrupted(() -> session.ws.send(payload));

    assertThat(payload.remaining()).as("nothing of it was sent").isEqualTo(3);
  }

  @Test
  void closeInAThreadThatIsInterruptedStillSendsTheClose() throws Exception {
    Thread.currentThread().interrupt();

    session.ws.close(1001, "shutting down");

    assertThat(Thread.interrupted()).as("the thread stays interrupted").isTrue();
    assertThat(session.sent()).isEqualTo("CLOSE 1001 shutting down");
    assertThat(session.client.isOpen()).isFalse();
  }

  @Test
  void anInterruptEndsTheWaitOfACloseAndReleasesTheSocket() throws Exception {
    Background<Boolean> close =
        Background.call(
            () -> {
              session.ws.close(1000, "", Duration.ofSeconds(20));
              return Thread.currentThread().isInterrupted();
            });
    assertThat(session.sent()).isEqualTo("CLOSE 1000");
    close.asleep();
    close.interrupt();

    assertThat(close.result()).as("the thread stays interrupted").isTrue();
    assertThat(session.client.isOpen()).isFalse();
  }
}
