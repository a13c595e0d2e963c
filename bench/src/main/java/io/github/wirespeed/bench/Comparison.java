package io.github.wirespeed.bench;

import io.github.wirespeed.bench.report.Statistics;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** One client against another over the rounds of a run, round by round. */
final class Comparison {
  private Comparison() {}

  /**
   * How many times as long {@code slow} takes for a message as {@code fast}, by the mean of each
   * round: percentiles are whole nanoseconds, of which some operations take few.
   */
  static Statistics ofMeans(List<Round> rounds, Workload workload, Client slow, Client fast) {
    return of(rounds, workload, slow, fast, Round::meanMicros);
  }

  /** The same by the median of each round. */
  static Statistics ofMedians(List<Round> rounds, Workload workload, Client slow, Client fast) {
    return of(rounds, workload, slow, fast, r -> r.percentileMicros(50));
  }

  private static Statistics of(
      List<Round> rounds,
      Workload workload,
      Client slow,
      Client fast,
      ToDoubleFunction<Round> micros) {
    List<Double> ratios = new ArrayList<>();
    for (Round round : rounds) {
      if (round.workload() == workload && round.client() == slow) {
        rounds.stream()
            .filter(r -> r.workload() == workload && r.client() == fast)
            .filter(r -> r.number() == round.number() && r.payload() == round.payload())
            .forEach(r -> ratios.add(micros.applyAsDouble(round) / micros.applyAsDouble(r)));
      }
    }
    return Statistics.of(ratios);
  }
}
