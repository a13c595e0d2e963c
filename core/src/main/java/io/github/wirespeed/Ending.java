package io.github.wirespeed;

import io.github.wirespeed.protocol.CloseHandshake;
import io.github.wirespeed.protocol.CloseStatus;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.UnaryOperator;

/**
 * How the connection ends, as its threads share it: the {@link CloseHandshake} value, the first
 * cause, and whether this side's user asked to close. Any thread.
 */
final class Ending {
  private static final VarHandle HANDSHAKE;
  private static final VarHandle CAUSE;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      HANDSHAKE = lookup.findVarHandle(Ending.class, "handshake", CloseHandshake.class);
      CAUSE = lookup.findVarHandle(Ending.class, "cause", Throwable.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile CloseHandshake handshake = CloseHandshake.OPEN;
  private volatile Throwable cause;
  private volatile boolean closing;

  CloseHandshake handshake() {
    return handshake;
  }

  void sent(CloseStatus status) {
    next(before -> before.send(status));
  }

  void received(CloseStatus status) {
    next(before -> before.receive(status));
  }

  /** The peer broke the protocol. */
  void failed(ProtocolViolationException violation) {
    because(violation);
    next(CloseHandshake::fail);
  }

  /** The TCP connection is over. */
  void ended() {
    next(CloseHandshake::end);
  }

  private void next(UnaryOperator<CloseHandshake> step) {
    CloseHandshake before;
    do {
      before = handshake;
    } while (!HANDSHAKE.compareAndSet(this, before, step.apply(before)));
  }

  /** Remembers why the connection ends; the first cause is the one that counts. */
  void because(Throwable why) {
    CAUSE.compareAndSet(this, null, why);
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
    return !closing && cause == null && handshake.state() == CloseHandshake.State.OPEN;
  }

  /** Whether nothing more will be received. */
  boolean over() {
    return handshake.state() == CloseHandshake.State.ENDED;
  }

  /** Whether whoever waits for something of the peer should give up. */
  boolean finished() {
    return closing || over();
  }

  /** The code of the peer's Close as the API shows it: -1 while it is not known. */
  int code() {
    CloseHandshake now = handshake;
    boolean known = now.received() != null || now.state() == CloseHandshake.State.ENDED;
    return known ? now.status().code() : -1;
  }

  /** A new exception that says how it ended, with the stack of the caller who hears of it. */
  ConnectionClosedException exception() {
    return new ConnectionClosedException(handshake, closing, cause, 0);
  }

  /**
   * The exception that is shared by all who hear of the end from now on.
   *
   * @param unsent messages that were accepted and not written
   */
  ConnectionClosedException exception(int unsent) {
    return new ConnectionClosedException(handshake, closing, cause, unsent);
  }
}
