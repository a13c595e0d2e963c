package io.github.wirespeed.bench;

import java.io.IOException;

/**
 * Bytes that the client's thread allocates per message, in steady state.
 *
 * @param payload size of the messages
 * @param send sending alone: a stream to the server; NaN where the server has no stream
 * @param view sending, and receiving a view of the answer
 * @param owned sending, and receiving the answer as a message to keep
 */
record Allocation(int payload, double send, double view, double owned) {
  private static final int WARM_UP = 12_000;
  private static final int MESSAGES = 5_000;

  static Allocation measure(Endpoint endpoint, int payload) throws IOException {
    double send =
        endpoint.stream() == null ? Double.NaN : one(endpoint, Workload.UPLOAD, payload, false);
    return new Allocation(
        payload,
        send,
        one(endpoint, Workload.RR, payload, false),
        one(endpoint, Workload.RR, payload, true));
  }

  /** What a message to keep costs beyond its payload. */
  double overhead() {
    return owned - payload;
  }

  private static double one(Endpoint endpoint, Workload workload, int payload, boolean owned)
      throws IOException {
    try (Session session = endpoint.connectBlocking(workload, payload, owned)) {
      return Meter.allocatedPerMessage(session, WARM_UP, MESSAGES);
    }
  }
}
