package io.github.wirespeed.bench.research;

import java.util.Collection;

/**
 * Between which two of some figures the median of all such figures lies, with a confidence of at
 * least 95 %. By the sign test: it asks for nothing but independent rounds, neither for a normal
 * distribution nor for one without outliers. Of ten figures it is the second lowest and the second
 * highest (97.9 %); of fewer than six no two will do.
 *
 * @param low NaN where there are too few figures, as {@code high}
 */
record MedianInterval(double low, double high) {
  static final double CONFIDENCE = 0.95;

  static MedianInterval of(Collection<Double> figures) {
    double[] sorted = figures.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int off = off(sorted.length);
    return off < 0
        ? new MedianInterval(Double.NaN, Double.NaN)
        : new MedianInterval(sorted[off], sorted[sorted.length - 1 - off]);
  }

  /** How many figures may be left out at each end; -1 if even all of them are too few. */
  private static int off(int n) {
    double probability = Math.pow(0.5, n); // of exactly i figures below the median
    double tail = probability;
    int off = -1;
    while (n > 0 && 1 - 2 * tail >= CONFIDENCE) {
      off++;
      probability *= (double) (n - off) / (off + 1);
      tail += probability;
    }
    return off;
  }

  boolean known() {
    return !Double.isNaN(low);
  }
}
