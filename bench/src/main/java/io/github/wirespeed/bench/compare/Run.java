package io.github.wirespeed.bench.compare;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.wirespeed.bench.compare.Line.Row;
import io.github.wirespeed.bench.report.Statistics;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a run says that another machine, or the same one on another day, could say as well: ratios
 * of what was measured in the same round.
 */
final class Run {
  private final Map<Row, Statistics> ratios = new LinkedHashMap<>();

  /** The run whose rounds these are; what cannot be compared is left out. */
  Run(List<JsonNode> rounds) {
    Map<Row, Map<Integer, Double>> times = new LinkedHashMap<>();
    Map<String, Map<Integer, Double>> references = new LinkedHashMap<>();
    for (JsonNode node : rounds) {
      Line.of(node)
          .ifPresent(
              line -> {
                // One that was measured again is further down, and the one that counts.
                if (line.reference()) {
                  references
                      .computeIfAbsent(line.row().place(), place -> new LinkedHashMap<>())
                      .put(line.number(), line.time());
                } else {
                  times
                      .computeIfAbsent(line.row(), row -> new LinkedHashMap<>())
                      .put(line.number(), line.time());
                }
              });
    }
    times.forEach((row, own) -> add(row, own, references.get(row.place())));
  }

  /** Without a reference in its place the times are ratios already: the floor's. */
  private void add(Row row, Map<Integer, Double> times, Map<Integer, Double> reference) {
    List<Double> figures = new ArrayList<>();
    times.forEach(
        (round, time) -> {
          double by = reference == null ? 1 : reference.getOrDefault(round, Double.NaN);
          if (Double.isFinite(time / by)) {
            figures.add(time / by);
          }
        });
    if (!figures.isEmpty()) {
      ratios.put(row, Statistics.of(figures));
    }
  }

  /** Over the rounds, in the order of the run. */
  Map<Row, Statistics> ratios() {
    return ratios;
  }
}
