package io.github.wirespeed;

import io.github.wirespeed.protocol.CloseHandshake;
import io.github.wirespeed.protocol.CloseStatus;
import java.util.concurrent.atomic.AtomicReference;

/**
 * How the connection ends, as its threads share it: the {@link CloseHandshake} value, the first
 * cause, and whether this side's user asked to close. Any thread.
 */
final class Ending {
  private final AtomicReference<CloseHandshake> handshake =
      new AtomicReference<>(CloseHandshake.OPEN);
  private final AtomicReference<Throwable> cause = new AtomicReference<>();
  private volatile boolean closing;

  CloseHandshake handshake() {
    return handshake.get();
  }

  void sent(CloseStatus status) {
    handshake.updateAndGet(before -> before.send(status));
  }

  void received(CloseStatus status) {
    handshake.updateAndGet(before -> before.receive(status));
  }

  /** The peer broke the protocol. */
  void failed(ProtocolViolationException violation) {
    because(violation);
    handshake.updateAndGet(CloseHandshake::fail);
  }

  /** The TCP connection is over. */
  void ended() {
    handshake.updateAndGet(CloseHandshake::end);
  }

  /** Remembers why the connection ends; the first cause is the one that counts. */
  void because(Throwable why) {
    cause.compareAndSet(null, why);
  }

  /** This side's user asked to close: a receive that waits ends at once. */
  void close() {
    closing = true;
  }

  boolean closing() {
    return closing;
  }

  /** Whether neither side has begun to close and nothing has failed. */
  boolean untouched() {
    return !closing && cause.get() == null && handshake.get().state() == CloseHandshake.State.OPEN;
  }

  /** Whether nothing more will be received. */
  boolean over() {
    return handshake.get().state() == CloseHandshake.State.ENDED;
  }

  /** Whether whoever waits for something of the peer should give up. */
  boolean finished() {
    return closing || over();
  }

  /** A new exception that says how it ended, with the stack of the caller who hears of it. */
  ConnectionClosedException exception() {
    return new ConnectionClosedException(handshake.get(), closing, cause.get());
  }
}
