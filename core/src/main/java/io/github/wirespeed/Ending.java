package io.github.wirespeed;

import io.github.wirespeed.protocol.CloseHandshake;
import io.github.wirespeed.protocol.CloseStatus;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.UnaryOperator;

/**
 * How the connection ends, as its threads share it: the {@link CloseHandshake} value, the first
 * cause, what it began with, and whether this side's user asked to close. Any thread.
 */
class Ending {
  private static final VarHandle HANDSHAKE;
  private static final VarHandle CAUSE;
  private static final VarHandle ORIGIN;

  private static final CloseReport.Origin[] ORIGINS = CloseReport.Origin.values();

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      HANDSHAKE = lookup.findVarHandle(Ending.class, "handshake", CloseHandshake.class);
      CAUSE = lookup.findVarHandle(Ending.class, "cause", Throwable.class);
      ORIGIN = lookup.findVarHandle(Ending.class, "origin", byte.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final long bornNanos = System.nanoTime();
  private volatile CloseHandshake handshake = CloseHandshake.OPEN;
  private volatile Throwable cause;
  private volatile boolean closing;
  // One of ORIGINS, in a byte: there may be tens of thousands of these. Set once, and before
  // everything else that tells of the end, so that whoever sees an end sees what it began with.
  private volatile byte origin;

  CloseHandshake handshake() {
    return handshake;
  }

  void sent(CloseStatus status) {
    begin(CloseReport.Origin.HERE);
    next(before -> before.send(status));
  }

  void received(CloseStatus status) {
    begin(CloseReport.Origin.PEER);
    next(before -> before.receive(status));
  }

  /** The peer broke the protocol. */
  void failed(ProtocolViolationException violation) {
    begin(CloseReport.Origin.VIOLATION);
    firstCause(violation);
    next(CloseHandshake::fail);
  }

  /** The TCP connection is over. */
  void ended() {
    begin(CloseReport.Origin.NETWORK);
    next(CloseHandshake::end);
  }

  private void next(UnaryOperator<CloseHandshake> step) {
    CloseHandshake before;
    do {
      before = handshake;
    } while (!HANDSHAKE.compareAndSet(this, before, step.apply(before)));
  }

  /** The first that happens is what it began with. */
  private void begin(CloseReport.Origin what) {
    if (origin == 0) {
      ORIGIN.compareAndSet(this, (byte) 0, (byte) what.ordinal());
    }
  }

  /** This side failed, and ends the connection; the first cause is the one that counts. */
  void because(Throwable why) {
    begin(CloseReport.Origin.HERE);
    firstCause(why);
  }

  /** The network failed. */
  void lost(IOException why) {
    begin(CloseReport.Origin.NETWORK);
    firstCause(why);
  }

  private void firstCause(Throwable why) {
    CAUSE.compareAndSet(this, null, why);
  }

  /** This side's user asked to close: a receive that waits ends at once. */
  void close() {
    begin(CloseReport.Origin.HERE);
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

  /** How long it has lasted. */
  long ageNanos() {
    return System.nanoTime() - bornNanos;
  }

  /**
   * How it stands, or ended.
   *
   * @param traffic what went over the connection
   * @param unsent messages that were accepted and not written
   */
  CloseReport report(Traffic traffic, int unsent) {
    CloseHandshake now = handshake; // before the rest, which was written before it
    boolean here = closing;
    Throwable why = cause;
    CloseReport.Origin began = ORIGINS[origin];
    if (began == CloseReport.Origin.NETWORK && now.received() != null) {
      // A write had failed already, as this peer was gone; but its Close was there to be read.
      began = CloseReport.Origin.PEER;
    }
    return new CloseReport(began, now, here, why, traffic, unsent);
  }
}
