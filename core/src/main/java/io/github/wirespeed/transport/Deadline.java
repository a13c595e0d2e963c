package io.github.wirespeed.transport;

import java.time.Duration;

/** From a duration to nanoseconds, where a duration may be longer than a long holds. */
public final class Deadline {
  private static final long LONGEST_SECONDS = Integer.MAX_VALUE; // 68 years: for ever

  private Deadline() {}

  /** The duration in nanoseconds; at most about 68 years, so that sums do not overflow. */
  public static long nanos(Duration duration) {
    return duration.toSeconds() >= LONGEST_SECONDS
        ? LONGEST_SECONDS * 1_000_000_000L
        : duration.toNanos();
  }

  /** The time, of {@code System.nanoTime()}, at which the duration will have passed from now. */
  public static long after(Duration duration) {
    return System.nanoTime() + nanos(duration);
  }
}
