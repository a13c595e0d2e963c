package io.github.wirespeed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What is remembered of round-trip times. */
class RoundTripsTest {
  private static RoundTrips of(long... micros) {
    RoundTrips all = RoundTrips.NONE;
    for (long one : micros) {
      all = all.with(TimeUnit.MICROSECONDS.toNanos(one));
    }
    return all;
  }

  private static Duration micros(long micros) {
    return Duration.ofNanos(TimeUnit.MICROSECONDS.toNanos(micros));
  }

  @Test
  void noneHasNoTimes() {
    assertThat(RoundTrips.NONE.count()).isZero();
    assertThat(RoundTrips.NONE.last()).isZero();
    assertThat(RoundTrips.NONE.smoothed()).isZero();
    assertThat(RoundTrips.NONE.variation()).isZero();
    assertThat(RoundTrips.NONE.min()).isZero();
    assertThat(RoundTrips.NONE.max()).isZero();
    assertThat(RoundTrips.NONE.percentile(50)).isZero();
    assertThat(RoundTrips.NONE).hasToString("RoundTrips[none]");
  }

  @Test
  void theFirstOneIsAllOfThem() {
    RoundTrips one = of(800);

    assertThat(one.count()).isOne();
    assertThat(one.last()).isEqualTo(micros(800));
    assertThat(one.smoothed()).isEqualTo(micros(800));
    assertThat(one.variation()).as("RFC 6298 2.2: R/2").isEqualTo(micros(400));
    assertThat(one.min()).isEqualTo(micros(800));
    assertThat(one.max()).isEqualTo(micros(800));
    for (double percent : new double[] {0, 50, 99.9, 100}) {
      assertThat(one.percentile(percent)).isEqualTo(micros(800));
    }
  }

  @Test
  void theMeanMovesByAnEighthAndTheVariationByAQuarter() {
    RoundTrips two = of(800, 1600);

    assertThat(two.last()).isEqualTo(micros(1600));
    assertThat(two.smoothed()).as("800 + 800 / 8").isEqualTo(micros(900));
    assertThat(two.variation()).as("400 + (800 - 400) / 4").isEqualTo(micros(500));
    RoundTrips three = two.with(TimeUnit.MICROSECONDS.toNanos(100));
    assertThat(three.smoothed()).as("900 - 800 / 8").isEqualTo(micros(800));
    assertThat(three.variation()).as("500 + (800 - 500) / 4").isEqualTo(micros(575));
    assertThat(three.min()).isEqualTo(micros(100));
    assertThat(three.max()).isEqualTo(micros(1600));
    assertThat(three.count()).isEqualTo(3);
    assertThat(two.count()).as("a snapshot does not change").isEqualTo(2);
    assertThat(three).hasToString("RoundTrips[3, last 100 µs, smoothed 800 µs, 100 µs to 1600 µs]");
  }

  @Test
  void percentilesAreRightToAnEighth() {
    Random random = new Random(7);
    long[] times = new long[2000];
    RoundTrips all = RoundTrips.NONE;
    for (int i = 0; i < times.length; i++) {
      times[i] = (long) Math.pow(2, 11 + 25 * random.nextDouble()); // 2 µs to 68 s
      all = all.with(times[i]);
    }
    Arrays.sort(times);
    for (double percent : new double[] {0.1, 1, 25, 50, 75, 90, 99, 99.9, 100}) {
      long exact = times[(int) Math.ceil(percent / 100 * times.length) - 1];
      assertThat((double) all.percentile(percent).toNanos() / exact)
          .as("%s %%", percent)
          .isBetween(1 - 0.126, 1 + 0.126);
    }
  }

  @Test
  void timesBeyondTheHistogramAreStillCounted() {
    RoundTrips all = RoundTrips.NONE.with(0).with(TimeUnit.HOURS.toNanos(3));

    assertThat(all.percentile(50)).isLessThan(Duration.ofNanos(1024));
    assertThat(all.percentile(100)).isBetween(Duration.ofMinutes(1), Duration.ofHours(3));
    assertThat(all.max()).isEqualTo(Duration.ofHours(3));
  }

  @Test
  void aPercentileIsBetween0And100() {
    for (double wrong : new double[] {-0.1, 100.1, Double.NaN}) {
      assertThatThrownBy(() -> of(1).percentile(wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("percentile of " + wrong + " is not in 0 to 100");
    }
  }
}
