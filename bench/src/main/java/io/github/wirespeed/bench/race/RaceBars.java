package io.github.wirespeed.bench.race;

import io.github.wirespeed.bench.peers.Contender;
import io.github.wirespeed.bench.report.Statistics;
import io.github.wirespeed.bench.report.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/** Whether the bars of the design, section 6, were reached: against each server by itself. */
final class RaceBars {
  private static final int SMALL = 8 << 10;
  private static final int MIDDLE = 100 << 10;
  private static final int LARGE = 1 << 20;
  private static final int BATCHED = 512;

  /**
   * A bar.
   *
   * @param where it holds
   * @param waiting of ours
   * @param least messages/s of the best of ours over the best of the peers'
   */
  private record Bar(
      String id,
      String claim,
      Predicate<Place> where,
      String waiting,
      Predicate<Entrant> peers,
      ToDoubleFunction<Place> least) {}

  private static final List<Bar> BARS =
      List.of(
          new Bar(
              "F3",
              "rr, adaptive over the best JVM peer: 3.0 to 8 KiB, 2.0 to 100 KiB, 1.8 above",
              RaceBars::apart,
              "adaptive",
              RaceBars::jvm,
              place -> place.payload() <= SMALL ? 3 : place.payload() <= MIDDLE ? 2 : 1.8),
          new Bar(
              "F3",
              "rr, blocking over the best JVM peer: 1.0, from 100 KiB 1.2",
              place -> apart(place) || shared(place),
              "blocking",
              RaceBars::jvm,
              place -> place.payload() < MIDDLE ? 1 : 1.2),
          new Bar(
              "F3",
              "rr on one shared core, adaptive over the best JVM peer: 1.2",
              RaceBars::shared,
              "adaptive",
              RaceBars::jvm,
              place -> 1.2),
          new Bar(
              "F4",
              "rr, adaptive over websocket-rs and picows: 3.0 at 256 B, 1.8 at 1 MiB",
              place -> apart(place) && (place.payload() <= 256 || place.payload() == LARGE),
              "adaptive",
              RaceBars::report,
              place -> place.payload() == LARGE ? 1.8 : 3),
          new Bar(
              "F4",
              "rr, blocking over the best native client: 1.0",
              RaceBars::apart,
              "blocking",
              Entrant::compiled,
              place -> 1),
          new Bar(
              "F4",
              "rr, adaptive over the best native client: 3.0 at 256 B",
              place -> apart(place) && place.payload() <= 256,
              "adaptive",
              Entrant::compiled,
              place -> 3),
          new Bar(
              "F5",
              "pipelined 512 B, adaptive over the best JVM peer: 5.0",
              place ->
                  place.workload() == Workload.PIPELINED
                      && place.payload() == BATCHED
                      && plainApart(place),
              "adaptive",
              RaceBars::jvm,
              place -> 5));

  private RaceBars() {}

  private static boolean jvm(Entrant entrant) {
    return entrant.kind() == Entrant.Kind.JVM;
  }

  /** The starting report's own client, and the one that it was compared with. */
  private static boolean report(Entrant entrant) {
    return entrant.kind() == Entrant.Kind.FOREIGN
        && (entrant.name().startsWith("websocket-rs") || entrant.name().equals("picows"));
  }

  private static boolean rr(Place place) {
    return place.workload() == Workload.RR && !place.venue().tls();
  }

  private static boolean plainApart(Place place) {
    return !place.venue().tls() && place.venue().cores() == Place.Cores.APART;
  }

  private static boolean apart(Place place) {
    return rr(place) && plainApart(place);
  }

  private static boolean shared(Place place) {
    return rr(place) && place.venue().cores() == Place.Cores.SHARED;
  }

  /** All of them, by server; what was measured for none is open once. */
  static List<Verdict> of(Rounds rounds) {
    List<Contender> servers =
        rounds.places().stream().map(place -> place.venue().server()).distinct().toList();
    List<Verdict> verdicts = new ArrayList<>();
    for (Bar bar : BARS) {
      List<Verdict> each = servers.stream().map(server -> verdict(rounds, bar, server)).toList();
      if (each.stream().allMatch(verdict -> verdict.holds() == null)) {
        verdicts.add(Verdict.open(bar.id(), bar.claim()));
      } else {
        verdicts.addAll(each);
      }
    }
    return verdicts;
  }

  private static Verdict verdict(Rounds rounds, Bar bar, Contender server) {
    String claim = server.label() + ": " + bar.claim();
    List<String> missed = new ArrayList<>();
    int places = 0;
    double nearest = Double.MAX_VALUE;
    String least = "";
    for (Place place : rounds.places()) {
      Optional<Entrant> peer = rounds.best(place, bar.peers());
      if (place.venue().server() != server || !bar.where().test(place) || peer.isEmpty()) {
        continue;
      }
      Predicate<Entrant> ours = RaceTables.ours(bar.waiting());
      Optional<Entrant> best = rounds.best(place, ours);
      if (best.isEmpty()) {
        if (rounds.entrants(place).stream().anyMatch(ours)) { // it was there and failed
          places++;
          missed.add("none (" + name(place) + ": ours failed)");
        }
        continue;
      }
      Statistics ratio = rounds.ratio(place, best.get(), peer.get());
      if (ratio.count() == 0) {
        continue;
      }
      places++;
      double wanted = bar.least().applyAsDouble(place);
      String socket = socket(rounds, place, bar.waiting(), peer.get());
      String here = here(place, ratio.median(), wanted, best.get(), peer.get(), socket);
      if (ratio.median() < wanted) {
        missed.add(here);
      }
      if (ratio.median() / wanted < nearest) {
        nearest = ratio.median() / wanted;
        least = here;
      }
    }
    if (places == 0) {
      return Verdict.open(bar.id(), claim);
    }
    return new Verdict(
        bar.id(),
        claim,
        missed.isEmpty(),
        missed.isEmpty()
            ? (places == 1 ? "" : "of " + places + " rows the nearest to it is ") + least
            : "in " + missed.size() + " of " + places + " rows only " + String.join(", ", missed));
  }

  private static String here(
      Place place, double ratio, double wanted, Entrant ours, Entrant peer, String socket) {
    return String.format(
        Locale.ROOT,
        "%.2f x of %.1f (%s: %s over %s%s)",
        ratio,
        wanted,
        name(place),
        ours.name(),
        peer.name(),
        socket);
  }

  /** What nobody could be faster than, if it was measured: a bar above it is out of reach. */
  private static String socket(Rounds rounds, Place place, String waiting, Entrant peer) {
    return rounds
        .best(place, e -> e.kind() == Entrant.Kind.FLOOR && e.waiting().equals(waiting))
        .map(floor -> rounds.ratio(place, floor, peer))
        .filter(ratio -> ratio.count() > 0)
        .map(ratio -> String.format(Locale.ROOT, "; a bare socket %.2f", ratio.median()))
        .orElse("");
  }

  private static String name(Place place) {
    boolean shared = place.venue().cores() == Place.Cores.SHARED;
    return place.title() + (shared ? " on one core" : "");
  }
}
