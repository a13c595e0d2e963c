package io.github.wirespeed.bench.server;

import io.github.wirespeed.bench.peers.Contender;
import io.github.wirespeed.bench.report.Statistics;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/** The rounds that count, and what they say together. */
record Rounds(List<Measured> all) {
  /** What was compared, in the order of the rounds. */
  Set<Measured.Place> places() {
    Set<Measured.Place> places = new LinkedHashSet<>();
    all.forEach(round -> places.add(round.place()));
    return places;
  }

  /** Who was measured there, failures included. */
  Set<Contender> servers(Measured.Place place) {
    Set<Contender> servers = new LinkedHashSet<>();
    all.stream().filter(r -> r.place().equals(place)).forEach(r -> servers.add(r.server()));
    return servers;
  }

  /** A figure of a server's rounds there; of those that did not fail. */
  Statistics of(Measured.Place place, Contender server, ToDoubleFunction<Measured> figure) {
    return Statistics.of(done(place, server).stream().mapToDouble(figure).boxed().toList());
  }

  /** Messages per second of one over the other's, round by round. */
  Statistics ratio(Measured.Place place, Contender one, Contender other) {
    List<Double> ratios = new ArrayList<>();
    for (Measured a : done(place, one)) {
      double ratio = ratio(a, other);
      if (Double.isFinite(ratio)) { // in a very short round nothing may come back
        ratios.add(ratio);
      }
    }
    return Statistics.of(ratios);
  }

  /** Messages per second of a round over another server's in the same round; NaN without. */
  double ratio(Measured a, Contender other) {
    return all.stream()
        .filter(b -> b.server() == other && b.failed() == null)
        .filter(b -> b.place().equals(a.place()) && b.round() == a.round())
        .mapToDouble(b -> a.perSecond() / b.perSecond())
        .findFirst()
        .orElse(Double.NaN);
  }

  /** What went wrong in a server's rounds there; empty if nothing did. */
  String failures(Measured.Place place, Contender server) {
    List<Measured> failed =
        all.stream()
            .filter(r -> r.place().equals(place) && r.server() == server && r.failed() != null)
            .toList();
    return failed.isEmpty() ? "" : "failed " + failed.size() + " x: " + failed.get(0).failed();
  }

  private List<Measured> done(Measured.Place place, Contender server) {
    return all.stream()
        .filter(r -> r.place().equals(place) && r.server() == server && r.failed() == null)
        .toList();
  }
}
