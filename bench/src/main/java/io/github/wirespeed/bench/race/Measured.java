package io.github.wirespeed.bench.race;

import org.HdrHistogram.Histogram;

/**
 * What one round of one contestant came to.
 *
 * @param version of its library
 * @param round from 1; 0 for what failed before the first
 * @param messages that came back, in {@code nanos}
 * @param times of its round trips, or of a message's share in its batches, in nanoseconds; null
 *     where there are none
 * @param cpuMicros CPU time of its process for each message; NaN if nobody knows
 * @param serverCpuMicros likewise of the server
 * @param again whether it was measured later than the other rounds of its place, by a run that went
 *     on: then what else was going on may have been different
 * @param failed what went wrong, null if nothing did: then there are no figures
 */
record Measured(
    Place place,
    Entrant entrant,
    String version,
    int round,
    long messages,
    long nanos,
    Histogram times,
    double cpuMicros,
    double serverCpuMicros,
    boolean again,
    String failed) {

  static Measured failure(Place place, Entrant entrant, String version, int round, String what) {
    double none = Double.NaN;
    return new Measured(place, entrant, version, round, 0, 0, null, none, none, false, what);
  }

  double perSecond() {
    return messages * 1e9 / nanos;
  }

  boolean is(Place where, Entrant who) {
    return place.equals(where) && entrant.equals(who);
  }

  Measured later() {
    return new Measured(
        place,
        entrant,
        version,
        round,
        messages,
        nanos,
        times,
        cpuMicros,
        serverCpuMicros,
        true,
        failed);
  }
}
