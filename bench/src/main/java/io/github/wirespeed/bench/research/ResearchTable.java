package io.github.wirespeed.bench.research;

import io.github.wirespeed.bench.experiment.Case;
import io.github.wirespeed.bench.experiment.Experiment;
import io.github.wirespeed.bench.report.Chart;
import io.github.wirespeed.bench.report.Statistics;
import io.github.wirespeed.bench.report.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The rows as a table, as charts, and as sentences. */
final class ResearchTable {
  private static final List<String> HEADERS =
      List.of(
          "experiment",
          "case",
          "variant",
          "shipped",
          "unit",
          "mean",
          "median",
          "trimmed mean",
          "stdev",
          "min..max",
          "x shipped (min..max)",
          "verdict",
          "websocket-rs (report)");
  private static final String NONE = "-";

  private ResearchTable() {}

  static Table of(List<Row> rows) {
    List<List<String>> cells = new ArrayList<>();
    Experiment last = null;
    for (Row row : rows) {
      cells.add(cells(row, row.experiment() != last));
      last = row.experiment();
    }
    return new Table("Experiments: time of one operation, less is better", 5, HEADERS, cells);
  }

  private static List<String> cells(Row row, boolean first) {
    Statistics times = row.times();
    Case.Unit unit = row.of().unit();
    return List.of(
        row.experiment().name(),
        row.of().name(),
        row.variant().name(),
        row.variant().shipped() ? "yes" : "no",
        unit.label(),
        time(unit, times.mean()),
        time(unit, times.median()),
        time(unit, times.trimmedMean()),
        time(unit, times.stdev()),
        range(time(unit, times.min()), time(unit, times.max())),
        row.ratios().count() == 0
            ? NONE
            : ratio(row.ratios().median())
                + " ("
                + range(ratio(row.ratios().min()), ratio(row.ratios().max()))
                + ")",
        row.outcome() == null ? NONE : row.outcome().words(),
        first ? row.experiment().reported() : "");
  }

  private static String range(String low, String high) {
    return low.equals(NONE) ? NONE : low + ".." + high;
  }

  private static String time(Case.Unit unit, double nanos) {
    return number(unit.of(nanos));
  }

  private static String ratio(double ratio) {
    return number(ratio);
  }

  private static String number(double value) {
    if (Double.isNaN(value)) {
      return NONE;
    }
    return String.format(
        Locale.ROOT, value >= 1000 ? "%,.0f" : value >= 10 ? "%.1f" : "%.3f", value);
  }

  /** A chart for each experiment: the variants' times as multiples of what is shipped. */
  static List<Chart> charts(List<Experiment> experiments, List<Row> rows) {
    List<Chart> charts = new ArrayList<>();
    for (Experiment experiment : experiments) {
      List<Chart.Bar> bars = new ArrayList<>();
      for (Row row : rows) {
        if (row.experiment() == experiment && row.times().count() > 0) {
          bars.add(bar(row));
        }
      }
      if (!bars.isEmpty()) {
        charts.add(
            new Chart.Bars(
                "Research: " + experiment.name(), "time, x of what is shipped", List.copyOf(bars)));
      }
    }
    return charts;
  }

  private static Chart.Bar bar(Row row) {
    String label =
        row.of().name().isEmpty()
            ? row.variant().name()
            : row.of().name() + ", " + row.variant().name();
    Statistics ratios = row.ratios();
    return row.variant().shipped() || ratios.count() == 0
        ? new Chart.Bar(label, Chart.Kind.OURS, 1, 1, 1)
        : new Chart.Bar(label, Chart.Kind.ALTERNATIVE, ratios.median(), ratios.min(), ratios.max());
  }

  /** For each experiment its question, a verdict for each alternative, and why. */
  static List<String> sentences(List<Experiment> experiments, List<Row> rows) {
    List<String> lines = new ArrayList<>();
    for (Experiment experiment : experiments) {
      lines.add(
          experiment.name()
              + ": "
              + experiment.question()
              + " The report: "
              + experiment.reported()
              + ".");
      rows.stream()
          .filter(row -> row.experiment() == experiment)
          .filter(row -> row.outcome() != null)
          .forEach(row -> lines.add(experiment.name() + ", " + sentence(row)));
      lines.add(experiment.name() + ", why: " + experiment.why());
    }
    return lines;
  }

  /** What must not be overlooked: where something else would have been faster, and what broke. */
  static List<String> against(List<Row> rows) {
    List<String> lines = new ArrayList<>();
    for (Row row : rows) {
      if (row.outcome() == Outcome.FASTER || row.outcome() == Outcome.FAILED) {
        lines.add(
            (row.outcome() == Outcome.FASTER ? "Faster than what is shipped: " : "Failed: ")
                + row.experiment().name()
                + ", "
                + sentence(row));
      }
    }
    return lines;
  }

  private static String sentence(Row row) {
    String of = row.of().name().isEmpty() ? "" : row.of().name() + ", ";
    String note = row.variant().note().isEmpty() ? "" : " (" + row.variant().note() + ")";
    String name = of + row.variant().name() + note + ": " + row.outcome().words();
    return switch (row.outcome()) {
      case FAILED, ABSENT -> name + ": " + row.failed();
      case TOO_FEW -> name + ", " + ratio(row.ratios().median()) + " x";
      default ->
          name
              + ", "
              + ratio(row.ratios().median())
              + " x (95 %: "
              + range(ratio(row.interval().low()), ratio(row.interval().high()))
              + ")";
    };
  }
}
