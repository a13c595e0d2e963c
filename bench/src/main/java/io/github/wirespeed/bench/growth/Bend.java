package io.github.wirespeed.bench.growth;

import io.github.wirespeed.bench.report.Statistics;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;

/**
 * Where a curve bends upwards: the first step that costs more than 1.5 times what the step before
 * it costs, and does so in nearly all rounds, as one noisy round is no bend.
 *
 * @param from the last step before the bend
 * @param to the step that costs more
 * @param factor how much more, the median of the rounds
 */
record Bend(int from, int to, double factor) {
  /** The rule in words. */
  static final String RULE =
      "A curve bends at the first step that costs more than 1.5 times what the step before it"
          + " costs in the same round, in at least three quarters of the rounds.";

  private static final double BEND = 1.5;
  private static final double ROUNDS = 0.75;

  /**
   * A step of a curve and the one before it.
   *
   * @param ratios of their costs, one for each round
   */
  record Step(int from, int to, List<Double> ratios) {
    private boolean bends() {
      long over = ratios.stream().filter(ratio -> ratio > BEND).count();
      return !ratios.isEmpty() && over >= ROUNDS * ratios.size();
    }

    private double median() {
      return Statistics.of(ratios).median();
    }
  }

  /** The bend of a curve, from left to right; null if it has none. */
  static Bend of(List<Step> curve) {
    return curve.stream()
        .filter(Step::bends)
        .findFirst()
        .map(step -> new Bend(step.from(), step.to(), step.median()))
        .orElse(null);
  }

  /**
   * "bends between 1 KiB and 4 KiB (2.30 x)", or what the largest step was if it does not bend.
   *
   * @param show a step in words
   */
  static String sentence(List<Step> curve, IntFunction<String> show) {
    Bend bend = of(curve);
    if (bend != null) {
      return String.format(
          Locale.ROOT,
          "bends between %s and %s (%.2f x)",
          show.apply(bend.from()),
          show.apply(bend.to()),
          bend.factor());
    } else if (curve.isEmpty()) {
      return "has too few steps to bend";
    }
    return String.format(
        Locale.ROOT,
        "does not bend from %s to %s (largest step %.2f x)",
        show.apply(curve.get(0).from()),
        show.apply(curve.get(curve.size() - 1).to()),
        curve.stream().mapToDouble(Step::median).max().orElse(Double.NaN));
  }
}
