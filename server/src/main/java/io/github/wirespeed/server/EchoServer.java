package io.github.wirespeed.server;

import io.github.wirespeed.Compression;
import io.github.wirespeed.WaitStrategy;
import io.github.wirespeed.WebSocketOptions;
import io.github.wirespeed.loop.EventLoop;
import io.github.wirespeed.protocol.HttpLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * Sends every message back to where it came from: for tests, benches and trying a client out.
 *
 * <pre>
 *   try (EchoServer server = EchoServer.builder().start()) {
 *     WebSocket.connect(server.uri());
 *   }
 * </pre>
 *
 * <p>One thread serves all connections. A peer that does not read what it is sent is not read from
 * either. Any thread may call it.
 */
public final class EchoServer implements AutoCloseable {
  private final WebSocketServer server;

  private EchoServer(Builder builder) throws IOException {
    ServerBuilder server =
        WebSocketServer.builder()
            .address(builder.address)
            .backlog(builder.backlog)
            .loops(1)
            .waitStrategy(builder.waitStrategy)
            .options(builder.options)
            .origins(Origins.any())
            .handshakeTimeout(builder.handshakeTimeout)
            .route("/**", (connection, message) -> connection.send(message));
    server.handshakeLimits = builder.handshakeLimits;
    server.hotChannels = builder.hotChannels;
    server.tls = builder.tls;
    server.threadName = "wirespeed-echo";
    this.server = server.start();
  }

  /** How the server is to be; the defaults listen on a free port of the loopback interface. */
  public static Builder builder() {
    return new Builder();
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return (InetSocketAddress) server.addresses().get(0);
  }

  /** What a client on this machine connects to. */
  public String uri() {
    return server.uri();
  }

  /** Waits until it is closed. */
  public void await() throws InterruptedException {
    server.await();
  }

  /**
   * Stops listening, closes all connections with 1001, cuts those that do not answer within a
   * second, and waits until the thread has ended. Idempotent.
   */
  @Override
  public void close() {
    server.close();
  }

  /** What an {@link EchoServer} may be told. */
  public static final class Builder {
    private InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private int backlog = 1024;
    private WaitStrategy waitStrategy = WaitStrategy.adaptive();
    private WebSocketOptions options = WebSocketServer.defaultOptions();
    private HttpLimits handshakeLimits = HttpLimits.DEFAULTS;
    private int hotChannels = EventLoop.HOT_CHANNELS;
    private Duration handshakeTimeout = Duration.ofSeconds(10);
    private ServerTls tls; // null for none

    private Builder() {}

    /** Where to listen; port 0 is any free one. Default 127.0.0.1, port 0. */
    public Builder address(InetSocketAddress where) {
      this.address = Objects.requireNonNull(where, "where");
      return this;
    }

    /** How the loop waits. Default {@link WaitStrategy#adaptive()}. */
    public Builder waitStrategy(WaitStrategy strategy) {
      this.waitStrategy = Objects.requireNonNull(strategy, "strategy");
      return this;
    }

    /** The largest message that is taken, in bytes; beyond it 1009. Default 1 MiB. */
    public Builder maxMessageSize(int bytes) {
      this.options = options.maxMessageSize(bytes);
      return this;
    }

    /**
     * The longest frame that is taken, in bytes of payload; beyond it 1009, as soon as its header
     * is read. Default: as long as a message may be.
     */
    public Builder maxFrameSize(int bytes) {
      this.options = options.maxFrameSize(bytes);
      return this;
    }

    /** Most frames of less than 64 bytes in a message; beyond it 1008. Default 16,384. */
    public Builder maxFragments(int frames) {
      this.options = options.maxFragments(frames);
      return this;
    }

    /**
     * The longest line of an opening request, in bytes without its end; a longer request line is
     * answered with 414, a longer header with 431. Default 8 KiB.
     */
    public Builder maxHandshakeLine(int bytes) {
      this.handshakeLimits = handshakeLimits.withLine(bytes);
      return this;
    }

    /**
     * The longest head of an opening request, all lines with their ends, in bytes; a longer one is
     * answered with 431, or 414 where it ends inside the request line. Default 16 KiB.
     */
    public Builder maxHandshakeHead(int bytes) {
      this.handshakeLimits = handshakeLimits.withHead(bytes);
      return this;
    }

    /** Most headers of an opening request; one more is answered with 431. Default 100. */
    public Builder maxHandshakeHeaders(int count) {
      this.handshakeLimits = handshakeLimits.withHeaders(count);
      return this;
    }

    /** Compresses messages for clients that offer it. Default: no. */
    public Builder compression(Compression how) {
      this.options = options.compression(how);
      return this;
    }

    /**
     * How many of the connections that were busy last are read without asking the selector first; 0
     * always asks. Default 4.
     */
    public Builder hotChannels(int count) {
      this.hotChannels = count;
      return this;
    }

    /**
     * Speaks TLS, with the context's keys and its protocols and cipher suites as they come; clients
     * are asked for no certificate. Default: no TLS.
     *
     * @throws IllegalStateException if the context was not initialised
     */
    public Builder tls(SSLContext context) {
      return tls(context, new SSLParameters());
    }

    /**
     * Speaks TLS as {@code parameters} say: protocols, cipher suites, whether clients must or may
     * have a certificate. What is null in them is left as the context has it. They are copied.
     *
     * @throws IllegalArgumentException if the context does not know a protocol or a cipher suite
     * @throws IllegalStateException if the context was not initialised
     */
    public Builder tls(SSLContext context, SSLParameters parameters) {
      this.tls = ServerTls.of(context, parameters);
      return this;
    }

    /**
     * How long a client may take for its opening request, with the TLS handshake before it. Default
     * 10 s.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public Builder handshakeTimeout(Duration timeout) {
      if (timeout.isNegative() || timeout.isZero()) {
        throw new IllegalArgumentException("handshake timeout of " + timeout + " is not positive");
      }
      this.handshakeTimeout = timeout;
      return this;
    }

    /**
     * Starts listening.
     *
     * @throws IOException if the address cannot be bound
     */
    public EchoServer start() throws IOException {
      return new EchoServer(this);
    }
  }
}
