package io.github.wirespeed.bench.research;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.wirespeed.bench.experiment.Case;
import io.github.wirespeed.bench.experiment.Experiment;
import io.github.wirespeed.bench.experiment.Variant;
import java.io.IOException;

/**
 * What a variant did in one round.
 *
 * @param of the case
 * @param round from 1
 * @param operations how many were run
 * @param nanos of one operation; NaN if it failed
 * @param failed why there will be no more of it; null if it did not fail
 */
record Measured(
    String experiment,
    String of,
    String variant,
    boolean shipped,
    int round,
    int operations,
    double nanos,
    String failed) {

  static Measured of(
      Experiment experiment, Case of, Variant variant, int round, int operations, long nanos) {
    return new Measured(
        experiment.name(),
        of.name(),
        variant.name(),
        variant.shipped(),
        round,
        operations,
        (double) nanos / operations,
        null);
  }

  static Measured failed(Experiment experiment, Case of, Variant variant, int round, String why) {
    return new Measured(
        experiment.name(), of.name(), variant.name(), variant.shipped(), round, 0, Double.NaN, why);
  }

  boolean isOf(Experiment one, Case in) {
    return experiment.equals(one.name()) && of.equals(in.name());
  }

  JsonNode json() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("experiment", experiment).put("case", of).put("variant", variant);
    node.put("shipped", shipped).put("round", round);
    return failed != null
        ? node.put("failed", failed)
        : node.put("operations", operations).put("ns_per_operation", nanos);
  }

  /**
   * The same from a line.
   *
   * @throws IOException if a field is missing
   */
  static Measured of(JsonNode line) throws IOException {
    for (String field : new String[] {"experiment", "case", "variant", "shipped", "round"}) {
      if (!line.has(field)) {
        throw new IOException("no round of research, '" + field + "' is missing: " + line);
      }
    }
    boolean failed = line.has("failed");
    if (!failed && !line.path("ns_per_operation").isNumber()) {
      throw new IOException("no round of research, 'ns_per_operation' is missing: " + line);
    }
    return new Measured(
        line.get("experiment").asText(),
        line.get("case").asText(),
        line.get("variant").asText(),
        line.get("shipped").asBoolean(),
        line.get("round").asInt(),
        line.path("operations").asInt(),
        failed ? Double.NaN : line.get("ns_per_operation").asDouble(),
        failed ? line.get("failed").asText() : null);
  }
}
