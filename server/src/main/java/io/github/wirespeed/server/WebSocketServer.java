package io.github.wirespeed.server;

import io.github.wirespeed.ServerConnections;
import io.github.wirespeed.WebSocketOptions;
import io.github.wirespeed.loop.LoopGroup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;

/**
 * A WebSocket server: the client's actors, in the other role.
 *
 * <pre>
 *   try (WebSocketServer server = WebSocketServer.builder()
 *       .port(8080)
 *       .route("/echo", (connection, message) -&gt; connection.send(message))
 *       .start()) {
 *     server.await();
 *   }
 * </pre>
 *
 * <p>Any thread may call it.
 */
public final class WebSocketServer implements AutoCloseable {
  private static final int MAX_MESSAGE = 1 << 20;

  private final LoopGroup loops;
  private final List<Listener> listeners = new ArrayList<>();
  private final Sessions sessions;
  private final Backplane backplane;
  private final Topics topics;
  private final ExecutorService tlsThreads; // null without TLS
  private final boolean secure;
  private final BlockingThreads blockingThreads;

  WebSocketServer(ServerBuilder builder) throws IOException {
    secure = builder.tls != null;
    tlsThreads = secure ? ServerTls.newThreads() : null;
    loops =
        new LoopGroup(
            builder.loops, builder.waitStrategy::newSpin, builder.hotChannels, builder.threadName);
    sessions = new Sessions();
    backplane = builder.backplane;
    topics = new Topics(backplane);
    blockingThreads = new BlockingThreads(builder.blockingThreads);
    Openings openings =
        new Openings(
            builder.settings(),
            sessions,
            new ServerConnections(sessions::closed),
            secure,
            blockingThreads);
    ServerTls tls = builder.tls;
    Acceptor.Connections connections =
        secure
            ? (loop, tcp) -> new TlsHandshake(loop, tcp, tls, tlsThreads, openings)
            : (loop, tcp) -> openings.open(loop, tcp, openings.handshakeNanos());
    try {
      for (SocketAddress address : builder.boundTo()) {
        listeners.add(Listener.open(address, builder.backlog, loops, connections));
      }
    } catch (Throwable t) {
      loops.close();
      throw t;
    }
  }

  /** How the server is to be. */
  public static ServerBuilder builder() {
    return new ServerBuilder();
  }

  /** What a server's connections begin with: the client's, with messages of at most 1 MiB. */
  public static WebSocketOptions defaultOptions() {
    return WebSocketOptions.defaults().maxMessageSize(MAX_MESSAGE);
  }

  /** Where it listens, in the order in which the addresses were given. */
  public List<SocketAddress> addresses() {
    return listeners.stream().map(Listener::address).toList();
  }

  /**
   * What a client on this machine connects to, without a path: the first address that is not a Unix
   * domain socket's.
   *
   * @throws IllegalStateException if there is no such address
   */
  public String uri() {
    InetSocketAddress address =
        addresses().stream()
            .filter(InetSocketAddress.class::isInstance)
            .map(InetSocketAddress.class::cast)
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("it listens on no port"));
    InetAddress where = address.getAddress();
    if (where.isAnyLocalAddress()) {
      where = InetAddress.getLoopbackAddress();
    }
    String host = where.getHostAddress();
    return (secure ? "wss" : "ws")
        + "://"
        + (host.indexOf(':') < 0 ? host : "[" + host + "]")
        + ":"
        + address.getPort();
  }

  /** What connections can be subscribed to. */
  public Topics topics() {
    return topics;
  }

  /** How it stands now. */
  public ServerStatistics statistics() {
    return new ServerStatistics(sessions.count(), 0, 0);
  }

  /** How many connections are open. */
  public int connections() {
    return sessions.count();
  }

  /** Waits until it is closed. */
  public void await() throws InterruptedException {
    loops.join();
  }

  /** Stops listening, ends all connections, and waits until its threads have ended. Idempotent. */
  @Override
  public void close() {
    loops.close();
    backplane.close();
    try {
      await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (tlsThreads != null) {
      tlsThreads.shutdown();
    }
    blockingThreads.close();
  }
}
