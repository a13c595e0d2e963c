package io.github.wirespeed.bench;

import io.github.wirespeed.WaitStrategy;
import io.github.wirespeed.WebSocket;
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
  private static final long CONNECT_NANOS = TimeUnit.SECONDS.toNanos(10);

  static Endpoint ofPorts(int echo, int stream, int raw, WaitStrategy strategy) {
    return new Endpoint(
        "ws://127.0.0.1:" + echo,
        "ws://127.0.0.1:" + stream,
        new InetSocketAddress(InetAddress.getLoopbackAddress(), raw),
        strategy);
  }

  /** Connects a client for a workload; what it receives are views. */
  Session connect(Client client, Workload workload, int payload) throws IOException {
    return client == Client.FLOOR
        ? new FloorSession(
            new Wire(TcpTransport.connect(raw, CONNECT_NANOS), strategy), workload, payload)
        : connectBlocking(workload, payload, false);
  }

  /** Connects the blocking client. */
  Session connectBlocking(Workload workload, int payload, boolean owned) throws IOException {
    String uri = workload == Workload.RR ? echo : stream;
    return new BlockingSession(open(uri), workload, payload, owned);
  }

  WebSocket open(String uri) throws IOException {
    return WebSocket.connect(uri, WebSocketOptions.defaults().waitStrategy(strategy));
  }
}
