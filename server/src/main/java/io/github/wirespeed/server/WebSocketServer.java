package io.github.wirespeed.server;

import io.github.wirespeed.ConnectionClosedException;
import io.github.wirespeed.ServerConnections;
import io.github.wirespeed.WebSocketConnection;
import io.github.wirespeed.WebSocketOptions;
import io.github.wirespeed.loop.LoopGroup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
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
  private static final Duration CLOSE_TIME = Duration.ofSeconds(1);

  private final LoopGroup loops;
  private final List<Listener> listeners = new ArrayList<>();
  private final Sessions sessions;
  private final Backplane backplane;
  private final Topics topics;
  private final ExecutorService tlsThreads; // null without TLS
  private final boolean secure;
  private final Runnable flight; // ends the periodic event with a last one
  private final ConnectionLimits limits;
  private final Shutdown shutdown;
  private volatile boolean started; // written once, by the constructor
  private final Thread exitHook; // null where the JVM's end is none of its affairs
  private final BlockingThreads blockingThreads;
  private final Adoptions adoptions;

  WebSocketServer(ServerBuilder builder) throws IOException {
    secure = builder.tls != null;
    tlsThreads = secure ? ServerTls.newThreads() : null;
    loops =
        new LoopGroup(
            builder.loops, builder.waitStrategy::newSpin, builder.hotChannels, builder.threadName);
    sessions = new Sessions(new AccessLog(builder.accessLog));
    backplane = builder.backplane;
    ServerConnections actors = new ServerConnections(this::closed);
    topics = builder.topics;
    topics.start(backplane, actors);
    blockingThreads = new BlockingThreads(builder.blockingThreads, builder.blockingGraceNanos);
    Openings openings = new Openings(builder.settings(), sessions, actors, secure, blockingThreads);
    adoptions = new Adoptions(loops, openings.plain());
    ServerTls tls = builder.tls;
    limits = new ConnectionLimits(builder.maxConnections, builder.maxPerAddress);
    Intake intake =
        new Intake(
            loops,
            limits,
            sessions,
            !secure,
            secure
                ? (loop, tcp) -> new TlsHandshake(loop, tcp, tls, tlsThreads, openings)
                : (loop, tcp) -> openings.open(loop, tcp, openings.handshakeNanos()));
    shutdown =
        new Shutdown(loops, sessions, topics::settle, () -> stopListening(intake), this::release);
    exitHook = builder.exitTime == null ? null : exitHook(builder.exitTime);
    try {
      // All are bound before anybody is accepted: who fails has served nobody.
      for (SocketAddress address : builder.boundTo()) {
        listeners.add(
            Listener.bind(address, builder.backlog, builder.reusePort ? builder.loops : 0));
      }
      for (Listener listener : listeners) {
        listener.start(loops, intake);
      }
    } catch (UncheckedIOException e) {
      shutdown.now();
      throw e.getCause();
    } catch (Throwable t) {
      shutdown.now();
      throw t;
    }
    flight = Flight.snapshots(addresses().toString(), this::statistics);
    started = true;
    if (exitHook != null) {
      Runtime.getRuntime().addShutdownHook(exitHook);
    }
  }

  private Thread exitHook(Duration time) {
    return new Thread(() -> shutdown.within(time), "wirespeed-server-exit");
  }

  private void stopListening(Intake intake) {
    intake.stop();
    listeners.forEach(Listener::close);
  }

  /** The loops have ended, or are about to. Once. */
  private void release() {
    if (started) {
      backplane.close(); // one of a server that could not start may serve another
      flight.run();
    }
    blockingThreads.close();
    if (tlsThreads != null) {
      ServerTls.end(tlsThreads);
    }
    if (exitHook != null) {
      try {
        Runtime.getRuntime().removeShutdownHook(exitHook);
      } catch (IllegalStateException ignored) {
        // The JVM is ending: it may have been the hook that ended the server.
      }
    }
  }

  private void closed(WebSocketConnection connection, ConnectionClosedException how) {
    sessions.closed(connection, how);
    topics.ended(connection);
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

  /**
   * How it stands now. Asks every open connection, and nothing of them waits for it: meant for once
   * a second, not for once a message.
   */
  public ServerStatistics statistics() {
    return sessions.ledger().look(topics::dropped);
  }

  /** How many connections are open. */
  public int connections() {
    return sessions.count();
  }

  /**
   * Waits until it is closed, and its threads have ended.
   *
   * @throws IllegalStateException if it is called by one of those threads
   */
  public void await() throws InterruptedException {
    if (loops.inLoop()) {
      throw new IllegalStateException("a server's own thread cannot wait for the server's end");
    }
    loops.join();
  }

  /**
   * Stops: listens no more, refuses who is just connecting, and closes every connection with 1001,
   * behind what was accepted for it before. Whoever has not answered when the time is up is cut.
   * Then it waits until the server's threads have ended, for 2 s more at most: a handler that does
   * not return keeps its thread.
   *
   * <p>May be called by several threads at once and again: the shortest time counts. On one of the
   * server's own threads, in a handler, it begins all that, does not wait, and returns false. A
   * thread that is interrupted meanwhile waits no longer and cuts.
   *
   * @param time how long the other ends have for their answers; zero for none
   * @return whether every connection ended with its other end's Close, in time
   * @throws IllegalArgumentException if the time is negative
   */
  public boolean shutdown(Duration time) {
    if (time.isNegative()) {
      throw new IllegalArgumentException("shutdown time of " + time + " is negative");
    }
    return shutdown.within(time);
  }

  /** {@link #shutdown} with one second. Idempotent. */
  @Override
  public void close() {
    shutdown.within(CLOSE_TIME);
  }

  /**
   * Cuts everything at once: what was accepted for a connection, and a Close with 1001 behind it,
   * is offered to the network, which may take it or not. Otherwise as {@link #shutdown}.
   */
  public void kill() {
    shutdown.now();
  }

  /** Whether its connections are being closed, or were. */
  boolean isStopping() {
    return sessions.isStopping();
  }

  /** What the JVM runs when it ends: for tests. */
  Thread exitHook() {
    return exitHook;
  }

  /** Its loops: for tests. */
  LoopGroup loops() {
    return loops;
  }

  /** Who may connect, and how many do. */
  ConnectionLimits limits() {
    return limits;
  }
}
