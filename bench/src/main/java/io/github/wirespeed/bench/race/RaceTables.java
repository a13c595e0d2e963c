package io.github.wirespeed.bench.race;

import io.github.wirespeed.bench.report.Statistics;
import io.github.wirespeed.bench.report.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import org.HdrHistogram.Histogram;

/** What is printed of the rounds. */
final class RaceTables {
  private static final String NONE = "-";

  private RaceTables() {}

  /** One for each venue, and one with the places where ours are not first if there are any. */
  static List<Table> of(Rounds rounds) {
    List<Table> tables = new ArrayList<>();
    for (Place.Venue venue : rounds.places().stream().map(Place::venue).distinct().toList()) {
      tables.add(venue(rounds, venue));
    }
    Table behind = notFirst(rounds);
    if (!behind.rows().isEmpty()) {
      tables.add(behind);
    }
    return tables;
  }

  private static Table venue(Rounds rounds, Place.Venue venue) {
    List<List<String>> rows = new ArrayList<>();
    for (Place place : rounds.places()) {
      if (place.venue().equals(venue)) {
        rounds.entrants(place).forEach(entrant -> rows.add(row(rounds, place, entrant)));
      }
    }
    return new Table(
        "Clients against " + venue.title(),
        4,
        List.of(
            "workload",
            "language",
            "client",
            "wait",
            "messages/s",
            "lowest..highest",
            "p50 us",
            "p95 us",
            "p99 us",
            "CPU us",
            "server's CPU us",
            "adaptive over it",
            "blocking over it",
            ""),
        rows);
  }

  private static List<String> row(Rounds rounds, Place place, Entrant entrant) {
    Statistics rate = rounds.rate(place, entrant);
    Histogram times = rounds.times(place, entrant);
    boolean timed = times.getTotalCount() > 0;
    return List.of(
        place.title(),
        entrant.language(),
        entrant.name(),
        entrant.waiting(),
        rate.count() == 0 ? NONE : number("%,.0f", rate.median()),
        rate.count() == 0 ? NONE : number("%,.0f..%,.0f", rate.min(), rate.max()),
        timed ? micros(times, 50) : NONE,
        timed ? micros(times, 95) : NONE,
        timed ? micros(times, 99) : NONE,
        cpu(rounds.of(place, entrant, Measured::cpuMicros)),
        cpu(rounds.of(place, entrant, Measured::serverCpuMicros)),
        over(rounds, place, "adaptive", entrant),
        over(rounds, place, "blocking", entrant),
        rounds.failures(place, entrant));
  }

  /** The best of ours that waits so, over another. */
  private static String over(Rounds rounds, Place place, String wait, Entrant other) {
    Optional<Entrant> best = rounds.best(place, ours(wait));
    if (best.isEmpty() || best.get().equals(other)) {
      return NONE;
    }
    Statistics ratio = rounds.ratio(place, best.get(), other);
    return ratio.count() == 0
        ? NONE
        : number("%.2f (%.2f..%.2f)", ratio.median(), ratio.min(), ratio.max());
  }

  /** Our clients that wait so. */
  static Predicate<Entrant> ours(String waiting) {
    return entrant -> entrant.kind() == Entrant.Kind.OURS && entrant.waiting().equals(waiting);
  }

  /** The places where a peer is faster than the best of ours. */
  static Table notFirst(Rounds rounds) {
    List<List<String>> rows = new ArrayList<>();
    for (Place place : rounds.places()) {
      Optional<Entrant> first = rounds.best(place, Entrant::peer);
      for (String wait : List.of("adaptive", "blocking")) {
        Optional<Entrant> best = rounds.best(place, ours(wait));
        if (first.isEmpty() || best.isEmpty()) {
          continue;
        }
        Statistics ratio = rounds.ratio(place, best.get(), first.get());
        if (ratio.count() > 0 && ratio.median() < 1) {
          rows.add(
              List.of(
                  place.venue().title(),
                  place.title(),
                  wait,
                  best.get().name(),
                  first.get().name() + " (" + first.get().language() + ")",
                  number("%,.0f", rounds.rate(place, first.get()).median()),
                  number("%.2f (%.2f..%.2f)", ratio.median(), ratio.min(), ratio.max())));
        }
      }
    }
    return new Table(
        "Where we are not first",
        5,
        List.of(
            "server", "workload", "our wait", "our best", "first", "messages/s", "ours over it"),
        rows);
  }

  private static String cpu(Statistics micros) {
    return micros.count() == 0 ? NONE : number("%,.2f", micros.median());
  }

  private static String micros(Histogram times, double percentile) {
    return number("%,.2f", times.getValueAtPercentile(percentile) / 1e3);
  }

  private static String number(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
