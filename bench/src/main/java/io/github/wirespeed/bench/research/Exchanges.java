package io.github.wirespeed.bench.research;

import io.github.wirespeed.WebSocketOptions;
import io.github.wirespeed.bench.Client;
import io.github.wirespeed.bench.Workbench;
import io.github.wirespeed.bench.Workload;
import io.github.wirespeed.bench.experiment.Trial;
import io.github.wirespeed.bench.experiment.Variant;
import java.io.IOException;

/** The bench's own workloads as trials: an operation is a message. */
final class Exchanges {
  private Exchanges() {}

  static Variant.Opening of(Client client, Workload workload, int payload) {
    return lab -> trial(lab.workbench().open(client, workload, payload));
  }

  /** An async client with options of its own. */
  static Variant.Opening of(
      Client client, Workload workload, int payload, WebSocketOptions options) {
    return lab ->
        trial(
            lab.workbench()
                .open(client, workload, payload, options.waitStrategy(lab.waitStrategy())));
  }

  private static Trial trial(Workbench.Exchange exchange) {
    return new Trial() {
      @Override
      public long run(int operations) throws IOException {
        return exchange.run(operations);
      }

      @Override
      public void close() throws IOException {
        exchange.close();
      }
    };
  }
}
