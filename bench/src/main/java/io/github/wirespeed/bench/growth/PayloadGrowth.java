package io.github.wirespeed.bench.growth;

import io.github.wirespeed.WaitStrategy;
import io.github.wirespeed.bench.Client;
import io.github.wirespeed.bench.Workbench;
import io.github.wirespeed.bench.Workload;
import io.github.wirespeed.bench.process.Pinning;
import io.github.wirespeed.bench.report.Progress;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Larger and larger messages, one at a time, round by round, all clients in turns at each step, and
 * all of them once for each way to wait.
 */
final class PayloadGrowth implements Closeable {
  private static final List<Client> CLIENTS = List.of(Client.FLOOR, Client.BLOCKING, Client.ASYNC);
  private static final int PROBED = 100;
  private static final long PROBED_BYTES = 8 << 20;

  private final GrowthPlan plan;
  private final Pinning pinning;
  private final Progress progress;
  private final Map<WaitStrategy, Workbench> servers = new HashMap<>();
  private final Map<Place, Double> nanos = new HashMap<>();

  private record Place(int step, Line line) {}

  PayloadGrowth(GrowthPlan plan, Pinning pinning, Progress progress) {
    this.plan = plan;
    this.pinning = pinning;
    this.progress = progress;
  }

  void run(ConnectionGrowth.Sink sink) throws IOException {
    for (int round = 0; round <= plan.rounds(); round++) {
      for (int step : plan.payloads()) {
        for (WaitStrategy wait : plan.waits()) {
          List<Client> clients = new ArrayList<>(CLIENTS);
          if (round % 2 == 0) {
            Collections.reverse(clients);
          }
          for (Client client : clients) {
            Cost cost = measure(step, client, wait, round);
            if (round > 0) {
              sink.add(cost);
            }
          }
        }
      }
    }
  }

  private Cost measure(int step, Client client, WaitStrategy wait, int round) {
    Line line = new Line(client.label(), wait.toString());
    progress.next(
        Axis.PAYLOADS.show(step) + ", " + line + (round == 0 ? ", warm-up" : ", round " + round));
    try {
      Workbench workbench = servers.get(wait);
      if (workbench == null) {
        workbench = Workbench.start(wait, pinning);
        servers.put(wait, workbench);
      }
      return measure(step, client, line, round, workbench);
    } catch (IOException e) {
      discard(wait);
      return Cost.failure(Axis.PAYLOADS, step, line, round, e.getMessage());
    } finally {
      progress.did(plan.seconds(1));
    }
  }

  private Cost measure(int step, Client client, Line line, int round, Workbench workbench)
      throws IOException {
    try (Workbench.Exchange exchange = workbench.open(client, Workload.RR, step)) {
      int few = (int) Math.max(2, Math.min(PROBED, PROBED_BYTES / step));
      exchange.run(Math.max(2, few / 4)); // its buffers grow to size with them
      Place place = new Place(step, line);
      if (!nanos.containsKey(place)) {
        nanos.put(place, (double) exchange.run(few) / few);
      }
      int messages = (int) plan.messages(nanos.get(place), 1);
      return new Watch(workbench::serverCpuNanos)
          .time(Axis.PAYLOADS, step, line, round, messages, () -> exchange.run(messages));
    }
  }

  private void discard(WaitStrategy wait) {
    Workbench broken = servers.remove(wait);
    if (broken != null) {
      try {
        broken.close();
      } catch (IOException e) {
        // It is not asked any more.
      }
    }
  }

  @Override
  public void close() throws IOException {
    for (Workbench server : servers.values()) {
      server.close();
    }
  }
}
