package io.github.wirespeed;

import io.github.wirespeed.protocol.CloseCode;
import io.github.wirespeed.protocol.CloseStatus;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A connection that is kept up as a {@link Reconnect} says: when it is lost, the next one is
 * opened. Its messages go to a {@link MessageHandler}, or are asked for: {@link
 * ReconnectingWebSocket}.
 *
 * <p><b>Threads.</b> Any thread may call anything, and none ever waits in it. It is at home in one
 * loop, with all its connections; if that loop dies, in another one from then on.
 *
 * <p><b>Sending.</b> What is sent goes to the connection that is ready, and means what it means
 * there: accepted, and counted as unsent if it is lost before it was written. Nothing that a
 * connection had accepted is ever sent again, as nobody knows whether it arrived. During a gap
 * sends are refused, or held: {@link Reconnect#holdSends}.
 */
public sealed class ReconnectingConnection permits ReconnectingWebSocket {
  private final Supervisor supervisor;
  private final GapSends sends;
  private final Standing standing;

  /** How it stands. */
  public enum State {
    /** An attempt is under way. */
    CONNECTING,
    /** A connection is ready. */
    OPEN,
    /** It waits before the next attempt. */
    WAITING,
    /** It was closed, or given up: there will be no connection any more. */
    CLOSED
  }

  /**
   * What it is made of.
   *
   * @param uri the first of its endpoints
   * @param host of its stages, in its strand
   */
  record Parts(
      StrandHost host,
      Backoff backoff,
      String uri,
      WebSocketOptions options,
      Reconnect policy,
      Tenure.Opener opener) {}

  /** Starts at once. */
  ReconnectingConnection(Parts parts, Audience audience) {
    Reconnect policy = parts.policy;
    List<String> uris = new ArrayList<>();
    uris.add(parts.uri);
    uris.addAll(policy.endpoints());
    this.sends = new GapSends(parts.host, policy);
    this.standing = new Standing(policy, parts.host);
    this.supervisor =
        new Supervisor(
            policy,
            parts.backoff,
            new Endpoints(uris),
            sends,
            audience,
            standing,
            parts.host.strand,
            owner ->
                new Tenure.Terms(
                    parts.host.strand,
                    parts.opener,
                    policy.onOpen(),
                    parts.options.connectTimeout(),
                    parts.options.closeTimeout(),
                    owner));
    audience.whenDrained(supervisor::drained);
    supervisor.start();
  }

  /**
   * Sends a text message: {@link WebSocketConnection#send(String)}.
   *
   * @return done when a connection has accepted it, be it after a gap; fails with {@link
   *     NotConnectedException} if it was refused, with {@link ConnectionClosedException} if the
   *     connection that was to take it ended first
   * @throws IllegalArgumentException if the text holds a lone surrogate; nothing was sent
   */
  public Stage<Void> send(String text) {
    return sends.send(Objects.requireNonNull(text, "text"), null);
  }

  /** Sends a binary message: {@link #send(ByteBuffer)} of the whole array. */
  public Stage<Void> send(byte[] bytes) {
    return sends.send(null, ByteBuffer.wrap(bytes));
  }

  /**
   * Sends a binary message: {@link WebSocketConnection#send(ByteBuffer)}.
   *
   * @param payload from its position to its limit; copied if it is held
   * @return as {@link #send(String)}
   */
  public Stage<Void> send(ByteBuffer payload) {
    return sends.send(null, Objects.requireNonNull(payload, "payload"));
  }

  /**
   * Sends a text message if it is accepted, or held, at once.
   *
   * @return false if it was refused: nothing was sent. One that was held and never sent is counted:
   *     {@link Gap#unsentMessages}, {@link NotConnectedException#unsentMessages}
   * @throws IllegalArgumentException as {@link #send(String)}
   */
  public boolean trySend(String text) {
    return sends.trySend(Objects.requireNonNull(text, "text"), null);
  }

  /** Sends a binary message if it is accepted, or held, at once: {@link #trySend(String)}. */
  public boolean trySend(byte[] bytes) {
    return sends.trySend(null, ByteBuffer.wrap(bytes));
  }

  /**
   * Sends a binary message if it is accepted, or held, at once: {@link #trySend(String)}.
   *
   * @param payload its position moves to its limit only where it was accepted or held
   */
  public boolean trySend(ByteBuffer payload) {
    return sends.trySend(null, Objects.requireNonNull(payload, "payload"));
  }

  /** Closes with 1000 and no reason: {@link #close(int, String)}. */
  public Stage<Void> close() {
    return close(CloseCode.NORMAL, "");
  }

  /**
   * Closes the connection, if there is one, and opens no other: {@link
   * WebSocketConnection#close(int, String)}. What waits fails with {@link NotConnectedException},
   * and what was not received yet is discarded. Idempotent.
   *
   * @return done, and never failed, when the last connection is over
   * @throws IllegalArgumentException if code or reason must not be sent; nothing is closed
   */
  public Stage<Void> close(int code, String reason) {
    CloseStatus status = CloseStatus.sendable(code, reason);
    supervisor.close(status.code(), status.reason());
    return standing.closed();
  }

  /** Done, and never failed, when it is over: closed on this side, or given up. */
  public Stage<NotConnectedException> closed() {
    return standing.ended();
  }

  /**
   * The connection that is ready, or the next one that will be: to wait for the first, for example.
   * Fails with {@link NotConnectedException} when there will be none.
   */
  public Stage<WebSocketConnection> opened() {
    return standing.opened();
  }

  /** The connection that is ready; empty in a gap. To close it alone has another one opened. */
  public Optional<WebSocketConnection> current() {
    return Optional.ofNullable(standing.now().current());
  }

  /** How it stands. */
  public State state() {
    return standing.now().state();
  }

  /** How many attempts there were in a row; 0 while a connection is ready. */
  public int attempts() {
    return standing.now().attempts();
  }

  /** How many gaps there were: where messages may be missing. */
  public long gaps() {
    return standing.gaps();
  }

  /** The last gap, if there was one. */
  public Optional<Gap> lastGap() {
    return Optional.ofNullable(standing.lastGap());
  }

  /** "ReconnectingWebSocket[OPEN, AsyncWebSocket[...]]": for logs. */
  @Override
  public String toString() {
    Standing.Now now = standing.now();
    return getClass().getSimpleName()
        + "["
        + now.state()
        + (now.current() == null
            ? ", " + now.attempts() + " attempts]"
            : ", " + now.current() + "]");
  }
}
