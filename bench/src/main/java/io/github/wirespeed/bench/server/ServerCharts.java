package io.github.wirespeed.bench.server;

import io.github.wirespeed.bench.Payload;
import io.github.wirespeed.bench.peers.Contender;
import io.github.wirespeed.bench.report.Chart;
import io.github.wirespeed.bench.report.Statistics;
import java.util.ArrayList;
import java.util.List;

/** The rounds as pictures. */
final class ServerCharts {
  private ServerCharts() {}

  /** Messages per second of all servers, one picture for each place. */
  static List<Chart> of(Rounds rounds) {
    List<Chart> charts = new ArrayList<>();
    for (Measured.Place place : rounds.places()) {
      List<Chart.Bar> bars = new ArrayList<>();
      for (Contender server : rounds.servers(place)) {
        Statistics rate = rounds.of(place, server, Measured::perSecond);
        if (rate.count() > 0) {
          bars.add(
              new Chart.Bar(server.label(), kind(server), rate.median(), rate.min(), rate.max()));
        }
      }
      charts.add(new Chart.Bars(title(place), "messages/s", bars));
    }
    return charts;
  }

  private static String title(Measured.Place place) {
    String title = place.workload() + " " + Payload.show(place.payload());
    if (place.window() > 0) {
      return title + ", window " + place.window() + ", messages/s";
    }
    return title + (place.pace() > 0 ? ", with a pause" : "") + ", deliveries/s";
  }

  private static Chart.Kind kind(Contender server) {
    return server.ours()
        ? Chart.Kind.OURS
        : server == Contender.FLOOR ? Chart.Kind.FLOOR : Chart.Kind.PEER;
  }
}
