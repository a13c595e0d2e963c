package io.github.wirespeed.bench.server;

import io.github.wirespeed.bench.peers.Contender;
import io.github.wirespeed.bench.report.Progress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What connections on which nothing happens take of a server's memory; one server at a time. */
final class IdleBench {
  /** Classes, code and a library's first buffers are not a connection's. */
  private static final int WARM_UP = 64;

  private static final int PAYLOAD = 256;

  private final ServerPlan plan;
  private final Arena arena;
  private final Progress progress;

  IdleBench(ServerPlan plan, Arena arena, Progress progress) {
    this.plan = plan;
    this.arena = arena;
    this.progress = progress;
  }

  /**
   * Bytes of each connection.
   *
   * @param heap once they are open; {@code direct} likewise
   * @param usedHeap once a message went to and fro on each, and it is quiet again
   * @param failed what went wrong, null if nothing did
   */
  record Idle(
      Contender server,
      int connections,
      double heap,
      double direct,
      double usedHeap,
      double usedDirect,
      String failed) {
    double together() {
      return Math.max(heap + direct, usedHeap + usedDirect);
    }
  }

  /** One line for each. */
  List<Idle> run() {
    List<Idle> all = new ArrayList<>();
    List<Contender> servers = plan.contenders(ServerPlan.Workload.IDLE);
    for (Contender server : servers) {
      progress.next("idle connections of " + server.label());
      Idle found = measure(server);
      progress.did(plan.seconds(ServerPlan.Workload.IDLE) / servers.size());
      if (found != null) {
        all.add(found);
      }
    }
    return all;
  }

  private Idle measure(Contender server) {
    int connections = plan.idleConnections();
    Arena.Host host = arena.host(server);
    if (host == null) {
      return null;
    }
    try {
      int few = Math.min(WARM_UP, connections);
      for (int i = 0; i < 3; i++) {
        host.load("echo", few, PAYLOAD, 1, 0, 0);
      }
      final long[] before = host.memory();
      int all = few + connections;
      host.load("open", all);
      final long[] idle = host.memory();
      host.load("echo", all, PAYLOAD, 1, 0, 0);
      final long[] used = host.memory();
      double n = connections;
      return new Idle(
          server,
          connections,
          (idle[0] - before[0]) / n,
          (idle[1] - before[1]) / n,
          (used[0] - before[0]) / n,
          (used[1] - before[1]) / n,
          null);
    } catch (IOException e) {
      double none = Double.NaN;
      return new Idle(server, connections, none, none, none, none, e.getMessage());
    } finally {
      arena.discard(server);
    }
  }
}
