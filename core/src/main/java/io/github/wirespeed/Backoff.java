package io.github.wirespeed;

import java.util.random.RandomGenerator;

/**
 * How long to wait before an attempt: exponential, with full jitter. The delay of a round is
 * uniform from zero to its ceiling, and the ceiling doubles each round: clients that lost their
 * server in the same moment come back evenly over the whole of it, and never all at once.
 *
 * @param first ceiling of round 0, in nanoseconds
 * @param most that a ceiling grows to, in nanoseconds
 * @param random not shared with another thread
 */
record Backoff(long first, long most, RandomGenerator random) {
  /** The longest that a delay of a round may be, in nanoseconds. */
  long ceiling(int round) {
    // The shift is lost only where the ceiling was passed long before.
    return round >= Long.numberOfLeadingZeros(first) - 1 ? most : Math.min(most, first << round);
  }

  /**
   * A delay, in nanoseconds.
   *
   * @param round 0 for the first one after a connection that held
   */
  long delay(int round) {
    return random.nextLong(ceiling(round));
  }

  /** A time in the last tenth before a deadline: what many have to do by then, they do apart. */
  long shortOf(long deadline) {
    return deadline - random.nextLong(deadline / 10 + 1);
  }
}
