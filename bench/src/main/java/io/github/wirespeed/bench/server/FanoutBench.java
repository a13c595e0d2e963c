package io.github.wirespeed.bench.server;

import io.github.wirespeed.bench.peers.Contender;
import io.github.wirespeed.bench.report.Progress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** One publisher in the server, many subscribers; all servers in turns within each round. */
final class FanoutBench {
  /** Of the warm-up, which says how many a round takes. */
  private static final int FIRST = 40;

  private static final int LEAST = 10;
  private static final int MOST = 20_000;

  private final ServerPlan plan;
  private final Arena arena;
  private final Progress progress;
  private final Heard heard;
  private final Map<Contender, Double> rates = new EnumMap<>(Contender.class); // publications/s

  FanoutBench(ServerPlan plan, Arena arena, Progress progress, Heard heard) {
    this.plan = plan;
    this.arena = arena;
    this.progress = progress;
    this.heard = heard;
  }

  /** The rounds that count. */
  List<Measured> run() throws IOException {
    List<Contender> servers = plan.contenders(ServerPlan.Workload.FANOUT);
    List<Measured> measured = new ArrayList<>();
    for (int round = 0; round <= plan.rounds(); round++) {
      for (Measured.Place place : plan.fanouts()) {
        progress.next("fan-out" + (round == 0 ? ", warm-up" : ", round " + round));
        for (Contender server : servers) {
          Measured found = measure(place, server, round);
          progress.did((round == 0 ? 3 : 0) + plan.fanoutMillis() / 1e3);
          if (found != null && (round > 0 || found.failed() != null)) {
            measured.add(found);
            heard.round(found);
          }
        }
      }
    }
    return measured;
  }

  private Measured measure(Measured.Place place, Contender server, int round) {
    Arena.Host host = arena.host(server);
    if (host == null) {
      return null;
    }
    try {
      int publications = publications(place, server);
      long before = host.cpuNanos();
      long[] done =
          host.load("fanout", place.connections(), publications, place.payload(), place.pace());
      double cpu = (host.cpuNanos() - before) / 1e9 / done[0] * 1e5;
      double perSecond = done[0] * 1e9 / done[1];
      if (place.pace() == 0) {
        rates.put(server, perSecond / place.connections());
      }
      return new Measured(
          place, server, round, done[0], perSecond, cpu, done[2] / 1e3, done[3] / 1e3, null);
    } catch (IOException e) {
      rates.remove(server);
      arena.discard(server);
      return Measured.failure(place, server, round, e.getMessage());
    }
  }

  private int publications(Measured.Place place, Contender server) {
    double perSecond =
        place.pace() > 0
            ? 1e6 / place.pace()
            : rates.getOrDefault(server, FIRST * 1000.0 / plan.fanoutMillis());
    return (int) Math.max(LEAST, Math.min(MOST, perSecond * plan.fanoutMillis() / 1000));
  }
}
