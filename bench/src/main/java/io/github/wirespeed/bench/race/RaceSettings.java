package io.github.wirespeed.bench.race;

import io.github.wirespeed.bench.peers.Contender;
import java.util.List;

/**
 * What is asked for. Two runs with the same settings are one, where the second goes on.
 *
 * @param payloads in bytes; empty for those of the plan
 * @param clients names; empty for all
 * @param only jvm or foreign: which peers; empty for both
 * @param rounds that count; 0 for those of the plan
 * @param millis of a round; 0 likewise
 */
public record RaceSettings(
    List<Workload> workloads,
    List<Integer> payloads,
    List<Contender> servers,
    List<String> clients,
    String only,
    boolean plain,
    boolean tls,
    int rounds,
    int millis,
    boolean quick) {
  /** What is measured if nobody chooses. */
  public static RaceSettings usual(boolean quick) {
    return new RaceSettings(
        List.of(Workload.values()),
        List.of(),
        List.of(Contender.NETTY, Contender.UNDERTOW),
        List.of(),
        "",
        true,
        true,
        0,
        0,
        quick);
  }

  /** Whether a contestant is to be measured. */
  boolean wants(Entrant entrant) {
    if (!clients.isEmpty()) {
      return clients.stream().anyMatch(entrant::is);
    }
    return switch (entrant.kind()) {
      case OURS, FLOOR -> true;
      case JVM -> !only.equals("foreign");
      case FOREIGN -> !only.equals("jvm");
    };
  }
}
