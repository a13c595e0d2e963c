package io.github.wirespeed.server;

import io.github.wirespeed.ServerConnections;
import io.github.wirespeed.WebSocketConnection;
import io.github.wirespeed.WebSocketOptions;
import io.github.wirespeed.loop.LoopGroup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
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
  private final Adoptions adoptions;

  WebSocketServer(ServerBuilder builder) throws IOException {
    secure = builder.tls != null;
    tlsThreads = secure ? ServerTls.newThreads() : null;
    loops =
        new LoopGroup(
            builder.loops, builder.waitStrategy::newSpin, builder.hotChannels, builder.threadName);
    sessions = new Sessions();
    backplane = builder.backplane;
    topics = new Topics(backplane);
    blockingThreads = new BlockingThreads(builder.blockingThreads, builder.blockingGraceNanos);
    Openings openings =
        new Openings(
            builder.settings(),
            sessions,
            new ServerConnections(sessions::closed),
            secure,
            blockingThreads);
    adoptions = new Adoptions(loops, openings.plain());
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

  /**
   * Takes over a connection whose upgrade request another HTTP server has read, in part or whole,
   * and not answered: from here on it is as if this server had accepted it.
   *
   * @param channel connected, in any mode; this server's when this returns, and still the caller's
   *     if it throws. No other thread may be in a call of it
   * @param requestAndAfter all that was read of the connection, from the first byte of the request
   *     line on; the caller's again when this returns
   * @throws IllegalArgumentException if the channel is not connected, or is registered with a
   *     selector
   * @throws IOException if the channel is closed
   * @throws IllegalStateException if the server is closed
   */
  public void adopt(SocketChannel channel, ByteBuffer requestAndAfter) throws IOException {
    adoptions.unanswered(channel, requestAndAfter);
  }

  /**
   * As {@link #adopt(SocketChannel, ByteBuffer)}, of a server that has taken the request apart.
   *
   * @param after what was read behind the request's blank line: the first frames, mostly nothing
   * @throws IOException as there
   */
  public void adopt(SocketChannel channel, ForeignRequest request, ByteBuffer after)
      throws IOException {
    adoptions.unanswered(channel, request.bytes(after));
  }

  /**
   * Takes over a connection whose upgrade request another HTTP server has answered with 101,
   * without any extension. That server has decided: no hook of this one's is asked.
   *
   * @param channel as for {@link #adopt(SocketChannel, ByteBuffer)}, with all of the 101 written
   * @param first what was read behind the request: the first frames, mostly nothing; the caller's
   *     again when this returns
   * @param request for the route's handler to see
   * @param route what serves it, which need not be one of this server's; its options count, its
   *     origins, subprotocols and hook do not
   * @param subprotocol that was agreed on; null for none
   * @return done on the connection's loop when it is open; fails with what the route's function
   *     threw, or if the connection or the server ended, and then the channel is closed
   * @throws IOException as there
   */
  public CompletionStage<WebSocketConnection> adopt(
      SocketChannel channel,
      ByteBuffer first,
      ForeignRequest request,
      Route route,
      String subprotocol)
      throws IOException {
    return adoptions.answered(channel, first, request, route, subprotocol);
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
