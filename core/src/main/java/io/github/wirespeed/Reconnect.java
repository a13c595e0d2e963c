package io.github.wirespeed;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * How a connection is kept up: when another one is opened, where, and what happens meanwhile.
 * Immutable: every method gives a copy. One may serve any number of connections.
 *
 * <pre>
 *   Reconnect policy = Reconnect.defaults()
 *       .onOpen(connection -&gt; connection.send("{\"op\":\"subscribe\"}"))
 *       .rotateAfter(Duration.ofHours(23));
 *   ReconnectingWebSocket feed = client.reconnecting("wss://feed.example.com/v1", policy);
 * </pre>
 *
 * <p><b>Threads.</b> Hooks, listeners and predicates are called one at a time for each connection
 * that is kept up, on the thread of its loop: they must not wait. What a listener throws is logged.
 */
public final class Reconnect {
  private static final Reconnect DEFAULTS = new Reconnect(new Values());

  private final Values values;

  private Reconnect(Values values) {
    this.values = values;
  }

  /** What is done with a connection before anybody else has it. */
  @FunctionalInterface
  public interface OpenHook {
    /**
     * Logs in and subscribes.
     *
     * @return done when the connection is ready; null for one that is ready now
     * @throws Exception if it cannot be used: the attempt has failed then, as it has if the stage
     *     fails
     */
    CompletionStage<?> opened(FreshConnection connection) throws Exception;
  }

  // Never changed once an instance of the outer class holds it.
  private static final class Values implements Cloneable {
    private Duration first = Duration.ofMillis(100);
    private Duration most = Duration.ofSeconds(30);
    private Duration resetAfter = Duration.ofSeconds(10);
    private Duration rotateAfter; // null for never
    private Predicate<? super Throwable> retryIf = RetryTable::worthRetrying;
    private int maxAttempts = Integer.MAX_VALUE;
    private List<String> endpoints = List.of();
    private int heldMessages;
    private long heldBytes;
    private boolean failAtGap;
    private OpenHook onOpen = connection -> null;
    private Consumer<? super ReconnectEvent> onEvent = event -> {};
    private Consumer<? super Gap> onGap = gap -> {};

    private Values copy() {
      try {
        return (Values) clone();
      } catch (CloneNotSupportedException e) {
        throw new AssertionError("it is cloneable", e);
      }
    }
  }

  /**
   * Retries for ever what is worth it, the first time within 100 ms and at most 30 s apart; refuses
   * sends meanwhile; receives go on behind a gap.
   */
  public static Reconnect defaults() {
    return DEFAULTS;
  }

  /**
   * How long is waited before an attempt. The delay is random, uniform from zero to a ceiling that
   * is {@code first} after a connection that held ({@link #resetAfter}) and doubles with every
   * attempt, or every round of attempts if there are several {@link #endpoints}, up to {@code
   * most}: so the first attempt comes within {@code first}, and 1,000 clients that lost the same
   * server come back evenly over that time. A server's Retry-After, up to a day, is added. The very
   * first attempt is made at once. Default 100 ms and 30 s.
   *
   * @throws IllegalArgumentException if {@code first} is not positive or longer than {@code most}
   */
  public Reconnect backoff(Duration first, Duration most) {
    positive("first delay", first);
    if (most.compareTo(first) < 0) {
      throw new IllegalArgumentException(
          "the longest delay, " + most + ", is shorter than the first, " + first);
    }
    Values copy = values.copy();
    copy.first = first;
    copy.most = most;
    return new Reconnect(copy);
  }

  /**
   * How long a connection must have been ready to count as one that held: its loss begins the
   * back-off anew, and at the same endpoint. A server that accepts and closes at once is asked less
   * and less often. Default 10 s.
   */
  public Reconnect resetAfter(Duration lived) {
    Values copy = values.copy();
    copy.resetAfter = positive("time that a connection holds", lived);
    return new Reconnect(copy);
  }

  /**
   * Which failures are worth a retry: the loss of a connection ({@link ConnectionClosedException}),
   * or what an attempt failed with. All others are the end. Default {@link #worthRetrying}.
   */
  public Reconnect retryIf(Predicate<? super Throwable> worth) {
    Values copy = values.copy();
    copy.retryIf = Objects.requireNonNull(worth, "worth");
    return new Reconnect(copy);
  }

  /**
   * Whether a failure is worth a retry where {@link #retryIf} says nothing else.
   *
   * <table>
   *   <caption>The default</caption>
   *   <tr><th>what happened</th><th>retry</th></tr>
   *   <tr><td>the network failed: refused, reset, timed out, no address</td><td>yes</td></tr>
   *   <tr><td>HTTP 408, 425, 429, 5xx, or an answer that was cut off</td><td>yes</td></tr>
   *   <tr><td>any other answer than a 101: 400, 401, 403, 404, a wrong 101</td><td>no</td></tr>
   *   <tr><td>a proxy that wants other credentials, or answers 400, 403, 404</td><td>no</td></tr>
   *   <tr><td>a proxy that fails otherwise</td><td>yes</td></tr>
   *   <tr><td>TLS: a certificate that is not trusted, no common protocol</td><td>no</td></tr>
   *   <tr><td>TLS that the network cut off</td><td>yes</td></tr>
   *   <tr><td>closed by the peer with 1001, no code, 1011, 1012, 1013, 1014</td><td>yes</td></tr>
   *   <tr><td>ended without a Close (1006)</td><td>yes</td></tr>
   *   <tr><td>closed by the peer with 1000: it is done</td><td>no</td></tr>
   *   <tr><td>closed by the peer with 1002, 1003, 1007, 1008, 1009, 1010</td><td>no</td></tr>
   *   <tr><td>closed by the peer with 3000 to 4999: the application knows</td><td>no</td></tr>
   *   <tr><td>the peer broke the protocol</td><td>no</td></tr>
   *   <tr><td>a handler of ours threw (1011), or the event loop died</td><td>yes</td></tr>
   *   <tr><td>that one connection was closed on this side</td><td>yes</td></tr>
   *   <tr><td>onOpen failed: by what it failed with; a time-out</td><td>yes</td></tr>
   *   <tr><td>anything that is no IOException</td><td>no</td></tr>
   * </table>
   */
  public static boolean worthRetrying(Throwable failure) {
    return RetryTable.worthRetrying(failure);
  }

  /**
   * After how many attempts in a row it is given up; a connection that held ({@link #resetAfter})
   * ends the row. Default: never.
   */
  public Reconnect maxAttempts(int attempts) {
    if (attempts < 1) {
      throw new IllegalArgumentException(attempts + " attempts are not at least 1");
    }
    Values copy = values.copy();
    copy.maxAttempts = attempts;
    return new Reconnect(copy);
  }

  /**
   * Where else to connect to. The one that works is kept; when an attempt at it fails, or its
   * connection did not hold, it is the next one's turn.
   *
   * @throws IllegalArgumentException if one of them is no {@code ws} or {@code wss} URI
   */
  public Reconnect endpoints(String... others) {
    new Endpoints(List.of(others)); // says what is wrong with which of them
    Values copy = values.copy();
    copy.endpoints = List.of(others);
    return new Reconnect(copy);
  }

  /**
   * Opens another connection when one has lived so long, before the server ends it: a random moment
   * in the last tenth of the time. When the new one is ready, sends go to it, and the old one is
   * told with 1000. Its messages are received until it is closed, and then those of the new one: a
   * server that sends to both will have sent some twice. If the new one cannot be had, the old one
   * is kept. Default: never.
   */
  public Reconnect rotateAfter(Duration lived) {
    Values copy = values.copy();
    copy.rotateAfter = positive("time to rotate", lived);
    return new Reconnect(copy);
  }

  /** Sends during a gap fail at once with {@link NotConnectedException}. The default. */
  public Reconnect refuseSends() {
    Values copy = values.copy();
    copy.heldMessages = 0;
    copy.heldBytes = 0;
    return new Reconnect(copy);
  }

  /**
   * Sends during a gap are held, and sent in their order when the next connection is ready, before
   * all others; those that find no room are refused. What a connection had accepted before it was
   * lost is never sent again.
   *
   * @param messages most of them
   * @param bytes most of them, a character of a text counted as one; but one message of any size
   */
  public Reconnect holdSends(int messages, long bytes) {
    if (messages < 1 || bytes < 1) {
      throw new IllegalArgumentException(
          messages + " messages and " + bytes + " bytes hold nothing: both must be positive");
    }
    Values copy = values.copy();
    copy.heldMessages = messages;
    copy.heldBytes = bytes;
    return new Reconnect(copy);
  }

  /**
   * Has the receive that comes to a gap fail once, with {@link GapException}; the one behind it
   * goes on. By default receives pass over it, and {@link #onGap} and {@link
   * ReconnectingConnection#gaps} tell.
   */
  public Reconnect failAtGap() {
    Values copy = values.copy();
    copy.failAtGap = true;
    return new Reconnect(copy);
  }

  /**
   * Called with each connection before anybody else has it, to log in and subscribe. It has as long
   * as connecting had, {@link WebSocketOptions#connectTimeout}.
   */
  public Reconnect onOpen(OpenHook hook) {
    Values copy = values.copy();
    copy.onOpen = Objects.requireNonNull(hook, "hook");
    return new Reconnect(copy);
  }

  /** Told of each gap when it is over, before anything is sent or received behind it. */
  public Reconnect onGap(Consumer<? super Gap> listener) {
    Values copy = values.copy();
    copy.onGap = Objects.requireNonNull(listener, "listener");
    return new Reconnect(copy);
  }

  /** Told of all that happens, gaps included. */
  public Reconnect onEvent(Consumer<? super ReconnectEvent> listener) {
    Values copy = values.copy();
    copy.onEvent = Objects.requireNonNull(listener, "listener");
    return new Reconnect(copy);
  }

  private static Duration positive(String what, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(what + " of " + value + " is not positive");
    }
    return value;
  }

  Duration first() {
    return values.first;
  }

  Duration most() {
    return values.most;
  }

  Duration resetAfter() {
    return values.resetAfter;
  }

  /** Null for never. */
  Duration rotateAfter() {
    return values.rotateAfter;
  }

  Predicate<? super Throwable> retryIf() {
    return values.retryIf;
  }

  int maxAttempts() {
    return values.maxAttempts;
  }

  List<String> endpoints() {
    return values.endpoints;
  }

  /** 0 where sends are refused. */
  int heldMessages() {
    return values.heldMessages;
  }

  long heldBytes() {
    return values.heldBytes;
  }

  boolean failsAtGap() {
    return values.failAtGap;
  }

  OpenHook onOpen() {
    return values.onOpen;
  }

  Consumer<? super Gap> onGap() {
    return values.onGap;
  }

  Consumer<? super ReconnectEvent> onEvent() {
    return values.onEvent;
  }
}
