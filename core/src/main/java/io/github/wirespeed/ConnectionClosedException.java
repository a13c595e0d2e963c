package io.github.wirespeed;

import io.github.wirespeed.protocol.CloseCode;
import io.github.wirespeed.protocol.CloseHandshake;
import io.github.wirespeed.protocol.CloseStatus;

/**
 * The connection is closed, or closing, so that what was asked for cannot be done. Its cause is
 * what ended the connection, where something did: a {@link ProtocolViolationException} if the peer
 * broke the protocol, the {@link java.io.IOException} of the network if that failed.
 */
public final class ConnectionClosedException extends WebSocketException {
  private static final long serialVersionUID = 1L;

  private final int code;
  private final String reason;
  private final int sentCode;
  private final boolean receivedFirst;
  private final boolean closedHere;
  private final int unsentMessages;

  ConnectionClosedException(
      CloseHandshake handshake, boolean closedHere, Throwable cause, int unsentMessages) {
    super(describe(handshake, closedHere, cause, unsentMessages), cause);
    this.unsentMessages = unsentMessages;
    this.closedHere = closedHere;
    this.code = handshake.status().code();
    this.reason = handshake.status().reason();
    this.sentCode = handshake.sent() == null ? CloseCode.ABNORMAL : handshake.sent().code();
    this.receivedFirst = handshake.receivedFirst();
  }

  /** The code of the peer's Close; 1005 if it held none, 1006 if none came (RFC 6455 7.1.5). */
  public int code() {
    return code;
  }

  /** The reason of the peer's Close; empty if there was none. */
  public String reason() {
    return reason;
  }

  /** The code of our Close; 1005 if it held none, 1006 if none was sent. */
  public int sentCode() {
    return sentCode;
  }

  /** Whether the peer's Close came before ours was sent: the peer began. */
  public boolean receivedFirst() {
    return receivedFirst;
  }

  /** Whether it was closed by a call of {@link WebSocket#close()} on this side. */
  public boolean closedHere() {
    return closedHere;
  }

  /**
   * How many messages an async connection had accepted and could not hand to the network any more;
   * always 0 for the blocking client, whose sends say so themselves. What the network has taken may
   * be lost as well: only an answer of the peer's tells that a message arrived.
   */
  public int unsentMessages() {
    return unsentMessages;
  }

  /**
   * Whether this is an ordinary end: closed on this side, or by the peer with 1000, 1001 or no
   * code, and nothing failed.
   */
  public boolean isNormal() {
    return getCause() == null
        && (closedHere
            || code == CloseCode.NORMAL
            || code == CloseCode.GOING_AWAY
            || code == CloseCode.NO_STATUS);
  }

  private static String describe(
      CloseHandshake handshake, boolean closedHere, Throwable cause, int unsent) {
    CloseStatus sent = handshake.sent();
    CloseStatus received = handshake.received();
    String what;
    if (received == null && sent == null) {
      what = closedHere ? "closed on this side" : "connection lost without a close frame";
    } else if (received == null) {
      what = "sent close " + sent + ", received none";
    } else if (sent == null) {
      what = "received close " + received + ", sent none";
    } else if (handshake.receivedFirst()) {
      what = "received close " + received + ", then sent " + sent;
    } else {
      what = "sent close " + sent + ", then received " + received;
    }
    if (cause != null) {
      what += ": " + (cause.getMessage() == null ? cause.getClass().getName() : cause.getMessage());
    }
    return unsent == 0 ? what : what + " (" + unsent + " accepted messages were not sent)";
  }
}
