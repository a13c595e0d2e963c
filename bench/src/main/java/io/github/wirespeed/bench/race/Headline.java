package io.github.wirespeed.bench.race;

import io.github.wirespeed.bench.report.Statistics;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A run in one table, for the README: of each place of its first server in the clear the best JVM
 * peer, ours beside it, and who is first of all, whoever that is.
 */
final class Headline {
  private static final String NONE = "-";

  private final Rounds rounds;

  Headline(Rounds rounds) {
    this.rounds = rounds;
  }

  /** The table as Markdown; only its head if there were no rounds. */
  String markdown() {
    StringBuilder md = new StringBuilder();
    row(
        md,
        "messages/s",
        "best JVM peer",
        "Wirespeed, `blocking()`",
        "Wirespeed, `adaptive()`",
        "first of all that were measured");
    row(md, "---", "---:", "---:", "---:", "---");
    for (Place place : places()) {
      Optional<Entrant> peer = rounds.best(place, entrant -> entrant.kind() == Entrant.Kind.JVM);
      row(
          md,
          name(place),
          peer.map(p -> rate(place, p) + " " + p.name()).orElse(NONE),
          ours(place, "blocking", peer),
          ours(place, "adaptive", peer),
          first(place));
    }
    return md.toString();
  }

  /** Those with the run's first server; over TLS and on one core only what is the smallest. */
  private List<Place> places() {
    List<Place> chosen = new ArrayList<>();
    for (Place place : rounds.places()) {
      boolean first = place.venue().server() == rounds.places().get(0).venue().server();
      boolean usual = !place.venue().tls() && place.venue().cores() != Place.Cores.SHARED;
      if (first && (usual || (place.workload() == Workload.RR && place.payload() <= 256))) {
        chosen.add(place);
      }
    }
    return chosen;
  }

  private static String name(Place place) {
    return place.title()
        + (place.venue().tls() ? ", TLS" : "")
        + (place.venue().cores() == Place.Cores.SHARED ? ", one core for both" : "");
  }

  private String ours(Place place, String wait, Optional<Entrant> peer) {
    Optional<Entrant> best = rounds.best(place, RaceTables.ours(wait));
    if (best.isEmpty()) {
      return NONE;
    }
    Statistics ratio =
        peer.isEmpty() ? Statistics.of(List.of()) : rounds.ratio(place, best.get(), peer.get());
    return ratio.count() == 0
        ? rate(place, best.get())
        : String.format(
            Locale.ROOT,
            ratio.median() < 1 ? "%s (**%.2f x**)" : "%s (%.2f x)",
            rate(place, best.get()),
            ratio.median());
  }

  /** Ours in plain letters, anybody else in bold ones: where we are not first shall be seen. */
  private String first(Place place) {
    Optional<Entrant> first = rounds.best(place, e -> e.kind() != Entrant.Kind.FLOOR);
    if (first.isEmpty()) {
      return NONE;
    }
    Entrant entrant = first.get();
    return entrant.kind() == Entrant.Kind.OURS
        ? "ours (" + entrant.name().replaceFirst("^wirespeed-", "") + ")"
        : "**" + entrant.name() + "** (" + entrant.language() + "), " + rate(place, entrant);
  }

  private String rate(Place place, Entrant entrant) {
    return String.format(Locale.ROOT, "%,.0f", rounds.rate(place, entrant).median());
  }

  private static void row(StringBuilder md, String... cells) {
    md.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }
}
