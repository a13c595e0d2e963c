package io.github.wirespeed.bench.compare;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.wirespeed.bench.Payload;
import java.util.Optional;

/**
 * A round, as far as it can be compared: rounds of the floor, of the peers and of the experiments
 * are written differently.
 *
 * @param row what was measured
 * @param number of the round
 * @param time of a message or an operation, in any unit, or its ratio to the reference already
 * @param reference whether the others of the same place and round are divided by it
 */
record Line(Row row, int number, double time, boolean reference) {
  /**
   * What one row of a table shows.
   *
   * @param place where: what is in one place is compared with its reference
   * @param name of the client or the variant
   */
  record Row(String place, String name) {}

  /** Of the peers: ours is in every run, and like most of them it does not spin here. */
  private static final String REFERENCE = "wirespeed-blocking blocking";

  /** What a line of a run says; empty for a round that failed, or that has no reference. */
  static Optional<Line> of(JsonNode node) {
    if (node.has("experiment")) {
      return experiment(node);
    } else if (node.has("server") && node.has("cores")) {
      return peer(node);
    } else {
      return floor(node);
    }
  }

  private static Optional<Line> experiment(JsonNode node) {
    String of = node.path("case").asText();
    String experiment = node.path("experiment").asText();
    Row row =
        new Row(of.isEmpty() ? experiment : experiment + ", " + of, node.path("variant").asText());
    return line(row, node, node.path("ns_per_operation"), node.path("shipped").asBoolean());
  }

  private static Optional<Line> peer(JsonNode node) {
    Row row = new Row(place(node) + ", " + node.path("server").asText(), name(node));
    return line(row, node, node.path("mean_us"), row.name().equals(REFERENCE));
  }

  private static Optional<Line> floor(JsonNode node) {
    return line(new Row(place(node), name(node)), node, node.path("floor_ratio"), false);
  }

  private static String place(JsonNode node) {
    return node.path("workload").asText()
        + " "
        + Payload.show(node.path("payload_bytes").asInt())
        + (node.path("tls").asBoolean() ? ", TLS" : "")
        + (node.path("cores").asText().equals("shared") ? ", one core" : "");
  }

  private static String name(JsonNode node) {
    return node.path("client").asText() + " " + node.path("wait").asText();
  }

  private static Optional<Line> line(Row row, JsonNode node, JsonNode time, boolean reference) {
    return time.isNumber()
        ? Optional.of(new Line(row, node.path("round").asInt(), time.asDouble(), reference))
        : Optional.empty();
  }
}
