package io.github.wirespeed;

import static io.github.wirespeed.LoopSession.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.wirespeed.transport.Threads;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Threads that wait read the socket themselves; who else is there, and who takes over. */
@Timeout(60)
class AsyncHostingTest {
  private static final long GUARD_NANOS = TimeUnit.SECONDS.toNanos(20);

  private final LoopSession<AsyncWebSocket> session = LoopSession.async();

  AsyncHostingTest() throws Exception {}

  @AfterEach
  void end() {
    session.close();
  }

  /** The frames that the client sends next, so many. */
  private List<String> sent(int count) throws Exception {
    List<String> sent = new ArrayList<>();
    long start = System.nanoTime();
    while (sent.size() < count) {
      sent.addAll(session.sent());
      assertThat(System.nanoTime() - start).as("time for %s", sent).isLessThan(GUARD_NANOS);
      LockSupport.parkNanos(50_000);
    }
    return sent;
  }

  private Background<Message> joining() {
    return Background.call(() -> session.ws.receive().join());
  }

  // ---- without a turn of the loop ----

  @Test
  void whoJoinsReadsTheSocketItselfThoughTheLoopNeverTurns() throws Exception {
    Background<Message> joining = joining().asleep();
    session.serveText("1");

    assertThat(joining.result().text()).isEqualTo("1");
  }

  @Test
  void whoWaitsForAPongReadsTheSocketItself() throws Exception {
    Background<Duration> ping = Background.call(() -> session.ws.ping().join()).asleep();
    assertThat(sent(1).get(0)).startsWith("PING ");
    session.serveText("kept");
    session.serve(Session.frame(Session.PONG, session.payload()));

    assertThat(ping.result()).isPositive();
    assertThat(text(session.ws.receive())).isEqualTo("kept");
  }

  @Test
  void whoHostsAnswersPings() throws Exception {
    Background<Message> joining = joining().asleep();
    session.servePing("p");

    assertThat(sent(1)).containsExactly("PONG \"p\"");
    session.serveText("1");
    assertThat(joining.result().text()).isEqualTo("1");
  }

  @Test
  void othersSendWhileOneHosts() throws Exception {
    Background<Message> joining = joining().asleep();
    session.ws.send("a");
    assertThat(session.ws.trySend("b")).isTrue();
    session.settle();

    assertThat(session.sent()).containsExactly("TEXT \"a\"", "TEXT \"b\"");
    session.serveText("1");
    assertThat(joining.result().text()).isEqualTo("1");
  }

  @Test
  void aJoinOfAReceiveThatIsNotTheFirstFindsItsMessageBehindTheOthers() throws Exception {
    Stage<Message> first = session.ws.receive();
    Stage<Message> second = session.ws.receive();
    Background<Message> joining = Background.call(second::join).asleep();
    session.serveText("1", "2");

    assertThat(joining.result().text()).isEqualTo("2");
    assertThat(text(first)).isEqualTo("1");
  }

  @Test
  void callbacksOfOthersWhileOneHostsRunInTheLoop() throws Exception {
    Background<Message> joining = joining().asleep();
    List<String> events = new ArrayList<>();
    CompletableFuture<Void> second =
        session
            .ws
            .receive()
            .thenAccept(m -> events.add(m.text() + " " + session.loop.loop().inLoop()));
    session.serveText("1");
    assertThat(joining.result().text()).isEqualTo("1");
    session.settle();
    session.serveText("2");
    session.settle();

    assertThat(events).containsExactly("2 true");
    assertThat(second).isCompleted();
  }

  // ---- what wakes a host ----

  @Test
  void aHostIsWokenByACancel() throws Exception {
    Stage<Message> stage = session.ws.receive();
    Background<Message> joining = Background.call(stage::join).asleep();
    assertThat(stage.cancel()).isTrue();

    joining.failure(CancellationException.class);
    session.serveText("1");
    assertThat(text(session.ws.receive())).isEqualTo("1");
  }

  @Test
  void aHostIsWokenByWhoCompletesItsFuture() throws Exception {
    Stage<Message> stage = session.ws.receive();
    Background<Message> joining = Background.call(stage::join).asleep();
    Message mine = new Message.Text("mine");
    assertThat(stage.toCompletableFuture().complete(mine)).isTrue();

    assertThat(joining.result()).isSameAs(mine);
  }

  @Test
  void aHostIsWokenByACloseOfThisSide() throws Exception {
    Background<Message> joining = joining().asleep();
    session.ws.close();

    assertThat(joining.failure(CompletionException.class))
        .hasCauseInstanceOf(ConnectionClosedException.class);
  }

  @Test
  void aHostIsWokenByTheEndOfTheLoop() throws Exception {
    Background<Message> joining = joining().asleep();
    session.loop.close();

    assertThat(joining.failure(CompletionException.class))
        .hasCauseInstanceOf(ConnectionClosedException.class);
  }

  @Test
  void aHostIsWokenByTheDeathOfTheLoopAndToldItsCause() throws Exception {
    StackOverflowError deep = new StackOverflowError("made by hand");
    Background<Message> joining = joining().asleep();
    session
        .loop
        .loop()
        .execute(
            () -> {
              throw deep;
            });
    assertThatThrownBy(session::turn).isSameAs(deep);

    Throwable cause = joining.failure(CompletionException.class).getCause();
    assertThat(cause).isInstanceOf(ConnectionClosedException.class).hasCause(deep);
  }

  @Test
  void aHostIsWokenByTheEndOfTcp() throws Exception {
    Background<Message> joining = joining().asleep();
    session.server.close();

    assertThat(joining.failure(CompletionException.class))
        .hasCauseInstanceOf(ConnectionClosedException.class);
    session.settle();
    assertThat(session.ends).hasSize(1);
  }

  @Test
  void aHostIsWokenByTheFailureOfACompletionElsewhere() throws Exception {
    Background<Message> joining = joining().asleep();
    IllegalStateException mine = new IllegalStateException("mine");
    session.ws.crash(mine);

    Throwable cause = joining.failure(CompletionException.class).getCause();
    assertThat(cause).isInstanceOf(ConnectionClosedException.class).hasCause(mine);
  }

  @Test
  void aGetWithATimeGivesUpWaitingButNotTheReceive() throws Exception {
    Stage<Message> stage = session.ws.receive();
    assertThatThrownBy(() -> stage.get(5, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
    session.serveText("1", "2");

    assertThat(stage.get(20, TimeUnit.SECONDS).text()).isEqualTo("1");
    assertThat(text(session.ws.receive())).isEqualTo("2");
  }

  @Test
  void anInterruptEndsAGetAndLosesNothing() throws Exception {
    Stage<Message> stage = session.ws.receive();
    Background<Message> waiting = Background.call(stage::get).asleep();
    waiting.interrupt();
    waiting.failure(InterruptedException.class);
    session.serveText("1");

    assertThat(stage.get(20, TimeUnit.SECONDS).text()).isEqualTo("1");
  }

  @Test
  void anInterruptDoesNotEndAJoinAndIsKept() throws Exception {
    Background<String> waiting =
        Background.call(
                () -> {
                  String text = session.ws.receive().join().text();
                  return text + " " + Thread.currentThread().isInterrupted();
                })
            .asleep();
    waiting.interrupt();
    waiting.asleep();
    session.serveText("1");

    assertThat(waiting.result()).isEqualTo("1 true");
  }

  @Test
  void aFailureComesOutOfGetAsItsCause() throws Exception {
    Background<Message> waiting = Background.call(() -> session.ws.receive().get()).asleep();
    session.server.close();

    assertThat(waiting.failure(ExecutionException.class))
        .hasCauseInstanceOf(ConnectionClosedException.class);
  }

  // ---- the loop takes over ----

  private void hostOnce() throws Exception {
    Background<Message> joining = joining().asleep();
    session.serveText("hosted");
    assertThat(joining.result().text()).isEqualTo("hosted");
    session.settle(); // it hears of the host
  }

  @Test
  void afterHostingTheLoopReadsAgainThoughNobodyReceives() throws Exception {
    hostOnce();
    session.servePing("p");
    session.advance(Duration.ofMillis(51)); // visited lately
    session.advance(Duration.ofMillis(51));
    session.settle();

    assertThat(session.sent()).containsExactly("PONG \"p\"");
  }

  @Test
  void afterHostingTheHalvesAreGivenBack() throws Exception {
    hostOnce();
    session.advance(Duration.ofMillis(51));
    session.advance(Duration.ofMillis(51));

    assertThat(session.halves.reads().view.readNanoTime()).isNotZero();
  }

  @Test
  void theEndOfTcpAfterHostingIsSeenThoughNobodyReceives() throws Exception {
    hostOnce();
    session.server.close();
    session.advance(Duration.ofMillis(51));
    session.advance(Duration.ofMillis(51));

    assertThat(session.ends).hasSize(1);
  }

  @Test
  void aCallbackAfterHostingIsServedByTheLoopAtOnce() throws Exception {
    hostOnce();
    List<String> events = new ArrayList<>();
    CompletableFuture<Void> unused = session.ws.receive().thenAccept(m -> events.add(m.text()));
    session.serveText("by the loop");
    session.settle();

    assertThat(events).containsExactly("by the loop");
  }

  @Test
  void askingWhetherAReceiveIsDoneAfterHostingHasTheLoopRead() throws Exception {
    hostOnce();
    Stage<Message> stage = session.ws.receive();
    assertThat(stage.isDone()).isFalse();
    session.serveText("1");
    session.settle();

    assertThat(stage.isDone()).isTrue();
  }

  @Test
  void aHostThatSleepsForLongKeepsTheSocketToItself() throws Exception {
    Background<Message> joining = joining().asleep();
    for (int i = 0; i < 20; i++) {
      session.advance(Duration.ofSeconds(3));
    }
    int reads = session.wire.reads();
    session.settle();
    assertThat(session.wire.reads()).as("the loop does not read").isEqualTo(reads);
    session.serveText("1");

    assertThat(joining.result().text()).isEqualTo("1");
  }

  // ---- many threads, and the loop has its own ----

  @Test
  void twoThreadsThatJoinBothGetAMessageWhicheverHosts() throws Exception {
    session.loop.start();
    for (int round = 0; round < 200; round++) {
      Background<Message> a = joining();
      Background<Message> b = joining();
      if (round % 2 == 0) {
        a.asleep();
        b.asleep();
      }
      session.serveText("1", "2");

      assertThat(List.of(a.result().text(), b.result().text()))
          .as("round %d", round)
          .containsExactlyInAnyOrder("1", "2");
    }
  }

  @ParameterizedTest
  @EnumSource(Threads.class)
  void manyThreadsReceiveEveryMessageOnceAndInOrderEach(Threads threads) throws Exception {
    assumeTrue(threads != Threads.VIRTUAL || Threads.haveVirtual());
    session.loop.start();
    int receivers = 4;
    int each = 2000;
    ConcurrentLinkedQueue<Integer> all = new ConcurrentLinkedQueue<>();
    List<Threads.Run<Boolean>> runs = new ArrayList<>();
    for (int r = 0; r < receivers; r++) {
      runs.add(
          threads.run(
              () -> {
                int last = -1;
                for (int i = 0; i < each; i++) {
                  int number = Integer.parseInt(session.ws.receive().join().text());
                  assertThat(number).isGreaterThan(last);
                  last = number;
                  all.add(number);
                }
                return true;
              }));
    }
    Background<Boolean> server =
        Background.run(
            () -> {
              for (int i = 0; i < receivers * each; i++) {
                ByteBuffer frame =
                    ByteBuffer.wrap(Session.frame(Session.TEXT, Integer.toString(i)));
                session.server.write(frame);
                while (frame.hasRemaining()) {
                  session.server.awaitWritable(GUARD_NANOS);
                  session.server.write(frame);
                }
              }
            });
    for (Threads.Run<Boolean> run : runs) {
      assertThat(run.result()).isTrue();
    }
    server.result();

    assertThat(all).hasSize(receivers * each).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @EnumSource(Threads.class)
  void manyThreadsSendAndWaitEachForItsAnswer(Threads threads) throws Exception {
    assumeTrue(threads != Threads.VIRTUAL || Threads.haveVirtual());
    session.loop.start();
    Background<Boolean> peer = Background.run(() -> new EchoPeer(session.server, 1 << 20).run());
    int count = 1000;
    ConcurrentLinkedQueue<String> answers = new ConcurrentLinkedQueue<>();
    List<Threads.Run<Boolean>> runs = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      String name = "t" + t + " ";
      runs.add(
          threads.run(
              () -> {
                for (int i = 0; i < count; i++) {
                  session.ws.send(name + i).join();
                  if (i % 100 == 50) {
                    assertThat(session.ws.ping().join()).isPositive();
                  }
                  CompletableFuture<Void> unused =
                      session.ws.receive().thenAccept(m -> answers.add(m.text()));
                  if (i % 7 == 0) {
                    unused.get(20, TimeUnit.SECONDS);
                  }
                }
                return true;
              }));
    }
    for (Threads.Run<Boolean> run : runs) {
      assertThat(run.result()).isTrue();
    }
    long start = System.nanoTime();
    while (answers.size() < 4 * count) {
      assertThat(System.nanoTime() - start).isLessThan(GUARD_NANOS);
      LockSupport.parkNanos(100_000);
    }
    assertThat(answers).doesNotHaveDuplicates();
    session.ws.close().join();
    peer.result();

    session.loop.loop().close();
    while (!session.loop.loop().ended()) {
      LockSupport.parkNanos(100_000); // the listener is told after the stage of close is done
    }
    assertThat(session.ends).hasSize(1);
    assertThat(session.ends.get(0).isNormal()).isTrue();
    assertThat(session.ends.get(0).unsentMessages()).isZero();
  }

  @ParameterizedTest
  @EnumSource(Threads.class)
  void aHostIsWokenByACloseWhateverTheMoment(Threads threads) throws Exception {
    assumeTrue(threads != Threads.VIRTUAL || Threads.haveVirtual());
    for (int round = 0; round < 100; round++) {
      try (LoopSession<AsyncWebSocket> other = LoopSession.async()) {
        other.loop.start();
        Threads.Run<Throwable> joining =
            threads.run(
                () -> {
                  try {
                    return new AssertionError(other.ws.receive().join().text());
                  } catch (CompletionException e) {
                    return e.getCause();
                  }
                });
        LockSupport.parkNanos(round * 5_000L);
        other.ws.close();

        assertThat(joining.result()).isInstanceOf(ConnectionClosedException.class);
      }
    }
  }

  @Test
  void requestAndAnswerByJoinOnOneThreadNeedNoTurnOfTheLoop() throws Exception {
    Background<Boolean> peer = Background.run(() -> new EchoPeer(session.server, 1 << 20).run());
    for (int i = 0; i < 2000; i++) {
      session.ws.send("m" + i);
      assertThat(session.ws.receive().join().text()).isEqualTo("m" + i);
    }
    session.server.close();

    peer.failure(ClosedChannelException.class);
    assertThat(session.wire.reads()).as("without the loop").isGreaterThanOrEqualTo(2000);
  }
}
