package io.github.wirespeed.bench.growth;

import io.github.wirespeed.WaitStrategy;
import io.github.wirespeed.bench.peers.Contender;
import io.github.wirespeed.bench.report.Progress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** More and more connections, round by round, all clients in turns at each step. */
final class ConnectionGrowth {
  private final GrowthPlan plan;
  private final Hosts hosts;
  private final Progress progress;

  /** How long a message took in the round that does not count. */
  private final Map<Place, Double> nanos = new HashMap<>();

  private record Place(int step, Line line) {}

  /** Takes what was measured. */
  interface Sink {
    void add(Cost cost) throws IOException;
  }

  ConnectionGrowth(GrowthPlan plan, Hosts hosts, Progress progress) {
    this.plan = plan;
    this.hosts = hosts;
    this.progress = progress;
  }

  void run(Sink sink) throws IOException {
    for (int round = 0; round <= plan.rounds(); round++) {
      for (int step : plan.connections()) {
        List<Line> lines = new ArrayList<>(plan.manyConnections());
        if (round % 2 == 0) {
          Collections.reverse(lines); // who comes first has no advantage of it
        }
        for (Line line : lines) {
          progress.next(
              Axis.CONNECTIONS.show(step)
                  + ", "
                  + line
                  + (round == 0 ? ", warm-up" : ", round " + round));
          Cost cost = measure(step, line, round);
          progress.did(plan.seconds(step));
          if (round > 0) {
            sink.add(cost);
          }
        }
      }
    }
  }

  private Cost measure(int step, Line line, int round) {
    Contender server = server(line);
    try {
      Hosts.Host host = hosts.host(server);
      try (Fleet fleet = open(line, host.port(), step)) {
        fleet.exchange(step); // its buffers grow to size with the first message
        Place place = new Place(step, line);
        if (!nanos.containsKey(place)) {
          long probe = plan.probe(step);
          nanos.put(place, (double) fleet.exchange(probe) / probe);
        }
        long messages = plan.messages(nanos.get(place), step);
        return new Watch(host::cpuNanos)
            .time(Axis.CONNECTIONS, step, line, round, messages, () -> fleet.exchange(messages));
      }
    } catch (IOException e) {
      hosts.discard(server);
      return Cost.failure(Axis.CONNECTIONS, step, line, round, e.getMessage());
    }
  }

  /** The raw server for the floor; else ours, waiting as the client does if it can. */
  static Contender server(Line line) {
    return line.client().equals(Line.FLOOR)
        ? Contender.FLOOR
        : line.waiting().equals("blocking") ? Contender.WIRESPEED_BLOCKING : Contender.WIRESPEED;
  }

  static Fleet open(Line line, int port, int connections) throws IOException {
    String uri = "ws://127.0.0.1:" + port + "/";
    return switch (line.client()) {
      case Line.FLOOR -> RawFleet.open(port, connections, GrowthPlan.PAYLOAD);
      case Line.NETTY -> NettyFleet.open(uri, connections, GrowthPlan.PAYLOAD);
      default ->
          CallbackFleet.open(
              uri, WaitStrategy.named(line.waiting()), connections, GrowthPlan.PAYLOAD);
    };
  }
}
