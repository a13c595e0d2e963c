package io.github.wirespeed.bench;

import io.github.wirespeed.ConnectionClosedException;
import io.github.wirespeed.WaitStrategy;
import io.github.wirespeed.WebSocket;
import io.github.wirespeed.WebSocketOptions;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * What waiting on a quiet connection costs.
 *
 * @param fed whether it got a message per second, else none
 * @param cpuNanos CPU time of the thread that waited in receive
 */
record QuietConnection(WaitStrategy strategy, boolean fed, long cpuNanos) {

  /** Measures an idle and a fed connection for each strategy, all at the same time. */
  static List<QuietConnection> measure(String uri, List<WaitStrategy> waits, int seconds)
      throws IOException {
    List<WebSocket> open = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    try {
      for (WaitStrategy strategy : waits) {
        for (int i = 0; i < 2; i++) {
          WebSocket ws = WebSocket.connect(uri, WebSocketOptions.defaults().waitStrategy(strategy));
          open.add(ws);
          Thread thread = new Thread(() -> receive(ws), "bench-quiet-" + strategy);
          thread.setDaemon(true);
          threads.add(thread);
          thread.start();
        }
      }
      long[] before = cpuNanos(threads);
      feed(open, seconds);
      long[] after = cpuNanos(threads);
      List<QuietConnection> measured = new ArrayList<>();
      for (int i = 0; i < open.size(); i++) {
        measured.add(new QuietConnection(waits.get(i / 2), i % 2 == 1, after[i] - before[i]));
      }
      return measured;
    } finally {
      open.forEach(WebSocket::close);
    }
  }

  /** "0.0021 s (0.02 %)". */
  String cost(int seconds) {
    return String.format(Locale.ROOT, "%.4f s (%.3f %%)", cpuNanos / 1e9, cpuNanos / 1e7 / seconds);
  }

  /** Sends a message per second on every second connection; the echo is what arrives. */
  private static void feed(List<WebSocket> open, int seconds) throws IOException {
    try {
      for (int second = 0; second < seconds; second++) {
        TimeUnit.SECONDS.sleep(1);
        for (int i = 1; i < open.size(); i += 2) {
          open.get(i).send("tick");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static void receive(WebSocket ws) {
    try {
      while (true) {
        ws.receiveView();
      }
    } catch (ConnectionClosedException e) {
      // The measurement is over.
    } catch (IOException e) {
      System.err.println("bench: " + e);
    }
  }

  private static long[] cpuNanos(List<Thread> threads) {
    return threads.stream()
        .mapToLong(t -> ManagementFactory.getThreadMXBean().getThreadCpuTime(t.getId()))
        .toArray();
  }
}
