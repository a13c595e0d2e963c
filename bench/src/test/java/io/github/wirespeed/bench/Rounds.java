package io.github.wirespeed.bench;

import org.HdrHistogram.Histogram;

/** Rounds that never took place. */
final class Rounds {
  private Rounds() {}

  /** Two messages of so many nanoseconds each. */
  static Round of(Workload workload, int payload, Client client, int number, long nanos) {
    Histogram times = new Histogram(1_000_000_000L, 3);
    times.recordValue(nanos);
    times.recordValue(nanos);
    return new Round(
        workload,
        payload,
        client,
        number,
        2,
        2 * nanos,
        times,
        /* allocatedBytes= */ 64,
        Double.NaN);
  }
}
