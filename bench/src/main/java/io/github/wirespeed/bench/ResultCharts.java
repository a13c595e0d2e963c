package io.github.wirespeed.bench;

import io.github.wirespeed.bench.report.Chart;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The summaries as pictures. */
final class ResultCharts {
  private static final double[] PERCENTILES = {10, 25, 50, 75, 90, 95, 99, 99.5, 99.9, 99.99};

  private ResultCharts() {}

  /** One for each workload and payload, and of each round trip how its times are distributed. */
  static List<Chart> of(List<Summary> summaries) {
    Map<List<Object>, List<Summary>> places = new LinkedHashMap<>();
    for (Summary summary : summaries) {
      Round total = summary.total();
      places
          .computeIfAbsent(List.of(total.workload(), total.payload()), k -> new ArrayList<>())
          .add(summary);
    }
    List<Chart> charts = new ArrayList<>();
    for (List<Summary> place : places.values()) {
      charts.add(bars(place));
      if (place.get(0).total().workload() == Workload.RR) {
        charts.add(distribution(place));
      }
    }
    return charts;
  }

  private static String name(Round round) {
    return round.workload().label() + " " + Payload.show(round.payload());
  }

  /** Time of a message, or bytes per second. */
  private static Chart bars(List<Summary> place) {
    Round first = place.get(0).total();
    boolean oneWay = first.workload().oneWay();
    List<Chart.Bar> bars = new ArrayList<>();
    for (Summary summary : place) {
      Round total = summary.total();
      double value = oneWay ? summary.mebibytesPerSecond() : total.percentileMicros(50);
      bars.add(new Chart.Bar(total.client().label(), kind(total.client()), value, value, value));
    }
    String unit = oneWay ? "MiB/s" : "µs";
    return new Chart.Bars(name(first) + (oneWay ? ", MiB/s" : ", p50 in µs"), unit, bars);
  }

  private static Chart distribution(List<Summary> place) {
    List<Chart.Curve> curves = new ArrayList<>();
    for (Summary summary : place) {
      Round total = summary.total();
      List<Chart.Point> points = new ArrayList<>();
      for (double percentile : PERCENTILES) {
        points.add(Chart.Point.ofPercentile(percentile, total.percentileMicros(percentile)));
      }
      curves.add(new Chart.Curve(total.client().label(), kind(total.client()), points));
    }
    return new Chart.Curves(
        name(place.get(0).total()) + ", distribution",
        Chart.Axis.PERCENTILES,
        new Chart.Axis("µs", true),
        curves);
  }

  private static Chart.Kind kind(Client client) {
    return switch (client) {
      case FLOOR -> Chart.Kind.FLOOR;
      case THROUGH_LOOP, FAILED_FUTURE -> Chart.Kind.ALTERNATIVE;
      default -> Chart.Kind.OURS;
    };
  }
}
