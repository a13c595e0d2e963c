package io.github.wirespeed;

import java.time.Duration;

/**
 * The round-trip times of a connection, as its pings have measured them: those of a {@link
 * Keepalive} and the user's own. A snapshot: it does not change. All times are zero while {@link
 * #count} is 0.
 */
public final class RoundTrips {
  static final RoundTrips NONE = new RoundTrips(0, 0, 0, 0, 0, 0, LogHistogram.EMPTY);

  private final long count;
  private final long last;
  private final long smoothed;
  private final long variation;
  private final long min;
  private final long max;
  private final LogHistogram histogram;

  private RoundTrips(
      long count,
      long last,
      long smoothed,
      long variation,
      long min,
      long max,
      LogHistogram histogram) {
    this.count = count;
    this.last = last;
    this.smoothed = smoothed;
    this.variation = variation;
    this.min = min;
    this.max = max;
    this.histogram = histogram;
  }

  /** With one more, in nanoseconds. */
  RoundTrips with(long nanos) {
    if (count == 0) {
      return new RoundTrips(1, nanos, nanos, nanos / 2, nanos, nanos, histogram.with(nanos));
    }
    // RFC 6298 2.3: the variation first, with the smoothed time as it was.
    long off = Math.abs(smoothed - nanos);
    return new RoundTrips(
        count + 1,
        nanos,
        smoothed + (nanos - smoothed) / 8,
        variation + (off - variation) / 4,
        Math.min(min, nanos),
        Math.max(max, nanos),
        histogram.with(nanos));
  }

  /** How many were measured. */
  public long count() {
    return count;
  }

  /** The last one. */
  public Duration last() {
    return Duration.ofNanos(last);
  }

  /** The last one in nanoseconds; {@link Traffic#UNKNOWN} if there is none. */
  long lastNanos() {
    return count == 0 ? Traffic.UNKNOWN : last;
  }

  /** A mean in which the last one weighs an eighth: SRTT of RFC 6298. */
  public Duration smoothed() {
    return Duration.ofNanos(smoothed);
  }

  /** How far they are from that mean, likewise smoothed: RTTVAR of RFC 6298. */
  public Duration variation() {
    return Duration.ofNanos(variation);
  }

  /** The shortest. */
  public Duration min() {
    return Duration.ofNanos(min);
  }

  /** The longest. */
  public Duration max() {
    return Duration.ofNanos(max);
  }

  /**
   * What so many per cent of them did not exceed, to an eighth of the value: 50 for the median.
   *
   * @throws IllegalArgumentException if {@code percent} is not in 0 to 100
   */
  public Duration percentile(double percent) {
    if (!(percent >= 0 && percent <= 100)) {
      throw new IllegalArgumentException("percentile of " + percent + " is not in 0 to 100");
    }
    if (count == 0) {
      return Duration.ZERO;
    }
    long rank = Math.max(1, (long) Math.ceil(percent / 100 * count));
    return Duration.ofNanos(Math.min(max, Math.max(min, histogram.atRank(rank))));
  }

  /** "RoundTrips[3, last 210 µs, smoothed 198 µs, 190 µs to 305 µs]": for logs. */
  @Override
  public String toString() {
    return count == 0
        ? "RoundTrips[none]"
        : "RoundTrips["
            + count
            + ", last "
            + micros(last)
            + ", smoothed "
            + micros(smoothed)
            + ", "
            + micros(min)
            + " to "
            + micros(max)
            + "]";
  }

  private static String micros(long nanos) {
    return nanos / 1000 + " µs";
  }
}
