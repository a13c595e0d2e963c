package io.github.wirespeed.bench.server;

import io.github.wirespeed.bench.Payload;
import io.github.wirespeed.bench.peers.Contender;
import io.github.wirespeed.bench.report.Statistics;
import io.github.wirespeed.bench.report.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Whether the bars were reached. */
final class Bars {
  private static final double FANOUT = 2;
  private static final double IDLE = 4096;

  private Bars() {}

  static List<Verdict> echo(Rounds rounds) {
    return List.of(
        over(rounds, "F13", Contender.WIRESPEED, "echo, messages/s of every JVM server", 1),
        over(rounds, "F13", Contender.WIRESPEED_BLOCKING, "the same, never spinning", 1));
  }

  static List<Verdict> fanout(Rounds rounds) {
    Rounds hurried = new Rounds(rounds.all().stream().filter(r -> r.place().pace() == 0).toList());
    return List.of(
        over(hurried, "fan", Contender.WIRESPEED, "fan-out, 2 x the best JVM server's", FANOUT));
  }

  static Verdict idle(List<IdleBench.Idle> found) {
    for (IdleBench.Idle idle : found) {
      if (idle.server() == Contender.WIRESPEED && idle.failed() == null) {
        return new Verdict(
            "idle",
            "connection of the server, at most 4096 B",
            idle.together() <= IDLE,
            String.format(Locale.ROOT, "%,.0f B", idle.together()));
      }
    }
    return Verdict.open("idle", "connection of the server, at most 4096 B");
  }

  /** The least that ours is over any peer, in any place. */
  private static Verdict over(Rounds rounds, String id, Contender ours, String claim, double bar) {
    List<String> missed = new ArrayList<>();
    int places = 0;
    double least = Double.MAX_VALUE;
    String where = "";
    for (Measured.Place place : rounds.places()) {
      double worst = Double.MAX_VALUE;
      String against = "";
      for (Contender peer : rounds.servers(place)) {
        Statistics ratio = rounds.ratio(place, ours, peer);
        if (peer.peer() && ratio.count() > 0 && ratio.median() < worst) {
          worst = ratio.median();
          against = peer.label();
        }
      }
      if (worst == Double.MAX_VALUE) {
        continue;
      }
      places++;
      String here = name(place) + ", " + against;
      if (worst < bar) {
        missed.add(String.format(Locale.ROOT, "%.2f (%s)", worst, here));
      }
      if (worst < least) {
        least = worst;
        where = here;
      }
    }
    String full = ours.label() + ": " + claim;
    if (places == 0) {
      return Verdict.open(id, full);
    }
    return new Verdict(
        id,
        full,
        missed.isEmpty(),
        missed.isEmpty()
            ? String.format(Locale.ROOT, "at least %.2f x (%s)", least, where)
            : "in " + missed.size() + " of " + places + " rows only " + String.join(", ", missed));
  }

  private static String name(Measured.Place place) {
    String payload = Payload.show(place.payload());
    return place.window() == 0 ? payload : payload + " window " + place.window();
  }
}
