package io.github.wirespeed.bench.race;

import io.github.wirespeed.bench.report.Statistics;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/** The rounds of a run, and what they say together. */
final class Rounds {
  private final List<Measured> all;
  private final Map<Place, Map<Entrant, List<Measured>>> cells = new LinkedHashMap<>();

  Rounds(List<Measured> all) {
    this.all = List.copyOf(all);
    for (Measured round : all) {
      cells
          .computeIfAbsent(round.place(), place -> new LinkedHashMap<>())
          .computeIfAbsent(round.entrant(), entrant -> new ArrayList<>())
          .add(round);
    }
  }

  List<Measured> all() {
    return all;
  }

  /** What was compared, in the order of the rounds. */
  List<Place> places() {
    return List.copyOf(cells.keySet());
  }

  /** Who was measured there, failures included. */
  Set<Entrant> entrants(Place place) {
    return cells.getOrDefault(place, Map.of()).keySet();
  }

  private List<Measured> cell(Place place, Entrant entrant) {
    return cells.getOrDefault(place, Map.of()).getOrDefault(entrant, List.of());
  }

  /** A figure of an entrant's rounds there; of those that did not fail. */
  Statistics of(Place place, Entrant entrant, ToDoubleFunction<Measured> figure) {
    return Statistics.of(
        done(place, entrant).stream()
            .mapToDouble(figure)
            .filter(Double::isFinite)
            .boxed()
            .toList());
  }

  Statistics rate(Place place, Entrant entrant) {
    return of(place, entrant, Measured::perSecond);
  }

  /** Of those that may be, the one with the best median of messages a second. */
  Optional<Entrant> best(Place place, Predicate<Entrant> which) {
    return entrants(place).stream()
        .filter(which)
        .filter(entrant -> rate(place, entrant).count() > 0)
        .max(Comparator.comparingDouble(entrant -> rate(place, entrant).median()));
  }

  /** Messages per second of one over the other's, round by round. */
  Statistics ratio(Place place, Entrant one, Entrant other) {
    List<Double> ratios = new ArrayList<>();
    for (Measured a : done(place, one)) {
      double ratio = ratio(a, other);
      if (Double.isFinite(ratio)) {
        ratios.add(ratio);
      }
    }
    return Statistics.of(ratios);
  }

  private double ratio(Measured a, Entrant other) {
    return done(a.place(), other).stream()
        .filter(b -> b.round() == a.round())
        .mapToDouble(b -> a.perSecond() / b.perSecond())
        .findFirst()
        .orElse(Double.NaN);
  }

  /** The median of a round over the floor's that waits likewise, in the same round; or NaN. */
  double floorRatio(Measured round) {
    if (round.times() == null || round.entrant().kind() == Entrant.Kind.FLOOR) {
      return Double.NaN;
    }
    return entrants(round.place()).stream()
        .filter(e -> e.kind() == Entrant.Kind.FLOOR)
        .filter(e -> e.waiting().equals(round.entrant().waiting()))
        .flatMap(floor -> done(round.place(), floor).stream())
        .filter(r -> r.round() == round.round() && r.times() != null)
        .mapToDouble(
            floor ->
                round.times().getValueAtPercentile(50)
                    / (double) floor.times().getValueAtPercentile(50))
        .findFirst()
        .orElse(Double.NaN);
  }

  /** The times of all its rounds there together; empty if there are none. */
  Histogram times(Place place, Entrant entrant) {
    Histogram sum = new Histogram(3);
    for (Measured round : done(place, entrant)) {
      if (round.times() != null) {
        sum.add(round.times());
      }
    }
    return sum;
  }

  /** What went wrong there; empty if nothing did. */
  String failures(Place place, Entrant entrant) {
    List<Measured> failed =
        cell(place, entrant).stream().filter(round -> round.failed() != null).toList();
    if (failed.isEmpty()) {
      return "";
    }
    String times = failed.size() == 1 ? "" : ", " + failed.size() + " times";
    return "failed" + times + ": " + failed.get(0).failed();
  }

  private List<Measured> done(Place place, Entrant entrant) {
    return cell(place, entrant).stream().filter(round -> round.failed() == null).toList();
  }
}
