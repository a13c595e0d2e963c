package io.github.wirespeed;

import java.nio.ByteBuffer;

/**
 * What is called where the bytes of a connection arrive, without a copy and without a queue.
 *
 * <p><b>Threads.</b> All calls for one connection come one after the other, on the thread of its
 * loop: the client's, or the user's own who calls {@link Poller#poll}. A handler that blocks stops
 * all connections of that loop, and none of the others. What it sends while it is called goes out
 * in one write when it returns.
 *
 * <p><b>Failures.</b> A handler that throws, anything at all, ends its own connection with 1011;
 * what it threw is the cause that {@link #onClosed} and every pending stage get. Nobody else
 * notices.
 */
@FunctionalInterface
public interface MessageHandler {
  /** The connection is open; called once, before everything else. */
  default void onOpen(WebSocketConnection connection) throws Exception {}

  /**
   * A message came.
   *
   * @param message valid until this returns: it lies in the connection's buffer
   */
  void onMessage(WebSocketConnection connection, MessageView message) throws Exception;

  /**
   * The peer has sent a ping. It is answered already; there is nothing that must be done.
   *
   * @param payload read-only, up to 125 bytes, valid until this returns
   */
  default void onPing(WebSocketConnection connection, ByteBuffer payload) throws Exception {}

  /**
   * The peer has sent a pong, be it to a ping of {@link WebSocketConnection#ping(ByteBuffer)}, of a
   * {@link Keepalive}, or to none.
   *
   * @param payload read-only, up to 125 bytes, valid until this returns
   */
  default void onPong(WebSocketConnection connection, ByteBuffer payload) throws Exception {}

  /**
   * The connection is over; called once, after everything else. Complete messages that came before
   * were handed over before.
   *
   * @param how who closed, how, and why
   */
  default void onClosed(WebSocketConnection connection, ConnectionClosedException how)
      throws Exception {}
}
