package io.github.wirespeed;

import static io.github.wirespeed.LoopSession.closed;
import static io.github.wirespeed.LoopSession.text;
import static io.github.wirespeed.LoopSession.value;
import static io.github.wirespeed.LoopSession.waits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who gets which message, and when. */
@Timeout(30)
class AsyncReceiveTest {
  private LoopSession<AsyncWebSocket> session = LoopSession.async();

  AsyncReceiveTest() throws Exception {}

  @AfterEach
  void end() {
    session.close();
  }

  private void reopen(WebSocketOptions options) throws Exception {
    session.close();
    session = LoopSession.async(options);
  }

  private Stage<Message> receive() {
    return session.ws.receive();
  }

  @Test
  void aMessageInTheSocketIsReceivedAtOnceWithoutATurnOfTheLoop() throws Exception {
    session.serveText("hello");

    Stage<Message> received = receive();

    assertThat(received instanceof ReadyStage).isTrue();
    assertThat(text(received)).isEqualTo("hello");
    assertThat(session.sent()).isEmpty();
  }

  @Test
  void aMessageThatTheLoopHasReadIsReceivedAtOnce() throws Exception {
    session.serve(Session.frame(Session.BINARY, new byte[] {0, -1}));
    session.settle();

    Stage<Message> received = receive();

    assertThat(received instanceof ReadyStage).isTrue();
    assertThat(value(received).bytes()).containsExactly(0, -1);
  }

  @Test
  void messagesThatCameWithTheHandshakeAreTheFirst() throws Exception {
    session.close();
    session =
        LoopSession.async(
            1000,
            LoopSession.options(),
            Session.frame(Session.TEXT, "with the 101"),
            new byte[] {(byte) Session.TEXT, 5, 'h'});
    session.serve("ello".getBytes(StandardCharsets.UTF_8));

    assertThat(text(receive())).isEqualTo("with the 101");
    assertThat(text(receive())).isEqualTo("hello");
  }

  @Test
  void aReceiveThatFindsNothingWaitsAndIsDoneByTheLoop() throws Exception {
    Stage<Message> received = receive();
    assertThat(waits(received)).isTrue();
    session.settle();
    assertThat(waits(received)).isTrue();

    session.serveText("hello");
    assertThat(waits(received)).isTrue();
    session.settle();

    assertThat(text(received)).isEqualTo("hello");
  }

  @Test
  void receivesThatWaitAreAnsweredInTheirOrder() throws Exception {
    Stage<Message> a = receive();
    Stage<Message> b = receive();
    Stage<Message> c = receive();

    session.serveText("1", "2");
    session.settle();

    assertThat(text(a)).isEqualTo("1");
    assertThat(text(b)).isEqualTo("2");
    assertThat(waits(c)).isTrue();
    session.serveText("3", "4");
    Stage<Message> d = receive();
    session.settle();
    assertThat(text(c)).isEqualTo("3");
    assertThat(text(d)).isEqualTo("4");
  }

  @Test
  void aReceiveDoesNotOvertakeOneThatWaits() throws Exception {
    Stage<Message> waiting = receive();
    session.serveText("1", "2");

    Stage<Message> later = receive(); // the bytes are there, but they are not for it first

    session.settle();
    assertThat(text(waiting)).isEqualTo("1");
    assertThat(text(later)).isEqualTo("2");
  }

  @Test
  void aMessageInPiecesIsReceivedWhenItsLastByteCame() throws Exception {
    byte[] frames =
        Session.concat(
            Session.frame(0x01, "hel"), Session.frame(0x00, ""), Session.frame(0x80, "lo"));
    Stage<Message> received = receive();
    for (int i = 0; i < frames.length; i++) {
      assertThat(waits(received)).as("after %d bytes", i).isTrue();
      session.serve(new byte[] {frames[i]});
      session.settle();
    }

    assertThat(text(received)).isEqualTo("hello");
  }

  @Test
  void aMessageOfWhichAReceiveSawAPartIsCompletedByTheLoop() throws Exception {
    byte[] frame = Session.frame(Session.TEXT, "hello");
    session.serve(new byte[] {frame[0], frame[1], frame[2]});
    Stage<Message> received = receive();
    assertThat(waits(received)).isTrue();

    session.serve(new byte[] {frame[3], frame[4], frame[5], frame[6]});
    session.settle();

    assertThat(text(received)).isEqualTo("hello");
  }

  @Test
  void aMessageLongerThanTheNetworkHoldsArrivesWhole() throws Exception {
    session.close();
    session = LoopSession.async(1000, LoopSession.options());
    byte[] payload = Session.pattern(100_000);
    byte[] frame = Session.frame(Session.BINARY, payload);
    Stage<Message> received = receive();
    for (int at = 0; at < frame.length; at += 1000) {
      session.serve(Arrays.copyOfRange(frame, at, Math.min(at + 1000, frame.length)));
      session.settle();
    }

    assertThat(value(received).bytes()).isEqualTo(payload);
  }

  // ---- giving up ----

  /** The ways to give up a receive. */
  enum GivingUp {
    CANCEL {
      @Override
      void giveUp(Stage<Message> stage) {
        assertThat(stage.cancel()).isTrue();
        assertThat(stage.cancel()).isFalse();
        assertThat(stage.isCancelled()).isTrue();
        assertThatThrownBy(stage::join).isInstanceOf(CancellationException.class);
      }
    },
    FUTURE_CANCEL {
      @Override
      void giveUp(Stage<Message> stage) {
        CompletableFuture<Message> future = stage.toCompletableFuture();
        assertThat(future.cancel(true)).isTrue();
        assertThat(future).isCancelled();
        assertThat(stage.isCancelled()).isTrue();
        assertThat(stage.toCompletableFuture()).isSameAs(future);
      }
    },
    OR_TIMEOUT {
      @Override
      void giveUp(Stage<Message> stage) {
        CompletableFuture<Message> future =
            stage.toCompletableFuture().orTimeout(1, TimeUnit.MILLISECONDS);
        assertThatThrownBy(() -> future.get(20, TimeUnit.SECONDS))
            .isInstanceOf(ExecutionException.class)
            .hasCauseInstanceOf(TimeoutException.class);
        assertThat(stage.failure()).isInstanceOf(TimeoutException.class);
      }
    },
    COMPLETE {
      @Override
      void giveUp(Stage<Message> stage) {
        CompletableFuture<Message> future = stage.toCompletableFuture();
        Message mine = new Message.Text("mine");
        assertThat(future.complete(mine)).isTrue();
        assertThat(future.complete(null)).isFalse();
        assertThat(stage.join()).isSameAs(mine);
        assertThat(future.join()).isSameAs(mine);
        assertThat(stage.cancel()).isFalse();
      }
    },
    COMPLETE_EXCEPTIONALLY {
      @Override
      void giveUp(Stage<Message> stage) {
        IllegalStateException mine = new IllegalStateException("mine");
        assertThat(stage.toCompletableFuture().completeExceptionally(mine)).isTrue();
        assertThat(stage.failure()).isSameAs(mine);
        assertThatThrownBy(stage::join).isInstanceOf(CompletionException.class).hasCause(mine);
      }
    },
    GET_THAT_TIMES_OUT_THEN_CANCEL {
      @Override
      void giveUp(Stage<Message> stage) {
        assertThatThrownBy(() -> stage.get(1, TimeUnit.MILLISECONDS))
            .isInstanceOf(TimeoutException.class)
            .hasMessageContaining("1 MILLISECONDS");
        assertThat(waits(stage)).isTrue();
        assertThat(stage.cancel()).isTrue();
      }
    };

    abstract void giveUp(Stage<Message> stage);
  }

  @ParameterizedTest
  @EnumSource(GivingUp.class)
  void aReceiveThatIsGivenUpLosesNoMessage(GivingUp way) throws Exception {
    Stage<Message> given = receive();
    way.giveUp(given);
    session.serveText("1", "2");
    session.settle();

    assertThat(text(receive())).isEqualTo("1");
    assertThat(text(receive())).isEqualTo("2");
    assertThat(session.ws.isOpen()).isTrue();
    assertThat(session.sent()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(GivingUp.class)
  void aReceiveThatIsGivenUpBetweenOthersChangesNothingForThem(GivingUp way) throws Exception {
    Stage<Message> a = receive();
    Stage<Message> given = receive();
    Stage<Message> c = receive();
    way.giveUp(given);

    session.serveText("1", "2", "3");
    session.settle();

    assertThat(text(a)).isEqualTo("1");
    assertThat(text(c)).isEqualTo("2");
    assertThat(text(receive())).isEqualTo("3");
  }

  @ParameterizedTest
  @EnumSource(GivingUp.class)
  void aReceiveThatIsGivenUpInTheMiddleOfItsMessageLosesNothing(GivingUp way) throws Exception {
    Stage<Message> given = receive();
    session.serve(new byte[] {(byte) Session.TEXT, 5, 'h', 'e'});
    session.settle();
    way.giveUp(given);
    session.serve("llo".getBytes(StandardCharsets.UTF_8));

    assertThat(text(receive())).isEqualTo("hello");
  }

  @ParameterizedTest
  @EnumSource(GivingUp.class)
  void aReceiveThatWasGivenUpIsNotToldOfTheEnd(GivingUp way) throws Exception {
    Stage<Message> given = receive();
    way.giveUp(given);
    Throwable before = given.failure();
    session.server.shutdownOutput();
    session.settle();

    assertThat(given.failure()).isSameAs(before);
    assertThat(session.ends).hasSize(1);
  }

  @Test
  void aReceiveThatIsDoneCannotBeGivenUp() throws Exception {
    Stage<Message> waited = receive();
    session.serveText("1");
    session.settle();

    assertThat(waited.cancel()).isFalse();
    assertThat(waited.toCompletableFuture().cancel(false)).isFalse();
    assertThat(waited.toCompletableFuture().complete(null)).isFalse();
    assertThat(text(waited)).isEqualTo("1");
  }

  @Test
  void tenThousandReceivesThatAreGivenUpLeaveTheNextMessageToTheNextOne() throws Exception {
    for (int i = 0; i < 10_000; i++) {
      receive().cancel();
    }
    session.serveText("1");
    Stage<Message> next = receive();
    session.settle();

    assertThat(text(next)).isEqualTo("1");
  }

  // ---- what a stage is to those who do not wait ----

  @Test
  void dependentsRunInTheLoopInTheOrderOfTheMessages() throws Exception {
    List<String> events = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      CompletableFuture<Void> unused =
          receive().thenAccept(m -> events.add(m.text() + " " + session.loop.loop().inLoop()));
    }
    session.serveText("1", "2", "3");
    assertThat(events).isEmpty();
    session.settle();

    assertThat(events).containsExactly("1 true", "2 true", "3 true");
  }

  @Test
  void whatADependentThrowsIsItsOwn() throws Exception {
    CompletableFuture<Message> dependent =
        receive()
            .thenApply(
                m -> {
                  throw new IllegalStateException("mine");
                });
    Stage<Message> next = receive();
    session.serveText("1", "2");
    session.settle();

    assertThatThrownBy(dependent::join).hasRootCauseMessage("mine");
    assertThat(text(next)).isEqualTo("2");
    assertThat(session.ws.isOpen()).isTrue();
  }

  @Test
  void aDependentMayReceiveAndSend() throws Exception {
    List<String> events = new ArrayList<>();
    CompletableFuture<String> dependent =
        receive()
            .thenCompose(
                m -> {
                  events.add(m.text());
                  session.ws.send("got " + m.text());
                  return session.ws.receive();
                })
            .thenApply(Message::text);
    session.serveText("1", "2");
    session.settle();

    assertThat(dependent.join()).isEqualTo("2");
    assertThat(events).containsExactly("1");
    assertThat(session.sent()).containsExactly("TEXT \"got 1\"");
  }

  @Test
  void getNowNeverWaits() throws Exception {
    Message absent = new Message.Text("absent");
    Stage<Message> waiting = receive();
    assertThat(waiting.getNow(absent)).isSameAs(absent);
    assertThat(waiting.isDone()).isFalse();
    assertThat(waiting.isCompletedExceptionally()).isFalse();
    session.serveText("1");
    session.settle();

    assertThat(waiting.getNow(absent).text()).isEqualTo("1");
  }

  @Test
  void waitingInTheLoopIsRefused() throws Exception {
    List<Throwable> thrown = new ArrayList<>();
    Stage<Message> waiting = receive();
    session.loop.inLoop(
        () -> {
          for (Background.Action wait :
              List.<Background.Action>of(
                  waiting::join, waiting::get, () -> waiting.get(1, TimeUnit.SECONDS))) {
            try {
              wait.run();
            } catch (Exception e) {
              thrown.add(e);
            }
          }
        });

    assertThat(thrown).hasSize(3);
    assertThat(thrown)
        .allSatisfy(
            t ->
                assertThat(t)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("own loop would last for ever"));
    session.serveText("1");
    session.settle();
    assertThat(text(waiting)).isEqualTo("1");
  }

  @Test
  void whatIsDoneMayBeAskedForInTheLoop() throws Exception {
    session.serveText("1");
    List<String> events = new ArrayList<>();
    session.loop.inLoop(() -> events.add(session.ws.receive().join().text()));

    assertThat(events).containsExactly("1");
  }

  // ---- how much is read ahead ----

  private int readAhead(int most) throws Exception {
    int count = 0;
    while (count < most && text(receive()).equals(Integer.toString(count))) {
      count++;
    }
    return count;
  }

  @Test
  void readingStopsAfter64MessagesAndGoesOnAtHalf() throws Exception {
    byte[][] frames = new byte[200][];
    for (int i = 0; i < frames.length; i++) {
      frames[i] = Session.frame(Session.TEXT, Integer.toString(i));
    }
    // In front of the 64th there is no ping, behind it there is one: it is not answered yet.
    for (int i = 0; i < 64; i++) {
      session.serve(frames[i]);
    }
    session.settle();
    session.servePing("late");
    session.settle();
    assertThat(session.server.pending()).as("left in the network").isEqualTo(2 + 4);
    assertThat(session.sent()).isEmpty();

    for (int i = 0; i < 32; i++) {
      assertThat(text(receive())).isEqualTo(Integer.toString(i));
      if (i < 31) {
        session.settle();
        assertThat(session.server.pending()).as("after %d receives", i + 1).isEqualTo(2 + 4);
      }
    }
    session.settle();
    assertThat(session.server.pending()).isZero();
    assertThat(session.sent()).containsExactly("PONG \"late\"");

    for (int i = 64; i < 200; i++) {
      session.serve(frames[i]);
    }
    for (int i = 32; i < 200; i++) {
      assertThat(text(receive())).isEqualTo(Integer.toString(i));
      session.settle();
    }
    assertThat(waits(receive())).isTrue();
  }

  @Test
  void readingStopsAtSoManyBytes() throws Exception {
    reopen(LoopSession.options().inbox(1000, 5000));
    for (int i = 0; i < 3; i++) {
      session.serve(Session.frame(Session.BINARY, Session.pattern(2000)));
    }
    session.settle();
    session.servePing("late");
    session.settle();
    assertThat(session.sent()).isEmpty();

    assertThat(value(receive()).bytes()).hasSize(2000);
    session.settle();
    assertThat(session.sent()).isEmpty();
    assertThat(value(receive()).bytes()).hasSize(2000);
    session.settle(); // 2000 of 5000 are left: at most half
    assertThat(session.sent()).containsExactly("PONG \"late\"");
    assertThat(value(receive()).bytes()).hasSize(2000);
  }

  @Test
  void theDefaultIsFourMebibytes() throws Exception {
    session.close();
    session = LoopSession.async(8 << 20, LoopSession.options());
    byte[] frame = Session.frame(Session.BINARY, new byte[1 << 20]);
    for (int i = 0; i < 7; i++) {
      session.serve(frame);
    }
    session.settle();

    assertThat(session.server.pending()).isEqualTo(3 * frame.length);
    for (int i = 0; i < 7; i++) {
      assertThat(value(receive()).bytes()).hasSize(1 << 20);
      session.settle();
    }
  }

  @Test
  void aReceiveThatWaitsIsServedEvenThroughAnInboxOfOne() throws Exception {
    reopen(LoopSession.options().inbox(1, 1));
    session.serveText("0", "1", "2", "3", "4");
    session.settle();

    assertThat(readAhead(5)).isEqualTo(5);
    Stage<Message> a = receive();
    Stage<Message> b = receive();
    session.serveText("5", "6", "7");
    session.settle();
    assertThat(text(a)).isEqualTo("5");
    assertThat(text(b)).isEqualTo("6");
    assertThat(text(receive())).isEqualTo("7");
  }

  @Test
  void aReceiveThatComesToWaitAsTheBatonIsLeftGetsWhatWasReadAlready() throws Exception {
    reopen(LoopSession.options().inbox(1, 1));
    session.serveText("0", "1");
    session.settle();
    // The first is kept and makes the inbox full; the second lies undecoded behind it.
    assertThat(text(receive())).isEqualTo("0");
    assertThat(session.ws.inbound().tryTake()).isTrue(); // as a loop that has just looked
    Stage<Message> waits = receive();
    session.ws.inbound().leaveAll();

    // No turn of the loop, and nothing more from the network.
    assertThat(text(waits)).isEqualTo("1");
  }

  @Test
  void pingsAreAnsweredWhileTheInboxHasRoom() throws Exception {
    session.serveText("1");
    session.servePing("a");
    session.serveText("2");
    session.settle();

    assertThat(session.sent()).containsExactly("PONG \"a\"");
    assertThat(text(receive())).isEqualTo("1");
    assertThat(text(receive())).isEqualTo("2");
  }

  @Test
  void anEndBehindAFullInboxIsHeardOfWhenThereIsRoom() throws Exception {
    reopen(LoopSession.options().inbox(2, 1000));
    session.serveText("0", "1", "2");
    session.serveClose(4000, "bye");
    session.server.shutdownOutput();
    session.settle();
    assertThat(session.ends).isEmpty();

    assertThat(readAhead(3)).isEqualTo(3);
    session.settle();
    assertThat(closed(receive()).code()).isEqualTo(4000);
    assertThat(session.sent()).containsExactly("CLOSE 4000", "END");
  }

  // ---- messages and the end ----

  @Test
  void messagesBeforeTheEndAreReceivedBeforeIt() throws Exception {
    session.serveText("1", "2");
    session.serveClose(1000, "bye");
    session.server.shutdownOutput();
    session.settle();
    assertThat(session.ends).hasSize(1);

    assertThat(text(receive())).isEqualTo("1");
    assertThat(text(receive())).isEqualTo("2");
    ConnectionClosedException how = closed(receive());
    assertThat(how.code()).isEqualTo(1000);
    assertThat(how).isSameAs(session.ends.get(0));
    assertThat(closed(receive())).isSameAs(how);
  }

  @Test
  void theLastMessageAndTheEndMayComeInOneReadOfTheReceive() throws Exception {
    session.serveText("1");
    session.serveClose(1000, "bye");
    session.server.shutdownOutput();

    assertThat(text(receive())).isEqualTo("1");
    Stage<Message> end = receive();
    session.settle();
    assertThat(closed(end).code()).isEqualTo(1000);
    assertThat(session.sent()).containsExactly("CLOSE 1000", "END");
  }

  @Test
  void receivesThatWaitAtTheEndGetWhatCameAndThenTheEnd() throws Exception {
    Stage<Message> a = receive();
    Stage<Message> b = receive();
    Stage<Message> c = receive();
    session.serveText("1");
    session.serveClose(4001, "");
    session.server.shutdownOutput();
    session.settle();

    assertThat(text(a)).isEqualTo("1");
    assertThat(closed(b).code()).isEqualTo(4001);
    assertThat(closed(c).code()).isEqualTo(4001);
    assertThat(session.sent()).containsExactly("CLOSE 4001", "END");
  }

  @Test
  void nothingIsReceivedBehindThePeersClose() throws Exception {
    session.serveClose(1000, "");
    session.serveText("too late");
    Stage<Message> received = receive();
    session.settle();

    assertThat(closed(received).code()).isEqualTo(1000);
    assertThat(session.sent()).containsExactly("CLOSE 1000");
  }

  @Test
  void allHearOfTheEndWithinTheLingerOfAPeerThatDoesNotEndTcp() throws Exception {
    session.serveClose(1000, "");
    session.settle();
    assertThat(session.ends).isEmpty();
    session.advance(Duration.ofMillis(60));

    assertThat(session.ends).hasSize(1);
    assertThat(session.client.isOpen()).isFalse();
    assertThat(session.sent()).containsExactly("CLOSE 1000", "END");
  }
}
