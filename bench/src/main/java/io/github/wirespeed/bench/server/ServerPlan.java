package io.github.wirespeed.bench.server;

import io.github.wirespeed.bench.peers.Contender;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What one run measures.
 *
 * @param workloads echo, fanout, idle
 * @param peers of other libraries that are measured beside ours
 * @param usual whether they are those that are measured if nobody chooses
 * @param connections 0 for each workload's own
 * @param payloads in bytes; empty for each workload's own
 * @param windows messages under way on each connection of an echo
 * @param rounds that count; one more goes before them
 * @param millis of a round; 0 for what the budget allows
 * @param quick whether it is to take half the time
 */
record ServerPlan(
    Set<Workload> workloads,
    List<Contender> peers,
    boolean usual,
    int connections,
    List<Integer> payloads,
    List<Integer> windows,
    int rounds,
    int millis,
    boolean quick) {
  /** What is measured. */
  enum Workload {
    ECHO,
    FANOUT,
    IDLE
  }

  private static final List<Integer> PAYLOADS = List.of(16, 1 << 10, 16 << 10);
  private static final int FANOUT_PAYLOAD = 256;
  private static final int ECHO_BUDGET_MILLIS = 105_000;
  private static final int QUICK_ECHO_BUDGET_MILLIS = 28_000;

  /** A warm-up round takes as long as so many others. */
  static final int WARM_UP = 3;

  /** What is measured where nobody chooses. */
  static ServerPlan usual(boolean quick) {
    return new ServerPlan(
        EnumSet.allOf(Workload.class),
        Contender.peers(),
        true,
        0,
        List.of(),
        List.of(1, 8),
        quick ? 2 : 5,
        0,
        quick);
  }

  /** Of other libraries as of ours, what serves this workload. */
  List<Contender> contenders(Workload workload) {
    Set<Contender> all = EnumSet.of(Contender.FLOOR, Contender.WIRESPEED);
    if (workload != Workload.IDLE) {
      all.add(Contender.WIRESPEED_BLOCKING);
    }
    if (workload == Workload.ECHO) {
      all.add(Contender.WIRESPEED_THREADS);
    }
    all.addAll(
        usual && workload == Workload.IDLE ? List.of(Contender.NETTY, Contender.UNDERTOW) : peers);
    return List.copyOf(all);
  }

  List<Measured.Place> echoes() {
    List<Measured.Place> places = new ArrayList<>();
    for (int payload : payloads.isEmpty() ? PAYLOADS : payloads) {
      for (int window : windows) {
        places.add(new Measured.Place("server-echo", connections(64), payload, window, 0));
      }
    }
    return places;
  }

  /** At full speed, and unhurried: there the time of a publication is not that of a queue. */
  List<Measured.Place> fanouts() {
    List<Measured.Place> places = new ArrayList<>();
    for (int payload : payloads.isEmpty() ? List.of(FANOUT_PAYLOAD) : payloads) {
      places.add(new Measured.Place("server-fanout", connections(1000), payload, 0, 0));
      places.add(new Measured.Place("server-fanout", connections(1000), payload, 0, 50_000));
    }
    return places;
  }

  int idleConnections() {
    return connections(quick ? 2000 : 10_000);
  }

  private int connections(int usual) {
    return connections > 0 ? connections : usual;
  }

  int echoMillis() {
    if (millis > 0) {
      return millis;
    }
    int slices = echoes().size() * contenders(Workload.ECHO).size() * (rounds + WARM_UP);
    int budget = quick ? QUICK_ECHO_BUDGET_MILLIS : ECHO_BUDGET_MILLIS;
    return Math.max(50, Math.min(1000, budget / slices));
  }

  int fanoutMillis() {
    return millis > 0 ? millis : quick ? 300 : 500;
  }

  /** About how many seconds it takes, for the progress. */
  double seconds(Workload workload) {
    int servers = contenders(workload).size();
    return switch (workload) {
      case ECHO -> servers * (1.5 + echoes().size() * (rounds + WARM_UP) * echoMillis() / 1e3);
      case FANOUT -> servers * (3 + fanouts().size() * (rounds + 1) * fanoutMillis() / 1e3);
      case IDLE -> servers * (4 + idleConnections() / 2500.0);
    };
  }
}
