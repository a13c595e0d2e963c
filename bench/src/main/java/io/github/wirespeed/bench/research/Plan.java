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
  /**
   * Rounds after which each variant gets a new JVM. What a compiler makes of the same code differs
   * from one start to the next, by more than most variants do, and stays so until the end.
   */
  static final int ROUNDS_PER_JVM = 4;

  /** So many rounds of the usual length. */
  public static Plan of(int repeats) {
    return new Plan(repeats, Duration.ofMillis(800), Duration.ofMillis(200));
  }

  /** How many JVMs each variant gets. */
  int starts() {
    return (repeats + ROUNDS_PER_JVM - 1) / ROUNDS_PER_JVM;
  }

  /** Seconds that a variant takes, the starts of its JVMs included. */
  double seconds() {
    double each = 0.5 + (warmUp.toMillis() + slice.toMillis()) / 1000.0;
    return starts() * each + repeats * slice.toMillis() / 1000.0;
  }
}
