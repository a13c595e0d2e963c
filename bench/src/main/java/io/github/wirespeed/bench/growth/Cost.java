package io.github.wirespeed.bench.growth;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What a message cost in one round. All times are microseconds, NaN where nobody knows.
 *
 * @param step connections, or bytes of a message
 * @param micros of wall time: of all messages, divided by how many there were
 * @param clientCpu of the client's whole process; {@code serverCpu} likewise
 * @param failed what went wrong, null if nothing did: then there are no figures
 */
record Cost(
    Axis axis,
    int step,
    Line line,
    int round,
    long messages,
    double micros,
    double clientCpu,
    double serverCpu,
    String failed) {

  static Cost failure(Axis axis, int step, Line line, int round, String what) {
    double none = Double.NaN;
    return new Cost(axis, step, line, round, 0, none, none, none, what);
  }

  /** Nanoseconds of wall time for each byte of payload; NaN where that is not what grows. */
  double nanosPerByte() {
    return axis == Axis.PAYLOADS ? micros * 1e3 / step : Double.NaN;
  }

  /** A line of the journal; figures that nobody knows are absent. */
  ObjectNode json(int payload) {
    ObjectNode node =
        JsonNodeFactory.instance
            .objectNode()
            .put("workload", "growth-" + axis.label())
            .put("client", line.client())
            .put("wait", line.waiting())
            .put("tls", false)
            .put("connections", axis == Axis.CONNECTIONS ? step : 1)
            .put("payload_bytes", axis == Axis.PAYLOADS ? step : payload)
            .put("round", round);
    if (failed != null) {
      return node.put("failed", failed);
    }
    node.put("messages", messages);
    put(node, "mean_us", micros);
    put(node, "client_cpu_us", clientCpu);
    put(node, "server_cpu_us", serverCpu);
    return node;
  }

  private static void put(ObjectNode node, String name, double value) {
    if (Double.isFinite(value)) {
      node.put(name, Math.round(value * 1e6) / 1e6);
    }
  }
}
