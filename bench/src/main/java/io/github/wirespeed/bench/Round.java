package io.github.wirespeed.bench;

import org.HdrHistogram.Histogram;

/**
 * What one client did in one round.
 *
 * @param number from 1; 0 was warm-up
 * @param nanos of all messages: of what is timed, and in streams of all there is to it
 * @param times nanoseconds of each message
 * @param allocatedBytes by the client's threads: the one that measures and that of the loop
 * @param floorRatio our median over the floor's of the same round; NaN where it has no meaning: for
 *     the floor itself, without one, and for one-way streams, where a message's time is that of a
 *     buffer
 */
record Round(
    Workload workload,
    int payload,
    Client client,
    int number,
    int messages,
    long nanos,
    Histogram times,
    long allocatedBytes,
    double floorRatio) {

  Round withFloor(Round floor) {
    double ratio = (double) times.getValueAtPercentile(50) / floor.times.getValueAtPercentile(50);
    return new Round(
        workload,
        payload,
        client,
        number,
        messages,
        nanos,
        times,
        allocatedBytes,
        workload.oneWay() ? Double.NaN : ratio);
  }

  double messagesPerSecond() {
    return messages * 1e9 / nanos;
  }

  /**
   * Microseconds of a message; of a stream's the time between two, all included. Where messages are
   * timed together this is finer than the percentiles, which are whole nanoseconds.
   */
  double meanMicros() {
    return workload.oneWay() || workload.unit(payload) > 1
        ? nanos / 1e3 / messages
        : times.getMean() / 1e3;
  }

  double percentileMicros(double percentile) {
    return times.getValueAtPercentile(percentile) / 1e3;
  }

  double stdevMicros() {
    return times.getStdDeviation() / 1e3;
  }

  double allocatedPerMessage() {
    return (double) allocatedBytes / messages;
  }
}
