package io.github.wirespeed.bench;

/**
 * What websocket-rs, the client of the starting report, publishes for the same kind of work, from
 * coseto6125/websocket-rs:
 *
 * <ul>
 *   <li>docs/BENCHMARKS.md at 0658181: round trips a second of its blocking and its async client
 *       (tokio-tungstenite echo server on the next core, Ryzen 9 9950X, WSL2), the round trip of a
 *       message among a hundred under way with its callback, and the memory of an idle connection;
 *   <li>docs/OPTIMIZATION_RESEARCH.md at 67e4271: all others. Version 0.3.0: an async round trip of
 *       0.222 ms, a hundred pipelined 512 B messages in 5.715 ms, a batch 53 % slower than single
 *       sends. Version 0.3.1: 0.437 us for a receive and 0.448 us for a step of the iteration, both
 *       of messages that are there, where without the optimistic step 10,000 of them took 5.604 ms
 *       (asyncio.Future; ReadyFuture is 22 % faster) and 1118.273 ms (249 x); 10 million errors a
 *       second, 50 x asyncio's; 1000 messages of 1 KB, mixed 90/10, in 200.03 ms;
 *   <li>the starting report itself: its blocking round trip of 512 B.
 * </ul>
 *
 * <p>Another machine, another server, another language: beside ours for the order of magnitude
 * only.
 */
final class Published {
  static final String TITLE = "websocket-rs (published, their machine)";

  /** Memory of an idle connection. */
  static final String IDLE = "8.9 KB";

  private static final String NONE = "-";

  private Published() {}

  /** The figure beside ours, or "-". */
  static String beside(Workload workload, int payload, Client client) {
    return switch (workload) {
      case RR -> roundTrip(payload, client);
      case PIPELINED -> payload == 512 ? pipelined(client) : NONE;
      case BUFFERED -> client == Client.ASYNC ? "0.437 us" : future(client, "0.560 us");
      case ITERATE -> client == Client.ASYNC ? "0.448 us" : future(client, "111.8 us (249 x)");
      case ERRORS ->
          client == Client.ASYNC
              ? "10,000,000/s"
              : client == Client.FAILED_FUTURE ? "50 x slower" : NONE;
      case MIXED -> payload == 1024 && client == Client.ASYNC ? "5,000/s" : NONE;
      case UPLOAD, DOWNLOAD -> NONE;
    };
  }

  private static String roundTrip(int payload, Client client) {
    boolean blocking = client == Client.BLOCKING;
    if (!blocking && client != Client.ASYNC) {
      return NONE;
    }
    return switch (payload) {
      case 256 -> blocking ? "15,000/s" : "12,800/s (report: 222 us)";
      case 512 -> blocking ? "170 us" : "222 us";
      case 1024 -> blocking ? NONE : "4,300/s";
      case 8 << 10 -> blocking ? "15,100/s" : "13,400/s";
      case 100 << 10 -> blocking ? "10,800/s" : "10,300/s";
      case 1 << 20 -> blocking ? "4,000/s" : "4,200/s";
      default -> NONE;
    };
  }

  private static String pipelined(Client client) {
    return switch (client) {
      case ASYNC -> "57.15 us";
      case ASYNC_BATCH -> "53 % slower than single sends";
      case CALLBACK -> "180 us round trip, 100 under way";
      default -> NONE;
    };
  }

  private static String future(Client client, String figure) {
    return client == Client.THROUGH_LOOP ? figure : NONE;
  }
}
