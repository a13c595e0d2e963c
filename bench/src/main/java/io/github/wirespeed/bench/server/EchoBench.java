package io.github.wirespeed.bench.server;

import io.github.wirespeed.bench.Payload;
import io.github.wirespeed.bench.peers.Contender;
import io.github.wirespeed.bench.report.Progress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Echo, round by round, all servers in turns within each. */
final class EchoBench {
  private final ServerPlan plan;
  private final Arena arena;
  private final Progress progress;
  private final Heard heard;

  EchoBench(ServerPlan plan, Arena arena, Progress progress, Heard heard) {
    this.plan = plan;
    this.arena = arena;
    this.progress = progress;
    this.heard = heard;
  }

  /** The rounds that count. */
  List<Measured> run() throws IOException {
    List<Contender> servers = plan.contenders(ServerPlan.Workload.ECHO);
    for (Contender server : servers) {
      progress.next("starting " + server.label());
      probe(server);
      progress.did(1.5);
    }
    List<Measured> measured = new ArrayList<>();
    for (int round = 0; round <= plan.rounds(); round++) {
      for (Measured.Place place : plan.echoes()) {
        progress.next(
            "echo "
                + Payload.show(place.payload())
                + (round == 0 ? ", warm-up" : ", round " + round));
        for (Contender server : servers) {
          Measured found = measure(place, server, round);
          progress.did((round == 0 ? ServerPlan.WARM_UP : 1) * plan.echoMillis() / 1e3);
          if (found != null && round > 0) {
            measured.add(found);
            heard.round(found);
          }
        }
      }
    }
    return measured;
  }

  /** Whether it serves at all: one message. */
  private void probe(Contender server) {
    Arena.Host host = arena.host(server);
    if (host == null) {
      return;
    }
    try {
      host.load("echo", 1, 16, 1, 0, 0);
    } catch (IOException e) {
      arena.leaveOut(server, e.getMessage());
    }
  }

  /** Null if it is left out. */
  private Measured measure(Measured.Place place, Contender server, int round) {
    Arena.Host host = arena.host(server);
    if (host == null) {
      return null;
    }
    int millis = plan.echoMillis() * (round == 0 ? ServerPlan.WARM_UP : 1);
    try {
      long before = host.cpuNanos();
      // The last of them are under way when the time is over, so the CPU time is that of all.
      long[] done =
          host.load(
              "echo",
              place.connections(),
              place.payload(),
              place.window(),
              Math.max(10, millis / 6),
              millis);
      double cpu = (host.cpuNanos() - before) / 1e9 / Math.max(1, done[2]) * 1e5;
      double perSecond = done[0] * 1e9 / done[1];
      return new Measured(
          place, server, round, done[0], perSecond, cpu, Double.NaN, Double.NaN, null);
    } catch (IOException e) {
      arena.discard(server);
      return Measured.failure(place, server, round, e.getMessage());
    }
  }
}
