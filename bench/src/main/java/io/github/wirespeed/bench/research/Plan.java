package io.github.wirespeed.bench.research;

import java.time.Duration;

/**
 * How much is measured.
 *
 * @param repeats rounds that count, after one that does not
 * @param warmUp of each variant, at least
 * @param slice how long a variant runs in each round
 */
public record Plan(int repeats, Duration warmUp, Duration slice) {
  /** So many rounds of the usual length. */
  public static Plan of(int repeats) {
    return new Plan(repeats, Duration.ofMillis(800), Duration.ofMillis(300));
  }

  /** Seconds that a variant takes, its JVM's start included. */
  double seconds() {
    return 0.5 + (warmUp.toMillis() + (repeats + 1.0) * slice.toMillis()) / 1000;
  }
}
