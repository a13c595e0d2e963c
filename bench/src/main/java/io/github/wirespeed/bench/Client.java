package io.github.wirespeed.bench;

import java.util.Locale;

/** Who is measured: the clients, and behind them the alternatives that a figure compares with. */
public enum Client {
  /** Raw TCP, or a bare TLS engine on it: what all others are compared with. */
  FLOOR,
  /** {@code WebSocket}: its views where it has a choice; its iteration in {@code iterate}. */
  BLOCKING,
  /** {@code AsyncWebSocket}, whose caller waits in {@code join}. */
  ASYNC,
  /** A {@code MessageHandler} on the loop of a {@code WebSocketClient}. */
  CALLBACK,
  /** A {@code MessageHandler} on a {@code Poller}, polled by the thread that measures. */
  POLLER,
  /** As {@link #BLOCKING}, by {@code receive}: messages to keep. */
  BLOCKING_RECEIVE,
  /** As {@link #ASYNC}, by {@code receive} where that one iterates. */
  ASYNC_RECEIVE,
  /** As {@link #ASYNC}, with the batch asked for: {@code sendAll}. */
  ASYNC_BATCH,
  /** As {@link #ASYNC} would be without its optimistic step: {@link ThroughLoop}. */
  THROUGH_LOOP,
  /** Futures that each fail with a new exception. */
  FAILED_FUTURE;

  /** Its name in tables, JSON and options. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
