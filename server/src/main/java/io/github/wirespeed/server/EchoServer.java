package io.github.wirespeed.server;

import io.github.wirespeed.Compression;
import io.github.wirespeed.WaitStrategy;
import io.github.wirespeed.loop.EventLoop;
import io.github.wirespeed.protocol.HttpLimits;
import io.github.wirespeed.protocol.Limits;
import io.github.wirespeed.transport.Deadline;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
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
  private final EventLoop loop;
  private final Thread thread;
  private final ServerSocketChannel channel;
  private final InetSocketAddress address;
  private final boolean secure;
  private final ExecutorService handshakes; // null without TLS

  private EchoServer(Builder builder) throws IOException {
    channel = ServerSocketChannel.open();
    secure = builder.tls != null;
    handshakes = secure ? ServerTls.newThreads() : null;
    try {
      channel.bind(builder.address, builder.backlog);
      channel.configureBlocking(false);
      address = (InetSocketAddress) channel.getLocalAddress();
      loop = new EventLoop(builder.waitStrategy.newSpin(), builder.hotChannels);
      EchoSettings settings =
          new EchoSettings(
              builder.limits,
              builder.handshakeLimits,
              builder.compression,
              Deadline.nanos(builder.handshakeTimeout));
      ServerTls tls = builder.tls;
      Acceptor acceptor =
          new Acceptor(
              loop,
              channel,
              secure
                  ? tcp -> new TlsHandshake(loop, tcp, tls, handshakes, settings)
                  : tcp -> new EchoConnection(loop, tcp, settings, settings.handshakeNanos()));
      acceptor.registered(loop.register(channel, SelectionKey.OP_ACCEPT, acceptor));
    } catch (Throwable t) {
      channel.close();
      throw t;
    }
    thread = loop.start("wirespeed-echo-" + address.getPort());
  }

  /** How the server is to be; the defaults listen on a free port of the loopback interface. */
  public static Builder builder() {
    return new Builder();
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return address;
  }

  /** What a client on this machine connects to. */
  public String uri() {
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

  /** Waits until it is closed. */
  public void await() throws InterruptedException {
    thread.join();
  }

  /** Stops listening, ends all connections, and waits until the thread has ended. Idempotent. */
  @Override
  public void close() {
    loop.close();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (handshakes != null) {
      handshakes.shutdown();
    }
  }

  /** What an {@link EchoServer} may be told. */
  public static final class Builder {
    private InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private int backlog = 1024;
    private WaitStrategy waitStrategy = WaitStrategy.adaptive();
    private Limits limits = Limits.SERVER;
    private boolean frameGiven; // else a frame may be as large as a message
    private HttpLimits handshakeLimits = HttpLimits.DEFAULTS;
    private Compression compression;
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
      this.limits = limits.withMessage(bytes).withFrame(frameGiven ? limits.frame() : bytes);
      return this;
    }

    /**
     * The longest frame that is taken, in bytes of payload; beyond it 1009, as soon as its header
     * is read. Default: as long as a message may be.
     */
    public Builder maxFrameSize(int bytes) {
      this.limits = limits.withFrame(bytes);
      this.frameGiven = true;
      return this;
    }

    /** Most frames of less than 64 bytes in a message; beyond it 1008. Default 16,384. */
    public Builder maxFragments(int frames) {
      this.limits = limits.withFragments(frames);
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
      this.compression = Objects.requireNonNull(how, "how");
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
