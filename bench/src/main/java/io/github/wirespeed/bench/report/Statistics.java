package io.github.wirespeed.bench.report;

import java.util.Arrays;
import java.util.Collection;

/**
 * What figures of which there is one per round come to.
 *
 * @param count how many figures there are; the others are NaN if none
 * @param trimmedMean of those that are left without the lowest and the highest tenth, rounded up:
 *     of ten figures eight, of five three; the mean where nothing would be left
 * @param stdev of the sample; NaN of fewer than two
 */
public record Statistics(
    int count,
    double mean,
    double trimmedMean,
    double median,
    double stdev,
    double min,
    double max) {
  private static final double NONE = Double.NaN;

  public static Statistics of(Collection<Double> figures) {
    double[] sorted = figures.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int n = sorted.length;
    if (n == 0) {
      return new Statistics(0, NONE, NONE, NONE, NONE, NONE, NONE);
    }
    double median = (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
    double mean = Arrays.stream(sorted).sum() / n;
    double squares = Arrays.stream(sorted).map(x -> (x - mean) * (x - mean)).sum();
    return new Statistics(
        n,
        mean,
        trimmed(sorted, mean),
        median,
        n < 2 ? NONE : Math.sqrt(squares / (n - 1)),
        sorted[0],
        sorted[n - 1]);
  }

  private static double trimmed(double[] sorted, double mean) {
    int off = (sorted.length + 9) / 10;
    int left = sorted.length - 2 * off;
    return left < 1 ? mean : Arrays.stream(sorted, off, off + left).sum() / left;
  }
}
