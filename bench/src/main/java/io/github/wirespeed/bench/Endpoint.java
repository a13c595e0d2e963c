package io.github.wirespeed.bench;

import io.github.wirespeed.Tls;
import io.github.wirespeed.WaitStrategy;
import io.github.wirespeed.WebSocket;
import io.github.wirespeed.WebSocketClient;
import io.github.wirespeed.WebSocketOptions;
import io.github.wirespeed.transport.TcpTransport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;

/**
 * Where the clients connect to, and how they wait.
 *
 * @param echo WebSocket echo server
 * @param stream WebSocket server of the one-way streams; null where the server is not ours
 * @param raw the floor's server; null likewise
 * @param trust whom the clients trust; null without TLS, or for those whom the platform trusts
 */
record Endpoint(
    String echo, String stream, InetSocketAddress raw, WaitStrategy strategy, SSLContext trust) {
  /** What the threads of clients' loops are called, with a number behind. */
  static final String LOOP_THREAD = "bench-loop";

  private static final long CONNECT_NANOS = TimeUnit.SECONDS.toNanos(10);

  static Endpoint ofPorts(int echo, int stream, int raw, WaitStrategy strategy, SSLContext trust) {
    String host = (trust == null ? "ws" : "wss") + "://127.0.0.1:";
    return new Endpoint(
        host + echo,
        host + stream,
        new InetSocketAddress(InetAddress.getLoopbackAddress(), raw),
        strategy,
        trust);
  }

  /** Connects a client for a workload. */
  Session connect(Client client, Workload workload, int payload) throws IOException {
    return switch (client) {
      case FLOOR -> new FloorSession(floor(), workload, payload);
      case BLOCKING -> new BlockingSession(open(uri(workload)), workload, payload, false);
      case BLOCKING_RECEIVE -> new BlockingSession(open(uri(workload)), workload, payload, true);
      case ASYNC, ASYNC_RECEIVE, ASYNC_BATCH, THROUGH_LOOP ->
          new AsyncSession(client(), this, workload, payload, client);
      case CALLBACK -> new HandlerSession(client(), this, workload, payload, false);
      case POLLER -> new HandlerSession(client(), this, workload, payload, true);
      case FAILED_FUTURE -> new FailedFutureSession(payload);
    };
  }

  private Wire floor() throws IOException {
    BareTcp tcp = new BareTcp(TcpTransport.connect(raw, CONNECT_NANOS), strategy);
    return trust == null ? tcp : BareTlsTrust.connect(tcp, trust);
  }

  /** The TLS of client and server: "none", or "TLSv1.3, TLS_AES_256_GCM_SHA384". */
  String agreed() throws IOException {
    if (trust == null) {
      return echo.startsWith("wss:") ? "as the server wants it" : "none";
    }
    BareTcp tcp = new BareTcp(TcpTransport.connect(raw, CONNECT_NANOS), strategy);
    try (BareTls tls = BareTlsTrust.connect(tcp, trust)) {
      return tls.session().getProtocol() + ", " + tls.session().getCipherSuite();
    }
  }

  /** Where a workload's server is. */
  String uri(Workload workload) {
    return workload.echoed() ? echo : stream;
  }

  WebSocketOptions options() {
    WebSocketOptions options = WebSocketOptions.defaults().waitStrategy(strategy);
    return trust == null ? options : options.tls(Tls.defaults().context(trust));
  }

  /** A client with a loop of its own, which waits as all do. */
  WebSocketClient client() {
    return WebSocketClient.builder().waitStrategy(strategy).threadName(LOOP_THREAD).build();
  }

  WebSocket open(String uri) throws IOException {
    return WebSocket.connect(uri, options());
  }
}
