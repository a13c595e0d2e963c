package io.github.wirespeed.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The states of the spin, by a clock that stands still but where a yield or a test moves it. */
@Timeout(30)
class AdaptiveSpinTest {
  private static final long BOUND = AdaptiveSpin.DEFAULT_BOUND_NANOS;
  private static final long SHORT_YIELD = 500;
  private static final long TIME_SLICE = TimeUnit.MILLISECONDS.toNanos(4);
  private static final int LOSSES = 4;
  private static final int LONGEST_RUN = 4096;

  private long time;
  private long yield = SHORT_YIELD;
  private final AdaptiveSpin spin = stepped(BOUND);

  private AdaptiveSpin stepped(long bound) {
    return new AdaptiveSpin(bound) {
      @Override
      long now() {
        return time;
      }

      @Override
      void giveWay() {
        time += yield;
      }
    };
  }

  /** A wait that is spun through to its bound, if it is spun at all, and then parks for long. */
  private void longWait() {
    long start = spin.begin();
    int looks = 0;
    while (spin.again(start)) {
      looks++;
    }
    assertThat(looks).isIn(0, (int) (BOUND / SHORT_YIELD) + 1);
    time += 3 * BOUND;
    spin.end(start, true);
  }

  /** A wait that parks and is over at once. */
  private void soonWait() {
    long start = spin.begin();
    assertThat(spin.again(start)).as("parks at once").isFalse();
    time += BOUND;
    spin.end(start, true);
  }

  /** A wait that ends at the second look. */
  private void caught() {
    long start = spin.begin();
    assertThat(spin.again(start)).isTrue();
    spin.end(start, false);
  }

  /** A wait that ends at the second look, behind a yield that took so long. */
  private void foundAfter(long nanos) {
    yield = nanos;
    caught();
    yield = SHORT_YIELD;
  }

  private void park() {
    for (int i = 0; i < LOSSES; i++) {
      longWait();
    }
    assertThat(spin.spinning()).isFalse();
  }

  /** How many waits that are over soon it takes until it spins again. */
  private int runUntilTrial() {
    int run = 0;
    while (!spin.spinning()) {
      soonWait();
      run++;
      assertThat(run).isLessThanOrEqualTo(LONGEST_RUN);
    }
    return run;
  }

  @Test
  void itStartsSpinning() {
    assertThat(spin.spinning()).isTrue();
    assertThat(new AdaptiveSpin().spinning()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE})
  void aBoundThatIsNotPositiveIsRefused(long bound) {
    assertThatThrownBy(() -> new AdaptiveSpin(bound))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("spin bound of " + bound + " ns is not positive");
  }

  @Test
  void aWaitIsLookedAtAgainAtLeastOnceAndNotBeyondTheBound() {
    AdaptiveSpin tiny = stepped(1);
    long start = tiny.begin();

    assertThat(tiny.again(start)).isTrue();
    assertThat(tiny.again(start)).isFalse();
  }

  @Test
  void aWaitIsLookedAtAgainUpToTheBound() {
    yield = BOUND / 10;
    long start = spin.begin();

    for (int i = 0; i <= 10; i++) {
      assertThat(spin.again(start)).as("at " + (time - start)).isTrue();
    }
    assertThat(time - start).isGreaterThan(BOUND);
    assertThat(spin.again(start)).isFalse();
  }

  @Test
  void fourLossesInARowEndTheSpinning() {
    for (int i = 0; i < LOSSES - 1; i++) {
      longWait();
      assertThat(spin.spinning()).as("after " + (i + 1)).isTrue();
    }
    longWait();

    assertThat(spin.spinning()).isFalse();
  }

  @Test
  void aBoundOfANanosecondIsLostFourTimesAndThenCostsNothing() {
    AdaptiveSpin tiny = stepped(1);
    int spun = 0;
    for (int i = 0; i < 100; i++) {
      long start = tiny.begin();
      while (tiny.again(start)) {
        spun++;
      }
      time += TIME_SLICE;
      tiny.end(start, true);
    }

    assertThat(tiny.spinning()).isFalse();
    assertThat(spun).isEqualTo(LOSSES);
  }

  @Test
  void aWaitThatWasCaughtForgivesTheLosses() {
    for (int i = 0; i < 3 * LOSSES; i++) {
      if (i % LOSSES == LOSSES - 1) {
        caught();
      } else {
        longWait();
      }
      assertThat(spin.spinning()).isTrue();
    }
  }

  @Test
  void whileParkingALookIsRefusedAtOnce() {
    park();

    long start = spin.begin();
    assertThat(spin.again(start)).isFalse();
    assertThat(spin.again(start)).isFalse();
  }

  @Test
  void longWaitsNeverEarnATrial() {
    park();

    for (int i = 0; i < 3 * LONGEST_RUN; i++) {
      longWait();
      assertThat(spin.spinning()).isFalse();
    }
  }

  @Test
  void aRunOfWaitsThatWereSoonOverEarnsATrial() {
    park();

    assertThat(runUntilTrial()).isBetween(LOSSES, 8);
    assertThat(spin.spinning()).isTrue();
  }

  @Test
  void aLongWaitTakesSixteenOfTheRunBack() {
    park();
    while (runUntilTrial() < 64) {
      longWait(); // the trial fails
    }
    longWait();
    for (int i = 0; i < 100; i++) {
      soonWait();
    }
    longWait();

    assertThat(runUntilTrial()).isEqualTo(128 - 100 + 16);
  }

  @Test
  void aLongWaitTakesNoMoreThanThereIs() {
    park();
    int run = runUntilTrial();
    longWait();
    for (int i = 0; i < 10; i++) {
      longWait();
    }

    assertThat(runUntilTrial()).isEqualTo(2 * run);
  }

  @Test
  void oneLongWaitInAHundredDoesNotKeepItFromATrial() {
    park();
    while (runUntilTrial() < LONGEST_RUN) {
      longWait();
    }
    longWait();
    int waits = 0;
    while (!spin.spinning()) {
      if (++waits % 100 == 0) {
        longWait();
      } else {
        soonWait();
      }
    }

    assertThat(waits).isLessThan(LONGEST_RUN * 5 / 4);
  }

  @Test
  void aTrialIsOneWait() {
    park();
    runUntilTrial();

    longWait();

    assertThat(spin.spinning()).isFalse();
  }

  @Test
  void aTrialThatSucceedsIsForgivenItsLossesAgain() {
    park();
    runUntilTrial();
    caught();

    for (int i = 0; i < LOSSES - 1; i++) {
      longWait();
      assertThat(spin.spinning()).isTrue();
    }
    longWait();
    assertThat(spin.spinning()).isFalse();
  }

  @Test
  void eachTrialThatFailsDoublesTheNextRunUpToALongestOne() {
    park();
    int run = runUntilTrial();
    while (run < LONGEST_RUN) {
      longWait();
      assertThat(runUntilTrial()).isEqualTo(2 * run);
      run *= 2;
    }
    longWait();

    assertThat(runUntilTrial()).isEqualTo(LONGEST_RUN);
  }

  @Test
  void whatWasLostMustBeWonBackBeforeTheRunIsShortAgain() {
    park();
    int first = runUntilTrial();
    longWait(); // the fifth loss
    assertThat(runUntilTrial()).isEqualTo(2 * first);
    for (int i = 0; i < LOSSES; i++) {
      caught();
    }
    park();
    assertThat(runUntilTrial()).as("four of five won back").isEqualTo(4 * first);

    for (int i = 0; i < LOSSES + 1; i++) {
      caught();
    }
    park();
    assertThat(runUntilTrial()).as("all won back").isEqualTo(first);
  }

  @Test
  void twoYieldsThatComeBackLateEndAWaitBeforeItsBoundAndCountDouble() {
    for (int i = 0; i < 2; i++) {
      assertThat(spin.spinning()).isTrue();
      yield = BOUND / 4;
      long start = spin.begin();
      assertThat(spin.again(start)).isTrue();
      assertThat(spin.again(start)).isTrue();
      assertThat(spin.again(start)).as("behind two").isFalse();
      spin.end(start, true);
    }

    assertThat(spin.spinning()).as("two waits are as bad as four").isFalse();
  }

  @Test
  void oneYieldThatComesBackLateDoesNotEndAWait() {
    yield = BOUND / 4;
    long start = spin.begin();
    assertThat(spin.again(start)).isTrue();
    yield = SHORT_YIELD;

    assertThat(spin.again(start)).isTrue();
    assertThat(spin.again(start)).isTrue();
  }

  @Test
  void whatIsFoundBehindAYieldWithinTheBoundIsCaught() {
    for (int i = 0; i < 3 * LOSSES; i++) {
      foundAfter(BOUND);
      assertThat(spin.spinning()).isTrue();
    }
  }

  @Test
  void whatIsFoundBehindAYieldBeyondTheBoundIsLost() {
    for (int i = 0; i < LOSSES; i++) {
      assertThat(spin.spinning()).as("after " + i).isTrue();
      foundAfter(BOUND + 1);
    }

    assertThat(spin.spinning()).isFalse();
  }

  @Test
  void aTimeSliceGivenAwayEndsTheSpinningAtOnce() {
    foundAfter(TIME_SLICE);

    assertThat(spin.spinning()).isFalse();
  }

  @Test
  void theSameIfTheWaitEndsParked() {
    yield = TIME_SLICE;
    long start = spin.begin();
    assertThat(spin.again(start)).isTrue();
    assertThat(spin.again(start)).isFalse();
    spin.end(start, true);

    assertThat(spin.spinning()).isFalse();
  }

  @Test
  void whatTheCallerDoesWithWhatItFoundIsNoPartOfTheWait() {
    for (int i = 0; i < LOSSES; i++) {
      long start = spin.begin();
      assertThat(spin.again(start)).isTrue();
      time += TIME_SLICE;
      spin.end(start, false);
    }

    assertThat(spin.spinning()).isTrue();
  }

  @Test
  void aCoreThatOthersWantIsTriedOnceInAThousandWaits() {
    int run = 0;
    for (int given = 0; given < 20; given++) {
      // Each trial catches three before the fourth costs a time slice.
      for (int i = 0; i < 3; i++) {
        caught();
      }
      foundAfter(TIME_SLICE);
      run = runUntilTrial();
    }

    assertThat(run).isEqualTo(1024);
  }

  @Test
  void aWaitThatNobodyWaitedForTeachesNothing() {
    park();
    int run = runUntilTrial();
    longWait();
    spin.end(spin.begin(), false);

    assertThat(spin.spinning()).isFalse();
    assertThat(runUntilTrial()).isEqualTo(2 * run);
  }

  @Test
  void byTheRealClockAWaitEnds() {
    AdaptiveSpin real = new AdaptiveSpin();
    long start = real.begin();
    int looks = 0;
    while (real.again(start)) {
      looks++;
    }
    real.end(start, true);

    assertThat(looks).isPositive();
  }

  @Test
  void theOthersAlwaysAndNeverLookAgain() {
    long start = Spin.NONE.begin();
    assertThat(Spin.NONE.again(start)).isFalse();
    assertThat(Spin.FOREVER.again(start - BOUND)).isTrue();
  }
}
