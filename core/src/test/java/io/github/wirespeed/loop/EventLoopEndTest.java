package io.github.wirespeed.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.channels.SelectionKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a loop survives, what it does not, and that no task is lost when it ends. */
@Timeout(30)
class EventLoopEndTest {
  private final LoopFixture fixture = new LoopFixture();
  private final EventLoop loop = fixture.loop;
  private final List<String> log = fixture.log;
  private final LoopLog logged = new LoopLog();

  EventLoopEndTest() throws Exception {}

  @AfterEach
  void end() throws Exception {
    fixture.close();
    logged.close();
  }

  private static Runnable throwing(RuntimeException e) {
    return () -> {
      throw e;
    };
  }

  private static Runnable throwing(Error e) {
    return () -> {
      throw e;
    };
  }

  private void leave(boolean asTimer, Runnable task) {
    if (asTimer) {
      loop.schedule(0, task);
    } else {
      assertThat(loop.execute(task)).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anExceptionOfATaskIsReportedAndTheLoopGoesOn(boolean timer) throws Exception {
    LoopFixture.Channel channel = fixture.channel("a");
    IllegalStateException bug = new IllegalStateException("bug");
    leave(timer, throwing(bug));
    leave(timer, () -> log.add("next"));

    assertThat(loop.poll()).isTrue();
    channel.write(1);
    fixture.settle();

    assertThat(log).containsExactly("next", "a");
    assertThat(logged.records).hasSize(1);
    assertThat(logged.records.get(0).getLevel()).isEqualTo(Level.WARNING);
    assertThat(logged.records.get(0).getThrown()).isSameAs(bug);
    assertThat(loop.ended()).isFalse();
    assertThat(loop.cause()).isNull();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anErrorOfATaskEndsTheLoopAndEveryHandlerIsToldWhy(boolean timer) throws Exception {
    fixture.channel("a");
    fixture.channel("b");
    loop.register(fixture.handler("c"));
    Error error = new AssertionError("broken");
    leave(timer, throwing(error));

    Thread thread = loop.start("its name");
    thread.join();

    assertThat(log)
        .containsExactlyInAnyOrder("a failed: broken", "b failed: broken", "c failed: broken");
    assertThat(loop.ended()).isTrue();
    assertThat(loop.cause()).isSameAs(error);
    assertThat(logged.records).hasSize(1);
    assertThat(logged.records.get(0).getLevel()).isEqualTo(Level.SEVERE);
    assertThat(logged.records.get(0).getMessage()).contains("its name");
    assertThat(logged.records.get(0).getThrown()).isSameAs(error);
  }

  @Test
  void anErrorReachesWhoeverCallsPoll() throws Exception {
    fixture.channel("a");
    Error error = new AssertionError("broken");
    loop.execute(throwing(error));

    assertThatThrownBy(loop::poll).isSameAs(error);

    assertThat(log).containsExactly("a failed: broken");
    assertThat(loop.ended()).isTrue();
    assertThat(loop.inLoop()).isFalse();
    assertThat(loop.poll()).isFalse();
  }

  @Test
  void anErrorOfAHandlerIsItsOwnAffair() throws Exception {
    LoopFixture.Channel bad = fixture.channel("bad").write(1);
    LoopFixture.Channel good = fixture.channel("good").write(1);
    bad.onReady = throwing(new OutOfMemoryError("a buffer"));

    fixture.settle();

    assertThat(log).containsExactlyInAnyOrder("bad failed: a buffer", "good");
    assertThat(good.failures).isZero();
    assertThat(loop.ended()).isFalse();
    assertThat(logged.records).isEmpty();
  }

  @Test
  void anOrderlyEndHasNoCauseAndLogsNothing() {
    loop.close();
    assertThat(loop.ended()).isFalse();

    loop.run();

    assertThat(loop.ended()).isTrue();
    assertThat(loop.cause()).isNull();
    assertThat(logged.records).isEmpty();
  }

  @Test
  void pollEndsALoopThatWasClosed() throws Exception {
    fixture.channel("a");
    loop.execute(() -> log.add("mail"));
    loop.close();

    assertThat(loop.poll()).isFalse();

    assertThat(log).containsExactly("a failed: closed", "mail");
    assertThat(loop.ended()).isTrue();
  }

  @Test
  void whatIsLeftInTheMailIsRunAfterTheHandlersWereTold() throws Exception {
    LoopFixture.Channel a = fixture.channel("a");
    a.onFailed = () -> loop.execute(() -> log.add("left by the handler"));
    loop.execute(() -> log.add("first"));
    loop.execute(throwing(new IllegalStateException("swallowed")));
    loop.execute(throwing(new AssertionError("swallowed")));
    loop.execute(
        () -> {
          log.add("in the loop: " + loop.inLoop());
          log.add("taken: " + loop.execute(() -> log.add("never")));
          log.add("ended: " + loop.ended());
        });
    loop.close();

    loop.run();

    assertThat(log)
        .containsExactly(
            "a failed: closed",
            "first",
            "in the loop: true",
            "taken: false",
            "ended: true",
            "left by the handler");
    assertThat(logged.records).isEmpty();
  }

  @Test
  void moreMailThanOneTurnTakesIsAllRunAtTheEndInItsOrder() {
    List<Integer> ran = new ArrayList<>();
    List<Integer> all = new ArrayList<>();
    loop.execute(loop::close);
    for (int i = 0; i < 1000; i++) {
      int number = i;
      all.add(number);
      loop.execute(() -> ran.add(number));
    }

    loop.run();

    assertThat(ran).isEqualTo(all);
  }

  @Test
  void aTaskThatWasTakenIsRunAndOneThatWasRefusedIsNotWheneverTheLoopEnds() throws Exception {
    for (int round = 0; round < 200; round++) {
      EventLoop ends = new EventLoop(Spin.NONE);
      Thread thread = ends.start("ends");
      AtomicInteger taken = new AtomicInteger();
      AtomicInteger ran = new AtomicInteger();
      AtomicInteger elsewhere = new AtomicInteger();
      CountDownLatch sending = new CountDownLatch(2);
      Runnable task =
          () -> {
            ran.incrementAndGet();
            if (Thread.currentThread() != thread) {
              elsewhere.incrementAndGet();
            }
          };
      List<Thread> senders = new ArrayList<>();
      for (int t = 0; t < 2; t++) {
        Thread sender =
            new Thread(
                () -> {
                  sending.countDown();
                  while (ends.execute(task)) {
                    taken.incrementAndGet();
                  }
                });
        sender.start();
        senders.add(sender);
      }
      assertThat(sending.await(20, TimeUnit.SECONDS)).isTrue();
      ends.close();
      for (Thread sender : senders) {
        sender.join();
      }
      thread.join();

      assertThat(ran).as("round " + round).hasValue(taken.get());
      assertThat(elsewhere).hasValue(0);
    }
  }

  @Test
  void aLoopThatEndsTakesNobodyIn() throws Exception {
    LoopFixture.Channel a = fixture.channel("a");
    LoopFixture.Channel b = fixture.channel("b");
    List<Throwable> refusals = new ArrayList<>();
    b.registration.cancel();
    Runnable register =
        () -> {
          try {
            loop.register(b.pipe.source(), SelectionKey.OP_READ, b);
          } catch (Exception e) {
            refusals.add(e);
          }
          try {
            loop.register(b);
          } catch (IllegalStateException e) {
            refusals.add(e);
          }
        };
    a.onFailed = register;
    loop.execute(register);
    loop.close();

    loop.run();

    assertThat(refusals)
        .hasSize(4)
        .allSatisfy(e -> assertThat(e).isInstanceOf(IllegalStateException.class))
        .allSatisfy(e -> assertThat(e).hasMessage("the loop has ended"));
    assertThat(b.failures).isZero();
  }

  @Test
  void inLoopIsTrueForTheThreadThatRunsItAndOnlyThere() throws Exception {
    List<Boolean> inside = new ArrayList<>();
    assertThat(loop.inLoop()).isFalse();
    loop.execute(() -> inside.add(loop.inLoop()));
    loop.schedule(0, () -> inside.add(loop.inLoop()));
    LoopFixture.Channel channel = fixture.channel("a").write(1);
    channel.onReady = () -> inside.add(loop.inLoop());
    channel.onFailed = channel.onReady;
    loop.poll();
    assertThat(inside).containsExactly(true, true, true);
    assertThat(loop.inLoop()).isFalse();

    Thread thread = loop.start("loop");
    LoopFixture.untilParked(thread);
    assertThat(loop.inLoop()).isFalse();
    loop.close();
    thread.join();

    assertThat(inside).hasSizeGreaterThan(3).doesNotContain(false);
    assertThat(loop.inLoop()).isFalse();
  }

  @Test
  void oneThreadRunsItAndOnceAtATime() throws Exception {
    List<Throwable> refusals = new ArrayList<>();
    loop.execute(
        () -> {
          try {
            loop.poll();
          } catch (Exception e) {
            refusals.add(e);
          }
        });

    loop.poll();

    assertThat(refusals).hasSize(1);
    assertThat(refusals.get(0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the loop is being run by " + Thread.currentThread().getName());
    assertThat(loop.poll()).isFalse();
  }

  @Test
  void anInterruptDoesNotKeepARunningLoopAwakeAndIsThereAfterwards() throws Exception {
    boolean[] interrupted = new boolean[1];
    Thread thread =
        new Thread(
            () -> {
              loop.run();
              interrupted[0] = Thread.currentThread().isInterrupted();
            });
    thread.start();
    LoopFixture.untilParked(thread);
    thread.interrupt();
    CountDownLatch ran = new CountDownLatch(1);
    loop.execute(ran::countDown);
    assertThat(ran.await(20, TimeUnit.SECONDS)).isTrue();

    LoopFixture.untilParked(thread);
    assertThat(thread.isInterrupted()).isFalse();
    loop.close();
    thread.join();

    assertThat(interrupted[0]).isTrue();
  }
}
