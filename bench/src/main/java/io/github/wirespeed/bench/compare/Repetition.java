package io.github.wirespeed.bench.compare;

import io.github.wirespeed.bench.compare.Line.Row;
import io.github.wirespeed.bench.report.Statistics;
import io.github.wirespeed.bench.report.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Two runs beside each other: whether the second one confirms the first. */
final class Repetition {
  private final List<List<String>> rows = new ArrayList<>();
  private int compared;
  private int within;
  private double expected;

  Repetition(Run first, Run second) {
    first.ratios().forEach((row, ratios) -> add(row, ratios, second.ratios().get(row)));
  }

  private void add(Row row, Statistics first, Statistics second) {
    if (second == null) {
      return;
    }
    compared++;
    expected += 1 - 2 * below(first.count(), second.count());
    boolean confirmed = second.median() >= first.min() && second.median() <= first.max();
    if (confirmed) {
      within++;
    }
    rows.add(
        List.of(
            row.place(),
            row.name(),
            show(first),
            show(second),
            String.format(Locale.ROOT, "%.2f", second.median() / first.median()),
            confirmed ? "yes" : "no"));
  }

  /**
   * How probable it is that the median of some rounds is below all of some others, if nothing but
   * chance decides: then the lower half of the rounds comes before every other one. The median of
   * an even number lies between two: about half of the time one more has to.
   */
  private static double below(int others, int rounds) {
    int half = (rounds + 1) / 2;
    double odd = first(half, others, rounds);
    return rounds % 2 == 1 ? odd : (odd + first(half + 1, others, rounds)) / 2;
  }

  /** How probable it is that of all rounds the lowest ones are so many of these. */
  private static double first(int count, int others, int rounds) {
    double probability = 1;
    for (int i = 0; i < count; i++) {
      probability *= (double) (rounds - i) / (rounds + others - i);
    }
    return probability;
  }

  private static String show(Statistics ratios) {
    return String.format(
        Locale.ROOT, "%.3f (%.3f..%.3f)", ratios.median(), ratios.min(), ratios.max());
  }

  /** How many rows both runs have. */
  int compared() {
    return compared;
  }

  /** Of what both runs have; nothing for what only one of them measured. */
  Table table() {
    return new Table(
        "Ratios of two runs, round by round: median (lowest..highest)",
        2,
        List.of("where", "what", "first run", "second run", "second / first", "within the spread"),
        rows);
  }

  /** How many rows agree, in a sentence. */
  String summary() {
    return String.format(
        Locale.ROOT,
        "%d of %d medians of the second run lie within the lowest and the highest round of the"
            + " first; of two runs that differ by chance alone about %.0f would",
        within,
        compared,
        expected);
  }
}
