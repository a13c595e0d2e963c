package io.github.wirespeed;

import io.github.wirespeed.client.Reach;
import io.github.wirespeed.client.Request;
import io.github.wirespeed.protocol.HttpLimits;
import io.github.wirespeed.protocol.Limits;
import io.github.wirespeed.protocol.WebSocketUri;
import io.github.wirespeed.protocol.WriteHalf;
import java.net.CookieHandler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;

/**
 * What a connection may be told before it is opened. Immutable: every method gives a copy.
 *
 * <pre>
 *   WebSocketOptions.defaults()
 *       .header("Authorization", "Bearer " + token)
 *       .subprotocols("v2.feed", "v1.feed")
 *       .connectTimeout(Duration.ofSeconds(3));
 * </pre>
 */
public final class WebSocketOptions {
  /** Most bytes of copied messages in a mailbox; a single larger one is taken all the same. */
  static final long MAILBOX_BYTES = 4L << 20;

  private static final WebSocketOptions DEFAULTS = new WebSocketOptions(new Values());

  private final Values values;

  private WebSocketOptions(Values values) {
    this.values = values;
  }

  // Never changed once an instance of the outer class holds it.
  private static final class Values {
    private List<Map.Entry<String, String>> headers = List.of();
    private List<String> subprotocols = List.of();
    private Duration connectTimeout = Duration.ofSeconds(10);
    private Duration closeTimeout = Duration.ofSeconds(5);
    private WaitStrategy waitStrategy = WaitStrategy.adaptive();
    private Limits limits = Limits.CLIENT;
    private boolean frameGiven; // else a frame may be as large as a message
    private HttpLimits handshake = HttpLimits.DEFAULTS;
    private int fragmentSize = 256 << 10;
    private int mailbox = 64;
    private int inbox = 64;
    private long inboxBytes = 4L << 20;
    private Executor executor;
    private Compression compression;
    private Tls tls = Tls.defaults();
    private Proxy proxy = Proxy.none();
    private Network network = Network.defaults();
    private Keepalive keepalive = Keepalive.off();
    private int redirects;
    private Reach.Credentials credentials;
    private CookieHandler cookies;

    private Values copy() {
      Values copy = new Values();
      copy.headers = headers;
      copy.subprotocols = subprotocols;
      copy.connectTimeout = connectTimeout;
      copy.closeTimeout = closeTimeout;
      copy.waitStrategy = waitStrategy;
      copy.limits = limits;
      copy.frameGiven = frameGiven;
      copy.handshake = handshake;
      copy.fragmentSize = fragmentSize;
      copy.mailbox = mailbox;
      copy.inbox = inbox;
      copy.inboxBytes = inboxBytes;
      copy.executor = executor;
      copy.compression = compression;
      copy.tls = tls;
      copy.proxy = proxy;
      copy.network = network;
      copy.keepalive = keepalive;
      copy.redirects = redirects;
      copy.credentials = credentials;
      copy.cookies = cookies;
      return copy;
    }
  }

  /**
   * No headers, no subprotocols, 10 s to connect, 5 s to close, adaptive waits, 16 MiB messages.
   */
  public static WebSocketOptions defaults() {
    return DEFAULTS;
  }

  /**
   * Sends one more header with the opening request. The handshake's own headers (Host, Upgrade,
   * Connection, Sec-WebSocket-*) cannot be given; that, and a name or value that HTTP does not
   * allow, is refused when connecting, before anything is sent.
   */
  public WebSocketOptions header(String name, String value) {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(value, "value");
    Values copy = values.copy();
    List<Map.Entry<String, String>> headers = new ArrayList<>(copy.headers);
    headers.add(Map.entry(name, value));
    copy.headers = List.copyOf(headers);
    return new WebSocketOptions(copy);
  }

  /** Offers subprotocols, the preferred one first. Replaces those offered before. */
  public WebSocketOptions subprotocols(String... names) {
    Values copy = values.copy();
    copy.subprotocols = List.of(names);
    return new WebSocketOptions(copy);
  }

  /**
   * The time for everything up to the server's 101: names, TCP, proxy, TLS, handshake, redirects; a
   * time-out says what was late. Default 10 s. On a thread that waits, looking a name up cannot be
   * cut short: it counts, but may overrun.
   */
  public WebSocketOptions connectTimeout(Duration timeout) {
    Values copy = values.copy();
    copy.connectTimeout = positive("connect timeout", timeout);
    return new WebSocketOptions(copy);
  }

  /** The time that {@link WebSocket#close()} gives the peer to answer. Default 5 s. */
  public WebSocketOptions closeTimeout(Duration timeout) {
    Values copy = values.copy();
    copy.closeTimeout = positive("close timeout", timeout);
    return new WebSocketOptions(copy);
  }

  /** How the threads that use the connection wait. Default {@link WaitStrategy#adaptive()}. */
  public WebSocketOptions waitStrategy(WaitStrategy strategy) {
    Values copy = values.copy();
    copy.waitStrategy = Objects.requireNonNull(strategy, "strategy");
    return new WebSocketOptions(copy);
  }

  /**
   * The largest message that is received, in bytes after reassembly; a larger one ends the
   * connection with 1009. Default 16 MiB.
   */
  public WebSocketOptions maxMessageSize(int bytes) {
    atLeast(1, bytes, "message limit", " bytes");
    Values copy = values.copy();
    int frame = copy.frameGiven ? copy.limits.frame() : bytes;
    copy.limits = copy.limits.withMessage(bytes).withFrame(frame);
    return new WebSocketOptions(copy);
  }

  /**
   * The longest frame that is received, in bytes of payload; a longer one ends the connection with
   * 1009 as soon as its header is read. Default: as long as a message may be.
   */
  public WebSocketOptions maxFrameSize(int bytes) {
    atLeast(1, bytes, "frame limit", " bytes");
    Values copy = values.copy();
    copy.limits = copy.limits.withFrame(bytes);
    copy.frameGiven = true;
    return new WebSocketOptions(copy);
  }

  /**
   * Of how many frames of less than 64 bytes a message that is received may consist, empty ones
   * counted, as each costs more than it carries; longer ones only its size bounds. One more ends
   * the connection with 1008. Default 16,384.
   */
  public WebSocketOptions maxFragments(int frames) {
    atLeast(1, frames, "fragment limit", "");
    Values copy = values.copy();
    copy.limits = copy.limits.withFragments(frames);
    return new WebSocketOptions(copy);
  }

  /**
   * The longest line of the server's answer to the opening request, in bytes without its end: the
   * status line, or a header with its name. A longer one fails the handshake. Default 8 KiB.
   */
  public WebSocketOptions maxHandshakeLine(int bytes) {
    atLeast(1, bytes, "handshake line limit", " bytes");
    return handshake(values.handshake.withLine(bytes));
  }

  /**
   * The longest head of the server's answer to the opening request, all lines with their ends, in
   * bytes; a longer one fails the handshake. Default 16 KiB.
   */
  public WebSocketOptions maxHandshakeHead(int bytes) {
    atLeast(1, bytes, "handshake head limit", " bytes");
    return handshake(values.handshake.withHead(bytes));
  }

  /**
   * How many headers the server's answer to the opening request may have; one more fails the
   * handshake. Default 100.
   */
  public WebSocketOptions maxHandshakeHeaders(int count) {
    atLeast(1, count, "handshake header limit", "");
    return handshake(values.handshake.withHeaders(count));
  }

  /**
   * How many informational (1xx) responses are skipped before the server's answer to the opening
   * request; one more fails the handshake. Default 10; may be 0.
   */
  public WebSocketOptions maxInformationalResponses(int count) {
    atLeast(0, count, "limit on informational responses", "");
    return handshake(values.handshake.withInformational(count));
  }

  /**
   * How much is kept of the body of a refusal, in bytes: {@link HandshakeException#body()} is cut
   * there, and no more is read. Default 16 KiB; may be 0.
   */
  public WebSocketOptions maxRefusalBody(int bytes) {
    atLeast(0, bytes, "refusal body limit", " bytes");
    return handshake(values.handshake.withBody(bytes));
  }

  private WebSocketOptions handshake(HttpLimits limits) {
    Values copy = values.copy();
    copy.handshake = limits;
    return new WebSocketOptions(copy);
  }

  /**
   * The longest frame that is sent, in bytes of payload: a longer message leaves as several frames,
   * between which a pong can go out. Default 256 KiB; 125 bytes to 512 MiB.
   */
  public WebSocketOptions fragmentSize(int bytes) {
    if (bytes < 125 || bytes > WriteHalf.MAX_FRAGMENT) {
      throw new IllegalArgumentException(
          "fragment size of " + bytes + " bytes is not in 125 to " + WriteHalf.MAX_FRAGMENT);
    }
    Values copy = values.copy();
    copy.fragmentSize = bytes;
    return new WebSocketOptions(copy);
  }

  /**
   * How many messages of an async connection may wait to be written before a send has to wait and a
   * {@code trySend} is refused. Default 64; with 1 everything still works, one at a time.
   */
  public WebSocketOptions mailbox(int messages) {
    if (messages < 1) {
      throw new IllegalArgumentException("mailbox of " + messages + " messages is not at least 1");
    }
    Values copy = values.copy();
    copy.mailbox = messages;
    return new WebSocketOptions(copy);
  }

  /**
   * How much an async connection reads ahead of its receives: then it stops reading, and the peer
   * has to wait. Default 64 messages and 4 MiB.
   */
  public WebSocketOptions inbox(int messages, long bytes) {
    if (messages < 1 || bytes < 1) {
      throw new IllegalArgumentException(
          "inbox of " + messages + " messages and " + bytes + " bytes is not at least 1 and 1");
    }
    Values copy = values.copy();
    copy.inbox = messages;
    copy.inboxBytes = bytes;
    return new WebSocketOptions(copy);
  }

  /**
   * Where the dependents of an async connection's stages, and its subscriber, run. Default: on the
   * thread of its loop. An executor of several threads does not keep their order.
   */
  public WebSocketOptions executor(Executor executor) {
    Values copy = values.copy();
    copy.executor = Objects.requireNonNull(executor, "executor");
    return new WebSocketOptions(copy);
  }

  /**
   * Offers the server to compress messages. Default: not offered. It pays where bytes cost more
   * than time: over the internet, for text, with messages that resemble each other.
   */
  public WebSocketOptions compression(Compression compression) {
    Values copy = values.copy();
    copy.compression = Objects.requireNonNull(compression, "compression");
    return new WebSocketOptions(copy);
  }

  /** How TLS is spoken with a {@code wss} server. Default {@link Tls#defaults()}. */
  public WebSocketOptions tls(Tls tls) {
    Values copy = values.copy();
    copy.tls = Objects.requireNonNull(tls, "tls");
    return new WebSocketOptions(copy);
  }

  /** Which proxy is gone through. Default {@link Proxy#none()}. */
  public WebSocketOptions proxy(Proxy proxy) {
    Values copy = values.copy();
    copy.proxy = Objects.requireNonNull(proxy, "proxy");
    return new WebSocketOptions(copy);
  }

  /** How names are looked up and sockets are connected. Default {@link Network#defaults()}. */
  public WebSocketOptions network(Network network) {
    Values copy = values.copy();
    copy.network = Objects.requireNonNull(network, "network");
    return new WebSocketOptions(copy);
  }

  /** How a peer that is gone is found out. Default {@link Keepalive#off()}: it is not. */
  public WebSocketOptions keepalive(Keepalive keepalive) {
    Values copy = values.copy();
    copy.keepalive = Objects.requireNonNull(keepalive, "keepalive");
    return new WebSocketOptions(copy);
  }

  /**
   * How many redirects (301, 302, 303, 307, 308) are followed, within the one connect timeout.
   * Never from {@code wss} to {@code ws}; credentials, cookies and headers of the user's do not go
   * along to another origin. Default 0: a redirect fails the handshake.
   */
  public WebSocketOptions redirects(int most) {
    atLeast(0, most, "limit on redirects", "");
    Values copy = values.copy();
    copy.redirects = most;
    return new WebSocketOptions(copy);
  }

  /**
   * Says to the server who this is, by Basic authentication (RFC 7617), without being asked. The
   * user and password of a URI come before these.
   */
  public WebSocketOptions credentials(String user, String password) {
    Values copy = values.copy();
    copy.credentials =
        new Reach.Credentials(
            Objects.requireNonNull(user, "user"), Objects.requireNonNull(password, "password"));
    return new WebSocketOptions(copy);
  }

  /** Keeps cookies: sends those that it has for the URI, and stores those of every response. */
  public WebSocketOptions cookies(CookieHandler cookies) {
    Values copy = values.copy();
    copy.cookies = Objects.requireNonNull(cookies, "cookies");
    return new WebSocketOptions(copy);
  }

  private static void atLeast(int least, int value, String what, String unit) {
    if (value < least) {
      throw new IllegalArgumentException(
          what + " of " + value + unit + (least == 0 ? " is negative" : " is not positive"));
    }
  }

  private static Duration positive(String what, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(what + " of " + value + " is not positive");
    }
    return value;
  }

  List<Map.Entry<String, String>> headers() {
    return values.headers;
  }

  List<String> subprotocols() {
    return values.subprotocols;
  }

  Duration connectTimeout() {
    return values.connectTimeout;
  }

  Duration closeTimeout() {
    return values.closeTimeout;
  }

  WaitStrategy waitStrategy() {
    return values.waitStrategy;
  }

  Limits limits() {
    return values.limits;
  }

  /** On the server's answer. */
  HttpLimits handshakeLimits() {
    return values.handshake;
  }

  int fragmentSize() {
    return values.fragmentSize;
  }

  int mailbox() {
    return values.mailbox;
  }

  int inbox() {
    return values.inbox;
  }

  long inboxBytes() {
    return values.inboxBytes;
  }

  /** Null where it is not offered. */
  public Compression compression() {
    return values.compression;
  }

  /** What the opening handshake asks for. */
  Request request(WebSocketUri uri) {
    return new Request(
        uri,
        values.headers,
        values.subprotocols,
        values.compression == null ? List.of() : values.compression.offers(),
        values.handshake,
        new Reach(
            values.network.names(),
            values.network.sockets(),
            values.network.attemptDelay(),
            values.network.unixSocket(),
            values.proxy.choice(),
            values.tls.settings(),
            values.redirects,
            values.credentials,
            values.cookies));
  }

  Keepalive keepalive() {
    return values.keepalive;
  }

  /** Null where it is the loop. */
  Executor executor() {
    return values.executor;
  }
}
