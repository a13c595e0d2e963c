package io.github.wirespeed.bench;

import io.github.wirespeed.WaitStrategy;
import io.github.wirespeed.WebSocket;
import io.github.wirespeed.WebSocketClient;
import io.github.wirespeed.WebSocketOptions;
import io.github.wirespeed.transport.TcpTransport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * Where the clients connect to, and how they wait.
 *
 * @param echo WebSocket echo server
 * @param stream WebSocket server of the one-way streams; null where the server is not ours
 * @param raw the floor's server; null likewise
 */
record Endpoint(String echo, String stream, InetSocketAddress raw, WaitStrategy strategy) {
  /** What the threads of clients' loops are called, with a number behind. */
  static final String LOOP_THREAD = "bench-loop";

  private static final long CONNECT_NANOS = TimeUnit.SECONDS.toNanos(10);

  static Endpoint ofPorts(int echo, int stream, int raw, WaitStrategy strategy) {
    return new Endpoint(
        "ws://127.0.0.1:" + echo,
        "ws://127.0.0.1:" + stream,
        new InetSocketAddress(InetAddress.getLoopbackAddress(), raw),
        strategy);
  }

  /** Connects a client for a workload. */
  Session connect(Client client, Workload workload, int payload) throws IOException {
    return switch (client) {
      case FLOOR ->
          new FloorSession(
              new Wire(TcpTransport.connect(raw, CONNECT_NANOS), strategy), workload, payload);
      case BLOCKING -> new BlockingSession(open(uri(workload)), workload, payload, false);
      case BLOCKING_RECEIVE -> new BlockingSession(open(uri(workload)), workload, payload, true);
      case ASYNC, ASYNC_RECEIVE, ASYNC_BATCH, THROUGH_LOOP ->
          new AsyncSession(client(), this, workload, payload, client);
      case CALLBACK -> new HandlerSession(client(), this, workload, payload, false);
      case POLLER -> new HandlerSession(client(), this, workload, payload, true);
      case FAILED_FUTURE -> new FailedFutureSession(payload);
    };
  }

  /** Where a workload's server is. */
  String uri(Workload workload) {
    return workload.echoed() ? echo : stream;
  }

  WebSocketOptions options() {
    return WebSocketOptions.defaults().waitStrategy(strategy);
  }

  /** A client with a loop of its own, which waits as all do. */
  WebSocketClient client() {
    return WebSocketClient.builder().waitStrategy(strategy).threadName(LOOP_THREAD).build();
  }

  WebSocket open(String uri) throws IOException {
    return WebSocket.connect(uri, options());
  }
}
