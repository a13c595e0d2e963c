package io.github.wirespeed.bench;

import java.util.Collection;

/**
 * Median and range of figures of which there is one per round.
 *
 * @param count how many figures there are; the others are NaN if none
 */
public record Statistics(int count, double median, double min, double max) {

  public static Statistics of(Collection<Double> figures) {
    double[] sorted = figures.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int n = sorted.length;
    if (n == 0) {
      return new Statistics(0, Double.NaN, Double.NaN, Double.NaN);
    }
    double median = (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
    return new Statistics(n, median, sorted[0], sorted[n - 1]);
  }
}
