package io.github.wirespeed.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The timers of a loop, with a clock that the test turns. */
@Timeout(30)
class TimerWheelTest {
  private static final long TICK = 1 << 20;

  private final TimerWheel wheel = new TimerWheel(0);
  private final List<String> log = new ArrayList<>();
  private long now;

  private Timer set(long nanos, String name) {
    return set(nanos, () -> log.add(name));
  }

  private Timer set(long nanos, Runnable task) {
    Timer timer = new Timer(wheel, task);
    wheel.set(timer, now, nanos);
    return timer;
  }

  private boolean runAt(long clock) {
    now = clock;
    return wheel.run(now, Runnable::run);
  }

  @Test
  void nothingIsPendingAtFirst() {
    assertThat(wheel.size()).isZero();
    assertThat(wheel.untilNext(0)).isEqualTo(TimerWheel.NEVER);
    assertThat(runAt(TimeUnit.DAYS.toNanos(1))).isFalse();
  }

  /** Each side of where a tick, a wheel and the next one end. */
  @ParameterizedTest
  @ValueSource(
      longs = {
        1,
        TICK - 1,
        TICK,
        TICK + 1,
        64 * TICK - 1,
        64 * TICK,
        64 * TICK + 1,
        64 * 64 * TICK - 1,
        64 * 64 * TICK,
        64 * 64 * TICK + 1,
        64L * 64 * 64 * TICK + 12_345,
        365L * 24 * 3600 * 1_000_000_000,
        Long.MAX_VALUE - 12_345
      })
  void aTimerIsNeitherEarlyNorLateByANanosecond(long nanos) {
    Timer timer = set(nanos, "due");
    assertThat(wheel.untilNext(now)).isEqualTo(nanos);

    assertThat(runAt(nanos / 2)).isFalse();
    assertThat(runAt(nanos - 1)).isFalse();
    assertThat(timer.pending()).isTrue();
    assertThat(wheel.untilNext(now)).isEqualTo(1);

    assertThat(runAt(nanos)).isTrue();
    assertThat(log).containsExactly("due");
    assertThat(timer.pending()).isFalse();
    assertThat(wheel.size()).isZero();
  }

  @Test
  void aTurnThatComesLateRunsAllThatIsDueInItsOrder() {
    List<Long> times = new ArrayList<>();
    List<Long> ran = new ArrayList<>();
    for (long at = 1; at < TimeUnit.HOURS.toNanos(1); at *= 3) {
      times.add(at);
      times.add(at + 1);
    }
    Collections.shuffle(times, new Random(1));
    times.forEach(at -> set(at, () -> ran.add(at)));

    assertThat(runAt(TimeUnit.HOURS.toNanos(1))).isTrue();

    Collections.sort(times);
    assertThat(ran).isEqualTo(times);
    assertThat(wheel.size()).isZero();
  }

  @Test
  void aTimerThatIsCancelledIsForgottenAtOnce() {
    Timer soon = set(1, "soon");
    Timer later = set(TimeUnit.SECONDS.toNanos(10), "later");
    Timer alone = set(TimeUnit.HOURS.toNanos(10), "alone");
    Timer neighbour = set(TimeUnit.SECONDS.toNanos(10), "neighbour");

    soon.cancel();
    later.cancel();
    alone.cancel();
    alone.cancel();

    assertThat(wheel.size()).isEqualTo(1);
    assertThat(List.of(soon, later, alone)).noneMatch(Timer::pending);
    assertThat(neighbour.pending()).isTrue();
    assertThat(List.of(soon, later, alone)).allMatch(one -> one.before == null);
    assertThat(List.of(soon, later, alone)).allMatch(one -> one.after == null);
    assertThat(wheel.untilNext(0)).isEqualTo(TimeUnit.SECONDS.toNanos(10));
    runAt(TimeUnit.DAYS.toNanos(1));
    assertThat(log).containsExactly("neighbour");
  }

  @Test
  void aTimerMayBeSetAnewWhileItIsPendingAndAfterwards() {
    Timer timer = set(TimeUnit.SECONDS.toNanos(1), "ran");
    wheel.set(timer, now, TimeUnit.SECONDS.toNanos(3));
    assertThat(runAt(TimeUnit.SECONDS.toNanos(2))).isFalse();
    wheel.set(timer, now, 5);
    assertThat(wheel.size()).isEqualTo(1);
    assertThat(runAt(now + 5)).isTrue();

    wheel.set(timer, now, 5);
    assertThat(timer.pending()).isTrue();
    assertThat(runAt(now + 5)).isTrue();
    wheel.set(timer, now, 5);
    timer.cancel();
    assertThat(runAt(now + 5)).isFalse();
    wheel.set(timer, now, 5);
    assertThat(runAt(now + 5)).isTrue();

    assertThat(log).containsExactly("ran", "ran", "ran");
  }

  @Test
  void aTimerThatIsDueMayBePutOffOrCancelledByAnother() {
    Timer[] others = new Timer[2];
    set(
        1,
        () -> {
          wheel.set(others[0], now, 10);
          others[1].cancel();
        });
    others[0] = set(2, "put off");
    others[1] = set(3, "cancelled");

    runAt(TICK);
    assertThat(log).isEmpty();
    assertThat(wheel.size()).isEqualTo(1);
    runAt(now + 10);

    assertThat(log).containsExactly("put off");
  }

  @Test
  void whatATaskSetsToBeDueAtOnceWaitsForTheNextTurnEvenIfTheClockStandsStill() {
    Timer[] own = new Timer[1];
    own[0] =
        set(
            0,
            () -> {
              log.add("own");
              wheel.set(own[0], now, 0);
              set(-5, "other").cancel();
              set(-1, "new");
            });

    runAt(0);
    assertThat(log).containsExactly("own");
    assertThat(wheel.size()).isEqualTo(2);
    assertThat(wheel.untilNext(0)).isZero();
    runAt(0);

    assertThat(log).containsExactly("own", "new", "own");
  }

  @Test
  void aTaskThatThrowsLeavesTheOthersForTheNextTurn() {
    IllegalStateException bug = new IllegalStateException("bug");
    set(
        1,
        () -> {
          throw bug;
        });
    set(2, "next");

    assertThatThrownBy(() -> runAt(5)).isSameAs(bug);
    assertThat(wheel.size()).isEqualTo(1);
    set(0, "also due");
    runAt(5);

    assertThat(log).containsExactly("next", "also due");
  }

  @Test
  void aTimeThatNoClockReachesIsNeverDue() {
    now = 5;
    Timer timer = set(Long.MAX_VALUE, "never");
    set(Long.MIN_VALUE, "at once");

    assertThat(runAt(TimeUnit.DAYS.toNanos(100_000))).isTrue();

    assertThat(log).containsExactly("at once");
    assertThat(timer.pending()).isTrue();
    assertThat(wheel.untilNext(now)).isEqualTo(Long.MAX_VALUE - now);
  }

  @Test
  void manyThatLieTogetherFarAwayAreNotLookedAtOneByOneButNoneIsLate() {
    long far = TimeUnit.SECONDS.toNanos(30);
    for (int i = 0; i < 1000; i++) {
      set(far + i, "one");
    }
    int turns = 0;
    for (long until = wheel.untilNext(now); until != TimerWheel.NEVER; turns++) {
      assertThat(until).isPositive();
      assertThat(now + until).isLessThanOrEqualTo(far + log.size());
      runAt(now + until);
      until = wheel.untilNext(now);
    }

    assertThat(log).hasSize(1000);
    assertThat(turns).isLessThanOrEqualTo(1000 + 3); // a wake-up for each wheel, at most
  }

  @Test
  void aHundredThousandRunOnceEachAtTheirTimes() {
    int count = 100_000;
    Random random = new Random(7);
    Timer[] timers = new Timer[count];
    long[] due = new long[count];
    int[] runs = new int[count];
    for (int i = 0; i < count; i++) {
      int number = i;
      due[i] = random.nextLong(TimeUnit.SECONDS.toNanos(60));
      timers[i] =
          set(
              due[i],
              () -> {
                runs[number]++;
                assertThat(due[number]).isBetween(now - TICK, now);
              });
    }
    for (int i = 0; i < count; i += 2) {
      due[i] = random.nextLong(TimeUnit.SECONDS.toNanos(60));
      wheel.set(timers[i], now, due[i]);
    }
    for (int i = 0; i < count; i += 5) {
      timers[i].cancel();
    }
    assertThat(wheel.size()).isEqualTo(count - count / 5);

    for (long clock = 0; clock < TimeUnit.SECONDS.toNanos(60) + TICK; clock += TICK) {
      runAt(clock);
    }

    assertThat(wheel.size()).isZero();
    for (int i = 0; i < count; i++) {
      assertThat(runs[i]).isEqualTo(i % 5 == 0 ? 0 : 1);
    }
  }
}
