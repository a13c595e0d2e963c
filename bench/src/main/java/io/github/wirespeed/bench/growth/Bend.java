package io.github.wirespeed.bench.growth;

import io.github.wirespeed.bench.report.Chart;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;

/**
 * Where a curve bends upwards: the first step that costs more than 1.5 times what the step before
 * it costs.
 *
 * @param from the last step before the bend
 * @param to the step that costs more
 * @param factor how much more
 */
record Bend(double from, double to, double factor) {
  /** From so many times on it is a bend. */
  static final double BEND = 1.5;

  /** The rule in words. */
  static final String RULE =
      "A curve bends at the first step whose median is more than 1.5 times the median of the step"
          + " before it.";

  /** The bend of a curve, from left to right; null if it has none. */
  static Bend of(List<Chart.Point> curve) {
    for (int i = 1; i < curve.size(); i++) {
      double factor = curve.get(i).y() / curve.get(i - 1).y();
      if (factor > BEND) {
        return new Bend(curve.get(i - 1).x(), curve.get(i).x(), factor);
      }
    }
    return null;
  }

  /**
   * "bends between 1 KiB and 4 KiB (2.30 x)", or what the largest step was if it does not bend.
   *
   * @param show a step in words
   */
  static String sentence(List<Chart.Point> curve, DoubleFunction<String> show) {
    Bend bend = of(curve);
    if (bend != null) {
      return String.format(
          Locale.ROOT,
          "bends between %s and %s (%.2f x)",
          show.apply(bend.from()),
          show.apply(bend.to()),
          bend.factor());
    } else if (curve.size() < 2) {
      return "has too few steps to bend";
    }
    double largest = 0;
    for (int i = 1; i < curve.size(); i++) {
      largest = Math.max(largest, curve.get(i).y() / curve.get(i - 1).y());
    }
    return String.format(
        Locale.ROOT,
        "does not bend from %s to %s (largest step %.2f x)",
        show.apply(curve.get(0).x()),
        show.apply(curve.get(curve.size() - 1).x()),
        largest);
  }
}
