package io.github.wirespeed.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The states of the spin. When a wait started is for the caller to say, so that a wait is made long
 * or short here by what it is told, and no time needs to pass.
 */
@Timeout(30)
class AdaptiveSpinTest {
  private static final long BOUND = TimeUnit.MINUTES.toNanos(1);
  private static final int LOSSES = 4;
  private static final int LONGEST_RUN = 4096;

  private final AdaptiveSpin spin = new AdaptiveSpin(BOUND);

  /** A wait that is spun through to its bound, if it is spun at all, and then parks. */
  private void longWait() {
    long start = spin.begin() - 3 * BOUND;
    if (spin.again(start)) {
      assertThat(spin.again(start)).as("beyond the bound").isFalse();
    }
    spin.end(start, true);
  }

  /** A wait that parks and is over at once. */
  private void soonWait() {
    long start = spin.begin();
    assertThat(spin.again(start)).as("parks at once").isFalse();
    spin.end(start, true);
  }

  /** A wait that ends at the second look. */
  private void caught() {
    long start = spin.begin();
    assertThat(spin.again(start)).isTrue();
    spin.end(start, false);
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
    AdaptiveSpin tiny = new AdaptiveSpin(1);
    long start = tiny.begin();

    assertThat(tiny.again(start)).isTrue();
    while (System.nanoTime() - start <= 1) {
      Thread.onSpinWait();
    }
    assertThat(tiny.again(start)).isFalse();
  }

  @Test
  void aWaitWithinTheBoundIsLookedAtAgain() {
    long start = spin.begin();

    assertThat(spin.again(start)).isTrue();
    assertThat(spin.again(start)).isTrue(); // one late yield at most: that does not stop it
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
    AdaptiveSpin tiny = new AdaptiveSpin(1);
    int spun = 0;
    for (int i = 0; i < 100; i++) {
      long start = tiny.begin();
      while (tiny.again(start)) {
        spun++;
        while (System.nanoTime() - start <= 1) {
          Thread.onSpinWait();
        }
      }
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
  void aLongWaitBreaksTheRun() {
    park();
    int run = runUntilTrial();
    longWait(); // the trial fails
    int next = 2 * run;
    for (int i = 0; i < next - 1; i++) {
      soonWait();
    }
    longWait();
    for (int i = 0; i < next - 1; i++) {
      soonWait();
      assertThat(spin.spinning()).isFalse();
    }
    soonWait();

    assertThat(spin.spinning()).isTrue();
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
  void aTrialThatSucceedsMakesTheRunShortAgain() {
    park();
    int first = runUntilTrial();
    longWait();
    assertThat(runUntilTrial()).isEqualTo(2 * first);
    caught();

    park();
    assertThat(runUntilTrial()).isEqualTo(first);
  }

  @Test
  void yieldsThatComeBackLateEndAWaitLongBeforeItsBoundAndCountDouble() {
    for (int i = 0; i < 2; i++) {
      assertThat(spin.spinning()).isTrue();
      long start = spin.begin();
      int looks = 0;
      while (spin.again(start)) {
        looks++;
        busy();
      }
      spin.end(start, true);
      assertThat(looks).isEqualTo(2); // the second late yield is the last
    }

    assertThat(spin.spinning()).as("two waits are as bad as four").isFalse();
  }

  /** Others had the core. */
  private static void busy() {
    long start = System.nanoTime();
    while (System.nanoTime() - start < TimeUnit.MICROSECONDS.toNanos(50)) {
      Thread.onSpinWait();
    }
  }

  @Test
  void theOthersAlwaysAndNeverLookAgain() {
    long start = Spin.NONE.begin();
    assertThat(Spin.NONE.again(start)).isFalse();
    assertThat(Spin.FOREVER.again(start - BOUND)).isTrue();
  }
}
