package io.github.wirespeed.bench.research;

import io.github.wirespeed.bench.experiment.Case;
import io.github.wirespeed.bench.experiment.Experiment;
import io.github.wirespeed.bench.experiment.Variant;
import io.github.wirespeed.bench.report.Statistics;
import java.util.ArrayList;
import java.util.List;

/**
 * All rounds of a variant.
 *
 * @param times of an operation, in nanoseconds
 * @param ratios to what is shipped, of the same round; none for what is shipped
 * @param outcome null for what is shipped, unless it failed
 * @param failed why it has fewer rounds than others, or none; null if it did not fail
 */
record Row(
    Experiment experiment,
    Case of,
    Variant variant,
    Statistics times,
    Statistics ratios,
    MedianInterval interval,
    Outcome outcome,
    String failed) {

  /** The rows of some experiments, as far as there are rounds of them, or reasons for none. */
  static List<Row> of(List<Experiment> experiments, List<Measured> rounds) {
    List<Row> rows = new ArrayList<>();
    for (Experiment experiment : experiments) {
      for (Case of : experiment.cases()) {
        List<Measured> own = rounds.stream().filter(r -> r.isOf(experiment, of)).toList();
        for (Variant variant : of.variants()) {
          rows.add(row(experiment, of, variant, own));
        }
      }
    }
    return rows;
  }

  private static Row row(Experiment experiment, Case of, Variant variant, List<Measured> rounds) {
    List<Double> times = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    String failed = variant.absent();
    for (Measured round : rounds) {
      if (!round.variant().equals(variant.name())) {
        continue;
      } else if (round.failed() != null) {
        failed = round.failed();
        continue;
      }
      times.add(round.nanos());
      rounds.stream()
          .filter(r -> r.shipped() && !variant.shipped() && r.failed() == null)
          .filter(r -> r.round() == round.round())
          .forEach(r -> ratios.add(round.nanos() / r.nanos()));
    }
    MedianInterval interval = MedianInterval.of(ratios);
    Outcome outcome =
        variant.absent() != null
            ? Outcome.ABSENT
            : failed != null ? Outcome.FAILED : variant.shipped() ? null : Outcome.of(interval);
    return new Row(
        experiment,
        of,
        variant,
        Statistics.of(times),
        Statistics.of(ratios),
        interval,
        outcome,
        failed);
  }
}
