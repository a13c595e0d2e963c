package io.github.wirespeed.bench.server;

import io.github.wirespeed.bench.peers.Contender;

/**
 * What one round of one server came to. Figures that a workload has not are NaN.
 *
 * @param messages that came back, or were delivered
 * @param cpuPer100k seconds of the server's process for 100,000 messages
 * @param p50Micros of a publication, until its last subscriber had it; {@code p99Micros} likewise
 * @param failed what went wrong, null if nothing did: then there are no figures
 */
record Measured(
    Place place,
    Contender server,
    int round,
    long messages,
    double perSecond,
    double cpuPer100k,
    double p50Micros,
    double p99Micros,
    String failed) {

  /**
   * What is compared with each other.
   *
   * @param workload server-echo or server-fanout
   * @param payload in bytes
   * @param window messages under way on each connection; of a fan-out 0
   * @param pace of publications, microseconds from one to the next; 0 for as fast as it goes
   */
  record Place(String workload, int connections, int payload, int window, int pace) {}

  static Measured failure(Place place, Contender server, int round, String what) {
    double none = Double.NaN;
    return new Measured(place, server, round, 0, none, none, none, none, what);
  }
}
