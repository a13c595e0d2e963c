package io.github.wirespeed.bench.growth;

import io.github.wirespeed.bench.report.Chart;
import io.github.wirespeed.bench.report.Statistics;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/** The rounds that count, and what they say together. */
record Costs(List<Cost> all) {
  /** What was measured of an axis, from small to large. */
  List<Integer> steps(Axis axis) {
    return all.stream().filter(c -> c.axis() == axis).map(Cost::step).sorted().distinct().toList();
  }

  /** Whose costs were measured, in the order of the rounds. */
  Set<Line> lines(Axis axis) {
    Set<Line> lines = new LinkedHashSet<>();
    all.stream().filter(c -> c.axis() == axis).forEach(c -> lines.add(c.line()));
    return lines;
  }

  /** A figure of the rounds at a step; of those that did not fail, and that have it. */
  Statistics of(Axis axis, int step, Line line, ToDoubleFunction<Cost> figure) {
    return Statistics.of(
        at(axis, step, line).stream()
            .mapToDouble(figure)
            .filter(Double::isFinite)
            .boxed()
            .toList());
  }

  private List<Cost> at(Axis axis, int step, Line line) {
    return all.stream()
        .filter(c -> c.axis() == axis && c.step() == step && c.line().equals(line))
        .filter(c -> c.failed() == null)
        .toList();
  }

  /** The steps of a curve, each against the one before it; those that failed are left out. */
  List<Bend.Step> climb(Axis axis, Line line, ToDoubleFunction<Cost> figure) {
    List<Bend.Step> climb = new ArrayList<>();
    List<Integer> steps =
        steps(axis).stream().filter(step -> !at(axis, step, line).isEmpty()).toList();
    for (int i = 1; i < steps.size(); i++) {
      List<Cost> before = at(axis, steps.get(i - 1), line);
      List<Double> ratios = new ArrayList<>();
      for (Cost cost : at(axis, steps.get(i), line)) {
        before.stream()
            .filter(other -> other.round() == cost.round())
            .mapToDouble(other -> figure.applyAsDouble(cost) / figure.applyAsDouble(other))
            .filter(Double::isFinite)
            .forEach(ratios::add);
      }
      climb.add(new Bend.Step(steps.get(i - 1), steps.get(i), ratios));
    }
    return climb;
  }

  /** Wall time over that of the floor which waits alike, in the same round. */
  Statistics overFloor(Axis axis, int step, Line line) {
    List<Double> ratios = new ArrayList<>();
    List<Cost> floors = at(axis, step, new Line(Line.FLOOR, line.waiting()));
    for (Cost cost : at(axis, step, line)) {
      floors.stream()
          .filter(floor -> floor.round() == cost.round())
          .forEach(floor -> ratios.add(cost.micros() / floor.micros()));
    }
    return Statistics.of(ratios);
  }

  /** Medians of a figure over the steps; those that failed are left out. */
  List<Chart.Point> curve(Axis axis, Line line, ToDoubleFunction<Cost> figure) {
    List<Chart.Point> points = new ArrayList<>();
    for (int step : steps(axis)) {
      Statistics found = of(axis, step, line, figure);
      if (found.count() > 0) {
        points.add(new Chart.Point(step, found.median()));
      }
    }
    return points;
  }

  /** What went wrong there; empty if nothing did. */
  String failures(Axis axis, int step, Line line) {
    List<Cost> failed =
        all.stream()
            .filter(c -> c.axis() == axis && c.step() == step && c.line().equals(line))
            .filter(c -> c.failed() != null)
            .toList();
    return failed.isEmpty() ? "" : "failed " + failed.size() + " x: " + failed.get(0).failed();
  }
}
