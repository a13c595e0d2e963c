package io.github.wirespeed.nats;

import io.nats.client.ConnectionListener;
import io.nats.client.ErrorListener;
import io.nats.client.Options;
import io.nats.client.impl.ErrorListenerLoggerImpl;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/** What a {@link NatsBackplane} may be told before it connects. For one thread. */
public final class NatsBackplaneBuilder {
  /** Between two attempts of jnats's own: it never gets to the second one. */
  private static final Duration NEVER = Duration.ofDays(365);

  private static final Duration PING_INTERVAL = Duration.ofSeconds(10);

  private final List<String> servers = new ArrayList<>();
  private Consumer<Options.Builder> customizer = options -> {};
  Subjects subjects = new Subjects("wirespeed");
  Duration timeout = Duration.ofSeconds(5);
  Duration firstDelay = Duration.ofMillis(100);
  Duration longestDelay = Duration.ofSeconds(5);
  int maxUnconfirmed = 65_536;
  long maxUnconfirmedBytes = 64 << 20;
  int maxPending = 65_536;
  long maxPendingBytes = 64 << 20;

  NatsBackplaneBuilder() {}

  private NatsBackplaneBuilder(NatsBackplaneBuilder from) {
    servers.addAll(from.servers);
    customizer = from.customizer;
    subjects = from.subjects;
    timeout = from.timeout;
    firstDelay = from.firstDelay;
    longestDelay = from.longestDelay;
    maxUnconfirmed = from.maxUnconfirmed;
    maxUnconfirmedBytes = from.maxUnconfirmedBytes;
    maxPending = from.maxPending;
    maxPendingBytes = from.maxPendingBytes;
  }

  /**
   * A NATS server; may be called several times for those of one cluster, of which any will do.
   * Default {@value Options#DEFAULT_URL}.
   *
   * @param url such as {@code nats://broker:4222}, or {@code tls://broker:4222}
   */
  public NatsBackplaneBuilder server(String url) {
    servers.add(Objects.requireNonNull(url, "url"));
    return this;
  }

  /**
   * What all subjects begin with: servers that share a broker and are not one have different ones.
   * Default {@code wirespeed}, so that topic "quotes" is the subject {@code wirespeed.quotes}.
   *
   * @throws IllegalArgumentException if it is not a subject without wildcards
   */
  public NatsBackplaneBuilder prefix(String subject) {
    this.subjects = new Subjects(subject);
    return this;
  }

  /**
   * Anything else that jnats can be told: user, token, credentials, TLS, how often to ping. Called
   * before each connection, and may be called by a thread of the backplane. What the backplane
   * relies on is set behind it: no echo, and no reconnecting by jnats, which would send late what
   * was said to have failed. Its own listeners are called before those that are set here.
   *
   * <pre>
   *   .options(o -&gt; o.authHandler(Nats.credentials("chat.creds")).sslContext(context))
   * </pre>
   */
  public NatsBackplaneBuilder options(Consumer<Options.Builder> more) {
    this.customizer = customizer.andThen(Objects.requireNonNull(more, "more"));
    return this;
  }

  /**
   * How long a server may take to accept a connection, or to confirm what was published; later the
   * connection counts as lost. Default 5 s.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public NatsBackplaneBuilder timeout(Duration longest) {
    this.timeout = positive("time-out", longest);
    return this;
  }

  /**
   * How long to wait before an attempt to connect again: a random time below {@code first} for the
   * first, which doubles from attempt to attempt up to {@code longest}. Default 100 ms and 5 s.
   *
   * @throws IllegalArgumentException if one is not positive
   */
  public NatsBackplaneBuilder reconnectDelay(Duration first, Duration longest) {
    this.firstDelay = positive("first delay", first);
    this.longestDelay = positive("longest delay", longest);
    return this;
  }

  /**
   * How many publications, and bytes of them, may wait for the broker to confirm them; what comes
   * then fails at once. Default 65,536 and 64 MiB.
   *
   * @throws IllegalArgumentException if one is not positive
   */
  public NatsBackplaneBuilder maxUnconfirmed(int publications, long bytes) {
    this.maxUnconfirmed = (int) positive("unconfirmed publications", publications);
    this.maxUnconfirmedBytes = positive("unconfirmed bytes", bytes);
    return this;
  }

  /**
   * How many publications of other servers, and bytes of them, may wait here to be handed on; what
   * comes then is dropped, counted and logged. Default 65,536 and 64 MiB.
   *
   * @throws IllegalArgumentException if one is not positive
   */
  public NatsBackplaneBuilder maxPending(int publications, long bytes) {
    this.maxPending = (int) positive("pending publications", publications);
    this.maxPendingBytes = positive("pending bytes", bytes);
    return this;
  }

  private static Duration positive(String what, Duration duration) {
    positive(what, duration.isNegative() || duration.isZero() ? 0 : 1);
    return duration;
  }

  private static long positive(String what, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(what + ": " + value + " is not positive");
    }
    return value;
  }

  /**
   * Connects; waits for it.
   *
   * @throws IOException if there is no server that can be connected to, or none lets it in
   * @throws InterruptedException if the thread is interrupted meanwhile
   */
  public NatsBackplane connect() throws IOException, InterruptedException {
    NatsBackplane backplane = new NatsBackplane(new NatsBackplaneBuilder(this));
    backplane.connect();
    return backplane;
  }

  /**
   * Connects in the background, for as long as it takes; until then publications fail, and the
   * servers go on by themselves.
   */
  public NatsBackplane connectInBackground() {
    NatsBackplane backplane = new NatsBackplane(new NatsBackplaneBuilder(this));
    backplane.connectInBackground();
    return backplane;
  }

  /** For one connection, with these listeners before those of the user. */
  Options options(ConnectionListener events, ErrorListener errors) {
    Options.Builder options =
        Options.builder()
            .servers(servers.toArray(new String[0]))
            .connectionName("wirespeed")
            .connectionTimeout(timeout)
            .pingInterval(PING_INTERVAL);
    customizer.accept(options);
    Options told = options.build();
    ConnectionListener theirEvents = told.getConnectionListener();
    ErrorListener theirErrors = told.getErrorListener();
    options.connectionListener(theirEvents == null ? events : new BothEvents(events, theirEvents));
    options.errorListener(
        theirErrors instanceof ErrorListenerLoggerImpl
            ? errors
            : new BothErrors(errors, theirErrors));
    return options
        .noEcho()
        .callbackExecutor(null) // jnats's own has one thread, and so an order
        .maxMessagesInOutgoingQueue(0) // no limit there: a thread would wait; ours is the bound
        .reconnectBufferSize(0)
        // jnats would close the connection at once if it were not to reconnect, and throw away what
        // has arrived and waits. So it is left waiting for an attempt that never comes, until we
        // have handed that on, and close it.
        .maxReconnects(-1)
        .reconnectDelayBehavior(Options.ReconnectDelayBehavior.BeforeAllRounds)
        .reconnectDelayHandler(round -> NEVER)
        .build();
  }
}
