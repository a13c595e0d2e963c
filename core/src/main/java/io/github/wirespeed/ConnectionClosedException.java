package io.github.wirespeed;

import io.github.wirespeed.protocol.CloseCode;

/**
 * The connection is closed, or closing, so that what was asked for cannot be done. Its cause is
 * what ended the connection, where something did: a {@link ProtocolViolationException} if the peer
 * broke the protocol, the {@link java.io.IOException} of the network if that failed.
 *
 * <p>{@link #report} has all there is to know of the end in one object: who began, what both sides
 * said, how long it lasted and what went over it. The other methods tell the same, one by one.
 */
public final class ConnectionClosedException extends WebSocketException {
  private static final long serialVersionUID = 2L;

  private final CloseReport report;

  ConnectionClosedException(CloseReport report) {
    super(report.message(), report.cause().orElse(null));
    this.report = report;
  }

  /**
   * How the connection ended, as far as that was known when this exception was made: {@link
   * CloseReport#isOver} says whether it is final. That of {@link WebSocketConnection#closed}, and
   * what a listener or handler is told of the end, always is.
   */
  public CloseReport report() {
    return report;
  }

  /** The code of the peer's Close; 1005 if it held none, 1006 if none came (RFC 6455 7.1.5). */
  public int code() {
    return orAbnormal(report.code());
  }

  /** The reason of the peer's Close; empty if there was none. */
  public String reason() {
    return report.reason();
  }

  /** The code of our Close; 1005 if it held none, 1006 if none was sent. */
  public int sentCode() {
    return orAbnormal(report.sentCode());
  }

  /** Whether the peer's Close came before ours was sent. */
  public boolean receivedFirst() {
    return report.receivedFirst();
  }

  /** Whether it was closed by a call of {@link WebSocket#close()} on this side. */
  public boolean closedHere() {
    return report.closedHere();
  }

  /**
   * How many messages an async connection had accepted and could not hand to the network any more;
   * always 0 for the blocking client, whose sends say so themselves. What the network has taken may
   * be lost as well: only an answer of the peer's tells that a message arrived.
   */
  public int unsentMessages() {
    return report.unsentMessages();
  }

  /**
   * Whether this is an ordinary end: closed on this side, or by the peer with 1000, 1001 or no
   * code, and nothing failed.
   */
  public boolean isNormal() {
    return report.isNormal();
  }

  /** What the exception says while the end is not known: that there was no Close so far. */
  private static int orAbnormal(int code) {
    return code == -1 ? CloseCode.ABNORMAL : code;
  }
}
