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
 * @param url of a foreign echo server; null: ours
 * @param warmUp before the first round of each client with small payloads, and less with large ones
 * @param slice how long a round is, about
 * @param budget for all rounds together: they get shorter where the machine is slower than thought
 */
record Settings(
    List<Workload> workloads,
    List<Integer> payloads,
    int messages,
    int rounds,
    List<Client> clients,
    WaitStrategy strategy,
    String url,
    Duration warmUp,
    Duration slice,
    Duration budget) {

  List<Integer> payloadsOf(Workload workload) {
    return payloads.isEmpty() ? workload.payloads() : payloads;
  }

  /** Small messages have more to warm up: the fixed costs of a message are what they show. */
  long warmUpNanos(int payload) {
    return payload <= 4096 ? warmUp.toNanos() : warmUp.toNanos() / 3;
  }
}
