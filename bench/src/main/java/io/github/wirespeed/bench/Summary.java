package io.github.wirespeed.bench;

import io.github.wirespeed.bench.report.Statistics;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * One line of the table: all rounds of one client in one place.
 *
 * @param total the rounds together
 * @param ratios to the floor of the same round: of medians in request-response (lower is better),
 *     of bytes per second in streams (higher is better)
 */
record Summary(Round total, Statistics ratios) {

  /** The lines, in the order of the rounds; warm-up rounds left out. */
  static List<Summary> of(List<Round> rounds) {
    Map<List<Object>, List<Round>> cells = new LinkedHashMap<>();
    for (Round round : rounds) {
      cells
          .computeIfAbsent(
              List.of(round.workload(), round.payload(), round.client()), k -> new ArrayList<>())
          .add(round);
    }
    List<Summary> summaries = new ArrayList<>();
    for (Map.Entry<List<Object>, List<Round>> cell : cells.entrySet()) {
      Workload workload = (Workload) cell.getKey().get(0);
      List<Round> floor =
          cells.getOrDefault(List.of(workload, cell.getKey().get(1), Client.FLOOR), List.of());
      summaries.add(of(cell.getValue(), floor));
    }
    return summaries;
  }

  private static Summary of(List<Round> rounds, List<Round> floor) {
    Round first = rounds.get(0);
    Histogram times = new Histogram(first.times());
    times.reset();
    int messages = 0;
    long nanos = 0;
    long allocated = 0;
    List<Double> ratios = new ArrayList<>();
    for (Round round : rounds) {
      times.add(round.times());
      messages += round.messages();
      nanos += round.nanos();
      allocated += round.allocatedBytes();
      if (round.client() != Client.FLOOR) {
        floor.stream()
            .filter(f -> f.number() == round.number())
            .forEach(
                f ->
                    ratios.add(
                        round.workload().oneWay()
                            ? round.messagesPerSecond() / f.messagesPerSecond()
                            : round.floorRatio()));
      }
    }
    Round total =
        new Round(
            first.workload(),
            first.payload(),
            first.client(),
            rounds.size(),
            messages,
            nanos,
            times,
            allocated,
            Double.NaN);
    return new Summary(total, Statistics.of(ratios));
  }

  double mebibytesPerSecond() {
    return total.messagesPerSecond() * total.payload() / (1 << 20);
  }
}
