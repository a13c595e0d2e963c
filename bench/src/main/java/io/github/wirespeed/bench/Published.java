package io.github.wirespeed.bench;

import java.util.Map;

/**
 * What websocket-rs, the client of the starting report, publishes for its blocking client: round
 * trips a second from docs/BENCHMARKS.md of coseto6125/websocket-rs at 0658181 (tokio-tungstenite
 * echo server on the next core, Ryzen 9 9950X, WSL2), and at 512 B the starting report's time of a
 * round trip. Another machine and another server: beside ours for the order of magnitude only.
 */
final class Published {
  static final String TITLE = "websocket-rs (published, their machine)";

  private static final Map<Integer, String> ROUND_TRIPS =
      Map.of(
          256,
          "15,000/s",
          512,
          "170 us",
          8 << 10,
          "15,100/s",
          100 << 10,
          "10,800/s",
          1 << 20,
          "4,000/s");

  private Published() {}

  /** The figure beside ours, or "-". */
  static String beside(Workload workload, int payload, Client client) {
    return workload == Workload.RR && client == Client.BLOCKING
        ? ROUND_TRIPS.getOrDefault(payload, "-")
        : "-";
  }
}
