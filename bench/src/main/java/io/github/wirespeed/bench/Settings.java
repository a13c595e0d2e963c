package io.github.wirespeed.bench;

import io.github.wirespeed.WaitStrategy;
import java.time.Duration;
import java.util.List;

/**
 * What one run measures.
 *
 * @param payloads in bytes; empty: those of each workload
 * @param messages of each round; 0: as many as take {@link #slice}
 * @param rounds that count, of each client; one more goes before them
 * @param tls whether it is over TLS, the floor too
 * @param url of a foreign echo server; null: ours
 * @param warmUp before the first round of each client, at most
 * @param slice how long a round is, at most
 * @param budget for all of it together: what does not fit gets shorter
 */
record Settings(
    List<Workload> workloads,
    List<Integer> payloads,
    int messages,
    int rounds,
    List<Client> clients,
    WaitStrategy strategy,
    boolean tls,
    String url,
    Duration warmUp,
    Duration slice,
    Duration budget) {
  static final Duration WARM_UP = Duration.ofSeconds(1);
  static final Duration SLICE = Duration.ofMillis(400);
  static final Duration BUDGET = Duration.ofSeconds(46);
  static final int ROUNDS = 5;

  /** What is measured where nobody chooses, or over TLS what has a bar there. */
  static Settings usual(boolean tls) {
    return new Settings(
        tls ? List.of(Workload.RR) : List.of(Workload.values()),
        List.of(),
        0,
        ROUNDS,
        List.of(Client.values()),
        WaitStrategy.adaptive(),
        tls,
        null,
        WARM_UP,
        SLICE,
        BUDGET);
  }

  List<Integer> payloadsOf(Workload workload) {
    return payloads.isEmpty() ? workload.payloads() : payloads;
  }

  List<Client> clientsOf(Workload workload) {
    return clients.stream().filter(workload::measures).toList();
  }

  /**
   * The share of {@link #warmUp} and {@link #slice} that a place gets. Most of all those whose bars
   * are close: small request-response and pipelined messages, where the fixed costs show. Streams
   * are fast or slow for milliseconds at a time, so that short rounds of them differ by more than
   * what is compared. What needs no network hardly differs at all.
   */
  double weight(Workload workload, int payload) {
    return switch (workload) {
      case RR, PIPELINED -> payload <= 1024 ? 1 : 0.3;
      case UPLOAD, DOWNLOAD -> 0.8;
      case MIXED -> 0.4;
      case BUFFERED, ITERATE, ERRORS -> 0.25;
    };
  }
}
