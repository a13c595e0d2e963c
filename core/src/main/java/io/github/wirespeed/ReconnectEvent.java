package io.github.wirespeed;

import java.time.Duration;

/**
 * What happens to a connection that is kept up: told to {@link Reconnect#onEvent}, in the order in
 * which it happens. Endpoints are shown without credentials and query.
 */
public sealed interface ReconnectEvent
    permits Gap,
        ReconnectEvent.Opened,
        ReconnectEvent.Lost,
        ReconnectEvent.AttemptFailed,
        ReconnectEvent.Waiting,
        ReconnectEvent.Retired,
        ReconnectEvent.Ended {

  /**
   * A connection is ready: open, and {@link Reconnect#onOpen} is done. Behind the {@link Gap}, if
   * there was one.
   *
   * @param attempts that it took since the last one
   * @param rotated whether it takes the place of one that is still open: there was no gap
   */
  record Opened(String endpoint, WebSocketConnection connection, int attempts, boolean rotated)
      implements ReconnectEvent {}

  /**
   * The connection ended, and nobody closed the supervisor.
   *
   * @param lived since it was ready
   */
  record Lost(String endpoint, ConnectionClosedException how, Duration lived)
      implements ReconnectEvent {}

  /**
   * An attempt failed: to connect, in the handshake, or in {@link Reconnect#onOpen}.
   *
   * @param attempt 1 for the first since a connection that held
   */
  record AttemptFailed(String endpoint, int attempt, Throwable why) implements ReconnectEvent {}

  /**
   * The next attempt is planned.
   *
   * @param attempt its number
   * @param delay from now
   */
  record Waiting(String endpoint, int attempt, Duration delay) implements ReconnectEvent {}

  /** A connection that was rotated out is over. */
  record Retired(String endpoint, ConnectionClosedException how) implements ReconnectEvent {}

  /** The end: closed, or given up. */
  record Ended(NotConnectedException how) implements ReconnectEvent {}
}
