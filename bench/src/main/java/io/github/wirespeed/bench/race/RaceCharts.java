package io.github.wirespeed.bench.race;

import io.github.wirespeed.bench.report.Chart;
import io.github.wirespeed.bench.report.Statistics;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.HdrHistogram.Histogram;

/** The rounds as pictures. */
final class RaceCharts {
  private static final double[] PERCENTILES = {10, 25, 50, 75, 90, 95, 99, 99.5, 99.9, 99.99};

  /** More curves cannot be told from each other. */
  private static final int PEERS = 5;

  private RaceCharts() {}

  /** Messages per second of each place, and of a request-response how its times are spread. */
  static List<Chart> of(Rounds rounds) {
    List<Chart> charts = new ArrayList<>();
    for (Place place : rounds.places()) {
      charts.add(bars(rounds, place));
      if (place.workload() == Workload.RR) {
        charts.add(curves(rounds, place));
      }
    }
    return charts;
  }

  private static String title(Place place) {
    return place.title() + ", " + place.venue().title();
  }

  private static Chart bars(Rounds rounds, Place place) {
    List<Chart.Bar> bars = new ArrayList<>();
    for (Entrant entrant : rounds.entrants(place)) {
      Statistics rate = rounds.rate(place, entrant);
      if (rate.count() > 0) {
        bars.add(
            new Chart.Bar(entrant.label(), kind(entrant), rate.median(), rate.min(), rate.max()));
      }
    }
    return new Chart.Bars(title(place) + ", messages/s", "messages/s", bars);
  }

  private static Chart curves(Rounds rounds, Place place) {
    List<Entrant> drawn = new ArrayList<>();
    rounds.best(place, RaceTables.ours("adaptive")).ifPresent(drawn::add);
    rounds.best(place, RaceTables.ours("blocking")).ifPresent(drawn::add);
    rounds.entrants(place).stream()
        .filter(entrant -> entrant.kind() == Entrant.Kind.FLOOR)
        .forEach(drawn::add);
    rounds.entrants(place).stream()
        .filter(entrant -> entrant.peer() && rounds.rate(place, entrant).count() > 0)
        .sorted(Comparator.comparingDouble((Entrant peer) -> -rounds.rate(place, peer).median()))
        .limit(PEERS)
        .forEach(drawn::add);
    List<Chart.Curve> curves = new ArrayList<>();
    for (Entrant entrant : drawn) {
      Histogram times = rounds.times(place, entrant);
      if (times.getTotalCount() > 0) {
        List<Chart.Point> points = new ArrayList<>();
        for (double percentile : PERCENTILES) {
          points.add(
              Chart.Point.ofPercentile(percentile, times.getValueAtPercentile(percentile) / 1e3));
        }
        curves.add(new Chart.Curve(entrant.label(), kind(entrant), points));
      }
    }
    return new Chart.Curves(
        title(place) + ", distribution",
        Chart.Axis.PERCENTILES,
        new Chart.Axis("µs", true),
        curves);
  }

  private static Chart.Kind kind(Entrant entrant) {
    return switch (entrant.kind()) {
      case OURS -> Chart.Kind.OURS;
      case FLOOR -> Chart.Kind.FLOOR;
      case JVM, FOREIGN -> Chart.Kind.PEER;
    };
  }
}
