package io.github.wirespeed.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Bytes that a client's threads allocate per message, in steady state: the one that calls, and that
 * of the loop. NaN what a client does not have, and what the server does not.
 *
 * @param payload size of the messages
 * @param send sending alone: a stream to the server
 * @param view sending, and being shown the answer
 * @param buffered being shown a message that was there
 * @param owned sending, and receiving the answer as a message to keep
 */
record Allocation(
    Client client, int payload, double send, double view, double buffered, double owned) {
  private static final int WARM_UP = 12_000;
  private static final int MESSAGES = 5_000;
  private static final List<Client> CLIENTS =
      List.of(Client.BLOCKING, Client.ASYNC, Client.CALLBACK, Client.POLLER);

  /** Measures those of some clients that allocate in a way of their own. */
  static List<Allocation> measure(Endpoint endpoint, int payload, List<Client> clients)
      throws IOException {
    List<Allocation> measured = new ArrayList<>();
    for (Client client : clients) {
      if (CLIENTS.contains(client)) {
        measured.add(measure(endpoint, payload, client));
      }
    }
    return measured;
  }

  private static Allocation measure(Endpoint endpoint, int payload, Client client)
      throws IOException {
    boolean ours = endpoint.stream() != null;
    boolean views = client != Client.ASYNC;
    Client keeping = client == Client.BLOCKING ? Client.BLOCKING_RECEIVE : client;
    boolean keeps = client == Client.BLOCKING || client == Client.ASYNC;
    return new Allocation(
        client,
        payload,
        ours ? one(endpoint, Workload.UPLOAD, payload, client) : Double.NaN,
        views ? one(endpoint, Workload.RR, payload, client) : Double.NaN,
        views && ours ? one(endpoint, Workload.BUFFERED, payload, client) : Double.NaN,
        keeps ? one(endpoint, Workload.RR, payload, keeping) : Double.NaN);
  }

  /** What a message to keep costs beyond its payload. */
  double overhead() {
    return owned - payload;
  }

  private static double one(Endpoint endpoint, Workload workload, int payload, Client client)
      throws IOException {
    try (Session session = endpoint.connect(client, workload, payload)) {
      return Meter.allocatedPerMessage(session, WARM_UP, MESSAGES);
    }
  }
}
