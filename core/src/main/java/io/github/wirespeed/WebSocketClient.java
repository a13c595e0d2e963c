package io.github.wirespeed;

import io.github.wirespeed.loop.LoopGroup;
import java.net.URI;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * Opens connections that live in event loops: {@link AsyncWebSocket}s, and connections whose
 * messages go to a {@link MessageHandler}. A connection belongs to one loop for life; the loops
 * take turns. They start with the first connection and end with {@link #close}.
 *
 * <pre>
 *   try (WebSocketClient client = WebSocketClient.create()) {
 *     AsyncWebSocket ws = client.connectAsync("ws://127.0.0.1:9001").join();
 *     ws.send("hello");
 *     System.out.println(ws.receive().join().text());
 *   }
 * </pre>
 *
 * <p>A loop that dies of an {@link Error} takes its own connections along, which are told the
 * cause; the others go on, and new connections get a new loop. Any thread.
 */
public final class WebSocketClient implements AutoCloseable {
  private static final int RESOLVERS = 4;
  private static final long RESOLVER_IDLE_SECONDS = 5;

  private final WebSocketOptions options;
  private final WaitStrategy waitStrategy;
  private final LoopGroup loops;
  private final BiConsumer<WebSocketConnection, ConnectionClosedException> listener;
  private final Openings openings;
  private final ReconnectOpenings reconnects;

  private WebSocketClient(Builder builder) {
    this.options = builder.options;
    this.waitStrategy = builder.waitStrategy;
    this.loops = new LoopGroup(builder.loops, builder.waitStrategy::newSpin, builder.threadName);
    this.listener = builder.listener;
    this.openings = new Openings(resolver(builder.threadName + "-resolver"), listener);
    this.reconnects = new ReconnectOpenings(openings, loops::next);
  }

  /** A client with one loop and the default options. */
  public static WebSocketClient create() {
    return builder().build();
  }

  /** How the client is to be. */
  public static Builder builder() {
    return new Builder();
  }

  /** Opens a connection with the client's options: the one with options. */
  public Stage<AsyncWebSocket> connectAsync(String uri) {
    return connectAsync(uri, options);
  }

  /** Opens a connection with the client's options: the one with options. */
  public Stage<AsyncWebSocket> connectAsync(URI uri) {
    return connectAsync(uri.toString(), options);
  }

  /**
   * Opens a connection whose messages are asked for. Nothing of it happens on the calling thread.
   *
   * @param uri {@code ws://host[:port][/path][?query]}, or {@code wss} for TLS
   * @return fails with {@link HandshakeException} if the server answered something else than a
   *     correct 101, with {@link java.net.SocketTimeoutException} if {@link
   *     WebSocketOptions#connectTimeout} ran out, else with the {@link java.io.IOException} of the
   *     network
   * @throws IllegalArgumentException if the URI, a header or a subprotocol is wrong: the message
   *     says what with which value
   * @throws IllegalStateException if the client is closed
   */
  public Stage<AsyncWebSocket> connectAsync(String uri, WebSocketOptions options) {
    return openings.open(loops.next(), null, uri, options, Openings.PULLED);
  }

  /** Opens a connection with the client's options: the one with options. */
  public Stage<WebSocketConnection> connect(String uri, MessageHandler handler) {
    return connect(uri, options, handler);
  }

  /**
   * Opens a connection whose messages are shown to a handler, on the thread of its loop.
   *
   * @param uri as for {@link #connectAsync(String, WebSocketOptions)}
   * @return likewise
   */
  public Stage<WebSocketConnection> connect(
      String uri, WebSocketOptions options, MessageHandler handler) {
    return openings.handled(loops.next(), null, uri, options, handler);
  }

  /** Keeps a connection up, with the client's options: the one with options. */
  public ReconnectingWebSocket reconnecting(String uri, Reconnect policy) {
    return reconnecting(uri, options, policy);
  }

  /**
   * Keeps a connection up whose messages are asked for. The first attempt begins at once; {@link
   * ReconnectingConnection#opened} tells when it worked.
   *
   * @param uri as for {@link #connectAsync(String, WebSocketOptions)}; more of them are {@link
   *     Reconnect#endpoints}
   * @throws IllegalArgumentException if the URI is wrong: the message says what with which value
   * @throws IllegalStateException if the client is closed
   */
  public ReconnectingWebSocket reconnecting(
      String uri, WebSocketOptions options, Reconnect policy) {
    return reconnects.pulled(uri, options, policy);
  }

  /**
   * Keeps a connection up whose messages are shown to a handler, on the thread of its loop: {@code
   * onOpen}, messages and {@code onClosed} of one connection, then of the next one. While it is
   * rotated ({@link Reconnect#rotateAfter}) there are two, and their calls come as they come.
   *
   * @param uri as for {@link #reconnecting(String, WebSocketOptions, Reconnect)}
   * @throws IllegalArgumentException likewise
   * @throws IllegalStateException likewise
   */
  public ReconnectingConnection reconnecting(
      String uri, WebSocketOptions options, Reconnect policy, MessageHandler handler) {
    return reconnects.handled(uri, options, policy, handler);
  }

  /** A poller, for connections that live on a thread of the user's. Close it before the client. */
  public Poller poller() {
    return new Poller(options, waitStrategy, new Openings(Runnable::run, listener));
  }

  /**
   * Ends the loops and with them all their connections, each told with 1001 as far as the network
   * takes it at once. To part in an orderly way, close the connections first. Idempotent.
   */
  @Override
  public void close() {
    loops.close();
  }

  /** Looking a name up is the platform's and waits: it has threads of its own, which end soon. */
  private static Executor resolver(String threadName) {
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            RESOLVERS,
            RESOLVERS,
            RESOLVER_IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, threadName);
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }

  /** What a {@link WebSocketClient} may be told. */
  public static final class Builder {
    private WebSocketOptions options = WebSocketOptions.defaults();
    private WaitStrategy waitStrategy = WaitStrategy.adaptive();
    private int loops = 1;
    private String threadName = "wirespeed-loop";
    private BiConsumer<WebSocketConnection, ConnectionClosedException> listener;

    private Builder() {}

    /** The options of connections that are opened without any. */
    public Builder options(WebSocketOptions options) {
      this.options = Objects.requireNonNull(options, "options");
      return this;
    }

    /** How many loops there are, each with a thread of its own. Default 1. */
    public Builder loops(int count) {
      if (count < 1) {
        throw new IllegalArgumentException(count + " loops are not at least 1");
      }
      this.loops = count;
      return this;
    }

    /** How the loops wait. Default {@link WaitStrategy#adaptive()}. */
    public Builder waitStrategy(WaitStrategy strategy) {
      this.waitStrategy = Objects.requireNonNull(strategy, "strategy");
      return this;
    }

    /** What the threads of the loops are called, with a number behind. */
    public Builder threadName(String name) {
      this.threadName = Objects.requireNonNull(name, "name");
      return this;
    }

    /**
     * Told of every connection that is over, after everybody else, on the thread of its loop: the
     * place to open another one.
     */
    public Builder onClosed(BiConsumer<WebSocketConnection, ConnectionClosedException> listener) {
      this.listener = Objects.requireNonNull(listener, "listener");
      return this;
    }

    /** The client. */
    public WebSocketClient build() {
      return new WebSocketClient(this);
    }
  }
}
