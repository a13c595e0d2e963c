package io.github.wirespeed.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The loop's mail, its timers, its end. */
@Timeout(30)
class EventLoopTest {
  private final LoopFixture fixture = new LoopFixture();
  private final EventLoop loop = fixture.loop;
  private final List<String> log = fixture.log;

  EventLoopTest() throws Exception {}

  @AfterEach
  void end() throws Exception {
    fixture.close();
  }

  private Runnable note(String what) {
    return () -> log.add(what);
  }

  @Test
  void aTurnWithNothingToDoSaysSo() throws Exception {
    assertThat(loop.poll()).isFalse();
  }

  @Test
  void mailRunsInTheOrderInWhichItWasLeft() throws Exception {
    loop.execute(note("a"));
    loop.execute(note("b"));
    loop.execute(note("c"));
    assertThat(log).isEmpty();

    assertThat(loop.poll()).isTrue();

    assertThat(log).containsExactly("a", "b", "c");
    assertThat(loop.poll()).isFalse();
  }

  @Test
  void mailThatMailLeavesRunsAfterIt() throws Exception {
    loop.execute(
        () -> {
          loop.execute(note("second"));
          log.add("first");
        });

    fixture.settle();

    assertThat(log).containsExactly("first", "second");
  }

  @Test
  void mailThatNeverEndsLeavesRoomForChannelsAndTimers() throws Exception {
    LoopFixture.Channel channel = fixture.channel("channel").write(1);
    loop.schedule(0, note("timer"));
    AtomicInteger runs = new AtomicInteger();
    loop.execute(
        new Runnable() {
          @Override
          public void run() {
            if (runs.incrementAndGet() < 100_000) {
              loop.execute(this);
            }
          }
        });

    assertThat(loop.poll()).isTrue();

    assertThat(runs).hasValueLessThan(100_000);
    assertThat(log).containsExactly("timer", "channel");
    assertThat(channel.bytes).isEqualTo(1);
  }

  @Test
  void nullIsRefusedToTheCaller() {
    assertThatThrownBy(() -> loop.execute(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> loop.schedule(1, null)).isInstanceOf(NullPointerException.class);
  }

  @Test
  void mailFromAnotherThreadWakesALoopThatIsParked() throws Exception {
    Thread thread = loop.start("loop");
    for (int i = 0; i < 50; i++) {
      LoopFixture.untilParked(thread);
      CountDownLatch ran = new CountDownLatch(1);
      loop.execute(ran::countDown);
      assertThat(ran.await(20, TimeUnit.SECONDS)).isTrue();
    }
    loop.close();
    thread.join();
  }

  @Test
  void mailFromManyThreadsIsNeverForgottenWhateverTheMoment() throws Exception {
    Thread thread = loop.start("loop");
    int count = 20_000;
    CountDownLatch ran = new CountDownLatch(2 * count);
    List<Thread> senders = new ArrayList<>();
    for (int t = 0; t < 2; t++) {
      Thread sender =
          new Thread(
              () -> {
                for (int i = 0; i < count; i++) {
                  loop.execute(ran::countDown);
                }
              });
      sender.start();
      senders.add(sender);
    }
    for (Thread sender : senders) {
      sender.join();
    }

    assertThat(ran.await(20, TimeUnit.SECONDS)).isTrue();
    loop.close();
    thread.join();
  }

  @Test
  void timersRunWhenTheyAreDueInTheOrderOfTheirTimes() throws Exception {
    loop.schedule(30, note("30"));
    loop.schedule(10, note("10"));
    loop.schedule(20, note("20"));
    assertThat(loop.poll()).isFalse();

    fixture.advance(9);
    assertThat(loop.poll()).isFalse();
    fixture.advance(1);
    assertThat(loop.poll()).isTrue();
    assertThat(log).containsExactly("10");
    fixture.advance(100);
    assertThat(loop.poll()).isTrue();

    assertThat(log).containsExactly("10", "20", "30");
    fixture.advance(100);
    assertThat(loop.poll()).as("each runs once").isFalse();
  }

  @Test
  void aTimerOfZeroOrLessIsDueAtOnce() throws Exception {
    loop.schedule(0, note("zero"));
    loop.schedule(-5, note("overdue"));

    assertThat(loop.poll()).isTrue();

    assertThat(log).containsExactly("overdue", "zero");
  }

  @Test
  void aTimerThatWasCancelledDoesNotRun() throws Exception {
    Timer cancelled = loop.schedule(10, note("cancelled"));
    loop.schedule(10, note("other"));
    cancelled.cancel();
    cancelled.cancel();

    fixture.advance(10);
    loop.poll();

    assertThat(log).containsExactly("other");
  }

  @Test
  void aTimerMayCancelAnotherThatIsDueInTheSameTurn() throws Exception {
    List<Timer> second = new ArrayList<>();
    loop.schedule(1, () -> second.get(0).cancel());
    second.add(loop.schedule(2, note("second")));

    fixture.advance(10);
    loop.poll();

    assertThat(log).isEmpty();
  }

  @Test
  void aTimerThatATimerStartsCountsFromThen() throws Exception {
    loop.schedule(10, () -> loop.schedule(10, note("second")));

    fixture.advance(15);
    loop.poll();
    fixture.advance(9);
    loop.poll();
    assertThat(log).isEmpty();
    fixture.advance(1);
    loop.poll();

    assertThat(log).containsExactly("second");
  }

  @Test
  void aTimerThatStartsItselfAnewAtOnceLeavesRoomForTheRest() throws Exception {
    fixture.channel("channel").write(1);
    AtomicInteger runs = new AtomicInteger();
    loop.schedule(
        0,
        new Runnable() {
          @Override
          public void run() {
            if (runs.incrementAndGet() < 100_000) {
              loop.schedule(0, this);
            }
          }
        });

    loop.poll();

    assertThat(runs).as("runs in one turn, which never waits").hasValueLessThan(100_000);
  }

  @Test
  void timersKeepTheirOrderWhereTheClockOverflows() throws Exception {
    try (LoopFixture late = new LoopFixture(Spin.NONE, Long.MAX_VALUE - 15)) {
      late.loop.schedule(20, () -> late.log.add("20"));
      late.loop.schedule(10, () -> late.log.add("10"));
      assertThat(late.loop.poll()).isFalse();

      late.advance(10);
      late.loop.poll();
      assertThat(late.log).containsExactly("10");
      late.advance(10);
      late.loop.poll();
      assertThat(late.log).containsExactly("10", "20");
    }
  }

  @Test
  void aTimerWakesALoopThatIsParked() throws Exception {
    EventLoop real = new EventLoop(Spin.NONE);
    CountDownLatch ran = new CountDownLatch(1);
    real.schedule(TimeUnit.MILLISECONDS.toNanos(5), ran::countDown);
    Thread thread = real.start("loop");

    assertThat(ran.await(20, TimeUnit.SECONDS)).isTrue();
    real.close();
    thread.join();
  }

  @Test
  void aTimerInCenturiesDoesNotEndALoopThatParks() throws Exception {
    loop.schedule(Long.MAX_VALUE, note("in centuries"));
    Thread thread = loop.start("loop");
    CountDownLatch ran = new CountDownLatch(1);

    LoopFixture.untilParked(thread);
    loop.execute(ran::countDown);

    assertThat(ran.await(20, TimeUnit.SECONDS)).isTrue();
    loop.close();
    thread.join();
    assertThat(log).isEmpty();
  }

  @Test
  void closeTellsEveryHandlerOnceOnTheLoopsThreadAndRunEnds() throws Exception {
    LoopFixture.Channel a = fixture.channel("a");
    LoopFixture.Channel b = fixture.channel("b");
    Thread thread = loop.start("loop");
    LoopFixture.untilParked(thread);

    loop.close();
    loop.close();
    thread.join();

    assertThat(log).containsExactlyInAnyOrder("a failed: closed", "b failed: closed");
    assertThat(a.failedOn).isSameAs(thread);
    assertThat(b.failedOn).isSameAs(thread);
    loop.close();
    assertThat(loop.execute(note("refused"))).isFalse();
    assertThat(log).hasSize(2);
  }

  @Test
  void aLoopThatNobodyRanIsEndedByRun() throws Exception {
    LoopFixture.Channel a = fixture.channel("a");
    loop.close();
    assertThat(a.failures).isZero();

    loop.run();

    assertThat(a.failures).isEqualTo(1);
  }

  @Test
  void closeEndsALoopThatSpins() throws Exception {
    LoopFixture spinning = new LoopFixture(Spin.FOREVER, 0);
    LoopFixture.Channel channel = spinning.channel("a");
    Thread thread = spinning.loop.start("loop");

    spinning.loop.close();
    thread.join();

    assertThat(channel.failures).isEqualTo(1);
    spinning.close();
  }

  @Test
  void atTheEndAHandlerThatThrowsDoesNotKeepTheOthersFromBeingTold() throws Exception {
    for (String name : List.of("a", "b", "c")) {
      fixture.channel(name).onFailed =
          () -> {
            throw new IllegalStateException("worse");
          };
    }

    loop.close();
    loop.run();

    assertThat(log)
        .containsExactlyInAnyOrder("a failed: closed", "b failed: closed", "c failed: closed");
  }

  @Test
  void aLoopWithoutAConnectionParksWhateverItsSpin() throws Exception {
    AtomicInteger looks = new AtomicInteger();
    Spin counting =
        new Spin() {
          @Override
          public boolean again(long start) {
            looks.incrementAndGet();
            return true;
          }

          @Override
          public void end(long start, boolean parked) {}
        };
    try (LoopFixture other = new LoopFixture(counting, 0);
        ServerSocketChannel server = ServerSocketChannel.open()) {
      server.configureBlocking(false);
      LoopFixture.Channel left = other.channel("left");
      left.registration.cancel();
      other.loop.register(server, SelectionKey.OP_ACCEPT, left);
      Thread thread = other.loop.start("loop");
      LoopFixture.untilParked(thread);

      assertThat(looks).hasValue(0);
      other.loop.close();
      thread.join();
    }
  }
}
