package io.github.wirespeed.bench;

import io.github.wirespeed.WaitStrategy;
import io.github.wirespeed.WebSocketOptions;
import io.github.wirespeed.bench.process.CpuTime;
import io.github.wirespeed.bench.process.Pinning;
import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** The workloads and their server, for the other packages of the bench. */
public final class Workbench implements Closeable {
  private final Closeable server;
  private final Endpoint endpoint;

  /** A client that is connected for a workload. One thread. */
  public interface Exchange extends Closeable {
    /**
     * Exchanges so many messages, rounded up to what belongs together in the workload.
     *
     * @return nanoseconds that as many as were asked for took
     */
    long run(int messages) throws IOException;
  }

  private Workbench(Closeable server, Endpoint endpoint) {
    this.server = server;
    this.endpoint = endpoint;
  }

  /** One with a server in a process of its own, on the core that is the server's. */
  public static Workbench start(WaitStrategy wait, Pinning pinning) throws IOException {
    ServerProcess server = ServerProcess.start(wait, pinning.serverApart());
    return new Workbench(server, server.endpoint());
  }

  /** One with a server in this process, to see that things work. */
  public static Workbench inThisProcess(WaitStrategy wait) throws IOException {
    BenchServer server = new BenchServer(wait);
    return new Workbench(server, server.endpoint());
  }

  /** One whose server another process has started. */
  public static Workbench at(String echo, String stream, WaitStrategy wait) {
    return new Workbench(() -> {}, new Endpoint(echo, stream, null, wait, null));
  }

  /** URI of the echo server. */
  public String echo() {
    return endpoint.echo();
  }

  /** URI of the server of streams and bursts. */
  public String stream() {
    return endpoint.stream();
  }

  /** How its clients and its server wait. */
  public WaitStrategy waitStrategy() {
    return endpoint.strategy();
  }

  /** CPU time that its server's process has taken so far, in nanoseconds; -1 if nobody knows. */
  public long serverCpuNanos() {
    return CpuTime.ofProcess(
        server instanceof ServerProcess process ? process.pid() : ProcessHandle.current().pid());
  }

  /** Connects a client. */
  public Exchange open(Client client, Workload workload, int payload) throws IOException {
    return exchange(endpoint.connect(client, workload, payload), workload, payload);
  }

  /** Connects an async client with options of its own. */
  public Exchange open(Client client, Workload workload, int payload, WebSocketOptions options)
      throws IOException {
    return exchange(
        new AsyncSession(endpoint.client(), endpoint, options, workload, payload, client),
        workload,
        payload);
  }

  private static Exchange exchange(Session session, Workload workload, int payload) {
    int unit = workload.unit(payload);
    Histogram times = new Histogram(TimeUnit.MINUTES.toNanos(1), 3);
    return new Exchange() {
      @Override
      public long run(int messages) throws IOException {
        int whole = (messages + unit - 1) / unit * unit;
        times.reset();
        return (long) ((double) session.run(whole, times) * messages / whole);
      }

      @Override
      public void close() throws IOException {
        session.close();
      }
    };
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
