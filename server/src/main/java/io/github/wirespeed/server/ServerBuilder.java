package io.github.wirespeed.server;

import io.github.wirespeed.MessageHandler;
import io.github.wirespeed.ServerConnections;
import io.github.wirespeed.WaitStrategy;
import io.github.wirespeed.WebSocketOptions;
import io.github.wirespeed.loop.EventLoop;
import io.github.wirespeed.protocol.HttpLimits;
import io.github.wirespeed.transport.Deadline;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/** What a {@link WebSocketServer} may be told before it starts. For one thread. */
public final class ServerBuilder {
  final List<SocketAddress> addresses = new ArrayList<>();
  final Map<RoutePattern, Route> routes = new LinkedHashMap<>();
  final Map<RoutePattern, Function<UpgradeRequest, HttpAnswer>> answers = new LinkedHashMap<>();
  int backlog = 1024;
  int loops = Runtime.getRuntime().availableProcessors();
  boolean reusePort;
  WaitStrategy waitStrategy = WaitStrategy.adaptive();
  WebSocketOptions options = WebSocketServer.defaultOptions();
  HttpLimits handshakeLimits = HttpLimits.DEFAULTS;
  Duration handshakeTimeout = Duration.ofSeconds(10);
  Origins origins = Origins.same();
  UpgradeHook hook; // null for none
  Executor blockingThreads; // null for the server's own
  long blockingGraceNanos = BlockingThreads.GRACE_NANOS;
  ServerTls tls; // null for none
  int maxConnections = Integer.MAX_VALUE;
  int maxPerAddress = Integer.MAX_VALUE;
  Duration exitTime; // null for none
  Duration idleTimeout; // null for none

  boolean accessLog;
  final Topics topics = new Topics();
  Backplane backplane = Backplane.none();
  int hotChannels = EventLoop.HOT_CHANNELS;
  String threadName = "wirespeed-server";

  ServerBuilder() {}

  /**
   * Listens there; may be called several times. Default: 127.0.0.1, any free port.
   *
   * @param where an {@link InetSocketAddress}, whose port 0 is any free one, or a {@link
   *     java.net.UnixDomainSocketAddress}
   */
  public ServerBuilder address(SocketAddress where) {
    addresses.add(Objects.requireNonNull(where, "where"));
    return this;
  }

  /** Listens on a port of all interfaces; 0 is any free one. */
  public ServerBuilder port(int port) {
    return address(new InetSocketAddress(port));
  }

  /** How many connections may wait to be accepted. Default 1024. */
  public ServerBuilder backlog(int connections) {
    this.backlog = connections;
    return this;
  }

  /** How many loops, each with a thread, share the connections. Default: one per processor. */
  public ServerBuilder loops(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("a server with " + count + " loops cannot run");
    }
    this.loops = count;
    return this;
  }

  /**
   * Whether each loop accepts for itself, on a socket of its own bound to the same port, and the
   * kernel distributes the connections (SO_REUSEPORT); then several processes may listen on the
   * port as well. Default: the first loop accepts for all.
   */
  public ServerBuilder reusePort(boolean each) {
    this.reusePort = each;
    return this;
  }

  /** How the loops wait. Default {@link WaitStrategy#adaptive()}. */
  public ServerBuilder waitStrategy(WaitStrategy strategy) {
    this.waitStrategy = Objects.requireNonNull(strategy, "strategy");
    return this;
  }

  /**
   * Limits, mailbox, compression, keepalive, close time-out of connections whose route has none of
   * its own. What concerns the opening of a client's connection has no effect here. Begin with
   * {@link WebSocketServer#defaultOptions}.
   */
  public ServerBuilder options(WebSocketOptions how) {
    this.options = Objects.requireNonNull(how, "how");
    return this;
  }

  /**
   * Serves a path by callbacks on the connections' loops: {@link Route#to}.
   *
   * @param path as for {@link #route(String, Route)}
   */
  public ServerBuilder route(String path, MessageHandler handler) {
    return route(path, Route.to(handler));
  }

  /**
   * Serves a path with a thread for each connection: {@link Route#blocking}.
   *
   * @param path as for {@link #route(String, Route)}
   */
  public ServerBuilder route(String path, BlockingHandler handler) {
    return route(path, Route.blocking(handler));
  }

  /**
   * Serves a path. A request for a path that no route has is answered with 404; one without an
   * upgrade, for a path that has only a route, with 426.
   *
   * @param path from a slash; a segment {@code {name}} matches any one segment that is not empty
   *     and is its parameter, a last segment {@code **} matches whatever follows, also nothing.
   *     Where several paths match, the more special one wins, segment by segment from the left: the
   *     literal, then the parameter, then the {@code **}. A slash at the end means what it says
   * @throws IllegalArgumentException if the path is not one, or has a route already
   */
  public ServerBuilder route(String path, Route route) {
    Routes.add(routes, path, Objects.requireNonNull(route, "route"));
    return this;
  }

  /**
   * Answers requests for a path that ask for no WebSocket, GET and HEAD: a health check, a page for
   * a browser. A WebSocket may have the same path. Origins and upgrade hooks are not asked.
   *
   * @param path as for {@link #route(String, Route)}
   * @param answers is called on the thread of the connection's loop and must not wait; it gives the
   *     body also where HEAD wants none. What it throws, and null, is answered with 500
   * @throws IllegalArgumentException if the path is not one, or is answered already
   */
  public ServerBuilder get(String path, Function<UpgradeRequest, HttpAnswer> answers) {
    Routes.add(this.answers, path, Objects.requireNonNull(answers, "answers"));
    return this;
  }

  /** Which pages may connect, where a route does not say. Default {@link Origins#same()}. */
  public ServerBuilder origins(Origins pages) {
    this.origins = Objects.requireNonNull(pages, "pages");
    return this;
  }

  /** Decides about each request that matches a route and whose Origin may connect. */
  public ServerBuilder onUpgrade(UpgradeHook decides) {
    this.hook = Objects.requireNonNull(decides, "decides");
    return this;
  }

  /**
   * Where blocking handlers run, each for as long as its connection. What it refuses is closed with
   * 1013; it stays the caller's, and is not shut down. Default: virtual threads, before JDK 21 a
   * pool of daemon threads that grows with the connections.
   */
  public ServerBuilder blockingThreads(Executor threads) {
    this.blockingThreads = Objects.requireNonNull(threads, "threads");
    return this;
  }

  /**
   * Speaks TLS, with the context's keys and its protocols and cipher suites as they come; clients
   * are asked for no certificate. Default: no TLS.
   *
   * @throws IllegalStateException if the context was not initialised
   */
  public ServerBuilder tls(SSLContext context) {
    return tls(context, new SSLParameters());
  }

  /**
   * Speaks TLS as {@code parameters} say: protocols, cipher suites, whether clients must or may
   * have a certificate. What is null in them is left as the context has it. They are copied.
   *
   * @throws IllegalArgumentException if the context does not know a protocol or a cipher suite
   * @throws IllegalStateException if the context was not initialised
   */
  public ServerBuilder tls(SSLContext context, SSLParameters parameters) {
    this.tls = ServerTls.of(context, parameters);
    return this;
  }

  /**
   * How long a client may take for its opening request, with the TLS handshake before it and the
   * decision after it; later it is answered with 408. Default 10 s.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public ServerBuilder handshakeTimeout(Duration timeout) {
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("handshake timeout of " + timeout + " is not positive");
    }
    this.handshakeTimeout = timeout;
    return this;
  }

  /**
   * The longest line of an opening request, in bytes without its end; a longer request line is
   * answered with 414, a longer header with 431. Default 8 KiB.
   */
  public ServerBuilder maxHandshakeLine(int bytes) {
    this.handshakeLimits = handshakeLimits.withLine(bytes);
    return this;
  }

  /**
   * The longest head of an opening request, all lines with their ends, in bytes; a longer one is
   * answered with 431, or 414 where it ends inside the request line. Default 16 KiB.
   */
  public ServerBuilder maxHandshakeHead(int bytes) {
    this.handshakeLimits = handshakeLimits.withHead(bytes);
    return this;
  }

  /** Most headers of an opening request; one more is answered with 431. Default 100. */
  public ServerBuilder maxHandshakeHeaders(int count) {
    this.handshakeLimits = handshakeLimits.withHeaders(count);
    return this;
  }

  /**
   * Most connections at a time, those in their handshake counted; one more is answered with 503,
   * over TLS closed. Default: no limit.
   */
  public ServerBuilder maxConnections(int count) {
    this.maxConnections = atLeastOne("connection limit", count);
    return this;
  }

  /** Most connections at a time of one IP address, likewise. Default: no limit. */
  public ServerBuilder maxConnectionsPerAddress(int count) {
    this.maxPerAddress = atLeastOne("connection limit per address", count);
    return this;
  }

  /**
   * For how long nothing may be received of a client before its connection is closed with 1001.
   * Anything counts, pongs too: with a keepalive that pings more often only dead clients are idle.
   * A connection that this side does not read is not idle, and gets all the time anew when it is
   * read again. Default: for ever.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public ServerBuilder idleTimeout(Duration silence) {
    if (silence.isNegative() || silence.isZero()) {
      throw new IllegalArgumentException("idle timeout of " + silence + " is not positive");
    }
    this.idleTimeout = silence;
    return this;
  }

  /**
   * Has the server shut down within so long when the JVM ends, by SIGTERM or {@code System.exit}:
   * {@link WebSocketServer#shutdown}. Default: no.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public ServerBuilder shutdownOnExit(Duration within) {
    if (within.isNegative()) {
      throw new IllegalArgumentException("shutdown time of " + within + " is negative");
    }
    this.exitTime = within;
    return this;
  }

  private static int atLeastOne(String what, int count) {
    if (count < 1) {
      throw new IllegalArgumentException(what + " of " + count + " lets nobody in");
    }
    return count;
  }

  /**
   * Whether each opening that is answered, and each connection that ends, is a line of the {@link
   * System.Logger} {@code io.github.wirespeed.server.access}, level INFO. It is written on the
   * connection's loop: a logger that waits makes connections wait. Default: no.
   */
  public ServerBuilder accessLog(boolean on) {
    this.accessLog = on;
    return this;
  }

  /**
   * The topics that the server will have, for handlers to keep: {@link WebSocketServer#topics}.
   * Nothing can be published or subscribed before it is started.
   */
  public Topics topics() {
    return topics;
  }

  /** Connects the topics with those of other servers. Default {@link Backplane#none()}. */
  public ServerBuilder backplane(Backplane others) {
    this.backplane = Objects.requireNonNull(others, "others");
    return this;
  }

  /**
   * Starts listening. Once: topics and backplane are one server's.
   *
   * @throws IllegalStateException if there is no route
   * @throws IOException if an address cannot be bound; then nothing listens
   */
  public WebSocketServer start() throws IOException {
    if (routes.isEmpty() && answers.isEmpty()) {
      throw new IllegalStateException("a server without a route serves nobody");
    }
    return new WebSocketServer(this);
  }

  List<SocketAddress> boundTo() {
    return addresses.isEmpty()
        ? List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
        : List.copyOf(addresses);
  }

  private WebSocketOptions closingIdle(WebSocketOptions how) {
    return idleTimeout == null ? how : ServerConnections.closingIdle(how, idleTimeout);
  }

  private Map<RoutePattern, Route> idleRoutes() {
    Map<RoutePattern, Route> all = new LinkedHashMap<>(routes);
    all.replaceAll(
        (path, route) ->
            route.rules().options() == null
                ? route
                : route.options(closingIdle(route.rules().options())));
    return all;
  }

  ServerSettings settings() {
    return new ServerSettings(
        new Routes(idleRoutes(), answers),
        closingIdle(options),
        handshakeLimits,
        origins,
        hook,
        blockingThreads,
        Deadline.nanos(handshakeTimeout),
        maxConnections,
        maxPerAddress);
  }
}
