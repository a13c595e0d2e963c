package io.github.wirespeed;

import io.github.wirespeed.protocol.CloseCode;
import io.github.wirespeed.protocol.CloseHandshake;
import io.github.wirespeed.protocol.CloseStatus;
import java.io.Serializable;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * How a connection ended, or how it stands: who began the end, what both sides said, what failed,
 * and what went over it. Immutable; one line in a log.
 *
 * <p>That of {@link ConnectionClosedException#report} is of the moment in which the exception was
 * made. One that is {@link #isOver over} is final. One of an open connection is a snapshot, which
 * costs its threads nothing: the counts are a moment old, and not all of the same moment.
 */
public final class CloseReport implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final int LINE_SEPARATOR = 0x2028;
  private static final int PARAGRAPH_SEPARATOR = 0x2029;

  private static final double NANOS_PER_MILLI = 1e6;
  private static final double NANOS_PER_SECOND = 1e9;

  /** What the end began with, as this side saw it: the first of these that happened. */
  public enum Origin {
    /** Nothing yet: the connection is open. */
    NONE,
    /**
     * This side: a call of {@code close}, or a failure here, of a handler or of the source of a
     * message, which is the {@link CloseReport#cause cause} then.
     */
    HERE,
    /** The peer's Close. */
    PEER,
    /** The peer broke the protocol; the cause is a {@link ProtocolViolationException}. */
    VIOLATION,
    /** The network: TCP failed, with a cause, or ended though nobody had said Close. */
    NETWORK
  }

  private final Origin origin;
  private final boolean over;
  private final boolean closedHere;
  private final boolean receivedFirst;
  private final int code;
  private final String reason;
  private final int sentCode;
  private final String sentReason;
  private final Throwable cause;
  private final long ageNanos;
  private final long messagesReceived;
  private final long bytesReceived;
  private final long messagesSent;
  private final long bytesSent;
  private final int unsentMessages;
  private final long lastRoundTripNanos;

  CloseReport(
      Origin origin,
      CloseHandshake handshake,
      boolean closedHere,
      Throwable cause,
      Traffic traffic,
      int unsentMessages) {
    this.origin = origin;
    this.over = handshake.state() == CloseHandshake.State.ENDED;
    this.closedHere = closedHere;
    this.receivedFirst = handshake.receivedFirst();
    this.code = code(handshake.received());
    this.reason = handshake.received() == null ? "" : handshake.received().reason();
    this.sentCode = code(handshake.sent());
    this.sentReason = handshake.sent() == null ? "" : handshake.sent().reason();
    this.cause = cause;
    this.ageNanos = traffic.ageNanos();
    this.messagesReceived = traffic.messagesReceived();
    this.bytesReceived = traffic.bytesReceived();
    this.messagesSent = traffic.messagesSent();
    this.bytesSent = traffic.bytesSent();
    this.unsentMessages = unsentMessages;
    this.lastRoundTripNanos = traffic.lastRoundTripNanos();
  }

  private int code(CloseStatus status) {
    if (status != null) {
      return status.code();
    }
    return over ? CloseCode.ABNORMAL : -1;
  }

  /** What the end began with; {@link Origin#NONE} while the connection is open. */
  public Origin origin() {
    return origin;
  }

  /** Whether the connection is over: TCP has ended, and nothing here changes any more. */
  public boolean isOver() {
    return over;
  }

  /** Whether {@code close} was called on this side, whoever began. */
  public boolean closedHere() {
    return closedHere;
  }

  /**
   * Whether the peer's Close came before ours was sent. If both sides close at once it may have
   * come after {@code close} was called here: then {@link Origin#HERE} is the origin all the same.
   */
  public boolean receivedFirst() {
    return receivedFirst;
  }

  /**
   * Whether it is an ordinary end: closed on this side, or by the peer with 1000, 1001 or no code,
   * and nothing failed. Not for a connection that is open.
   */
  public boolean isNormal() {
    return cause == null
        && (closedHere
            || code == CloseCode.NORMAL
            || code == CloseCode.GOING_AWAY
            || code == CloseCode.NO_STATUS);
  }

  /**
   * The code of the peer's Close; 1005 if it held none, 1006 if the connection ended without one
   * (RFC 6455 7.1.5), -1 while that is not known.
   */
  public int code() {
    return code;
  }

  /** The reason of the peer's Close, as the peer wrote it; empty if there was none. */
  public String reason() {
    return reason;
  }

  /** The code of our Close; 1005 if it held none, 1006 if none was sent, -1 while one may be. */
  public int sentCode() {
    return sentCode;
  }

  /** The reason of our Close; empty if there was none. */
  public String sentReason() {
    return sentReason;
  }

  /**
   * What failed first: a {@link ProtocolViolationException}, the {@link java.io.IOException} of the
   * network, or what a handler threw. Empty if nothing did.
   */
  public Optional<Throwable> cause() {
    return Optional.ofNullable(cause);
  }

  /** How long the connection lasted, or has lasted, since its opening handshake. */
  public Duration age() {
    return Duration.ofNanos(ageNanos);
  }

  /**
   * How many messages came whole, be it that nobody received them. Pings, pongs and closes are not
   * messages, and a message of many fragments is one.
   */
  public long messagesReceived() {
    return messagesReceived;
  }

  /**
   * How many bytes of payload those messages had, in UTF-8 if they were texts, and uncompressed:
   * what the application gets, not what the network carried.
   */
  public long bytesReceived() {
    return bytesReceived;
  }

  /**
   * How many messages were handed to the network to their last byte. Whether they arrived only an
   * answer of the peer's can tell.
   */
  public long messagesSent() {
    return messagesSent;
  }

  /** How many bytes of payload those messages had, in UTF-8 if they were texts, uncompressed. */
  public long bytesSent() {
    return bytesSent;
  }

  /**
   * How many messages an async connection had accepted and could not hand to the network any more,
   * known when it is over; always 0 for the blocking client, whose sends say so themselves.
   */
  public int unsentMessages() {
    return unsentMessages;
  }

  /** The time that the last ping with an answer took to its pong; empty if there was none. */
  public Optional<Duration> lastRoundTrip() {
    return lastRoundTripNanos == Traffic.UNKNOWN
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(lastRoundTripNanos));
  }

  /** What both sides said, and what failed: the message of the exception. */
  String message() {
    String what = closes();
    if (cause != null) {
      what += ": " + (cause.getMessage() == null ? cause.getClass().getName() : cause.getMessage());
    }
    return unsentMessages == 0
        ? what
        : what + " (" + unsentMessages + " accepted messages were not sent)";
  }

  private String closes() {
    String theirs = said(code, reason);
    String ours = said(sentCode, sentReason);
    if (theirs == null && ours == null) {
      return closedHere ? "closed on this side" : "connection lost without a close frame";
    } else if (theirs == null) {
      return "sent close " + ours + ", received none";
    } else if (ours == null) {
      return "received close " + theirs + ", sent none";
    }
    return receivedFirst
        ? "received close " + theirs + ", then sent " + ours
        : "sent close " + ours + ", then received " + theirs;
  }

  /** A Close in words; null where there was none. */
  private static String said(int code, String reason) {
    return code == -1 || code == CloseCode.ABNORMAL
        ? null
        : new CloseStatus(code, reason).toString();
  }

  /**
   * "CloseReport[closed by the peer; received close 1000 (normal), then sent 1000 (normal); age
   * 3.250 s; received 12 messages, 3400 bytes; sent 5 messages, 120 bytes]": one line, whatever the
   * peer wrote as its reason.
   */
  @Override
  public String toString() {
    StringBuilder line = new StringBuilder("CloseReport[").append(stands());
    if (origin != Origin.NONE) {
      line.append("; ").append(closes());
    }
    line.append(String.format(Locale.ROOT, "; age %.3f s", ageNanos / NANOS_PER_SECOND))
        .append(counts("received", messagesReceived, bytesReceived))
        .append(counts("sent", messagesSent, bytesSent));
    if (unsentMessages > 0) {
      line.append("; accepted and not sent: ").append(unsentMessages);
    }
    lastRoundTrip()
        .ifPresent(
            time ->
                line.append(
                    String.format(
                        Locale.ROOT, "; round trip %.3f ms", time.toNanos() / NANOS_PER_MILLI)));
    if (cause != null) {
      line.append("; cause: ").append(cause);
    }
    return inOneLine(line.append(']'));
  }

  private String stands() {
    String began =
        switch (origin) {
          case NONE -> "open";
          case HERE -> "closed here";
          case PEER -> "closed by the peer";
          case VIOLATION -> "closed as the peer broke the protocol";
          case NETWORK -> "lost";
        };
    return over || origin == Origin.NONE ? began : began + ", not over yet";
  }

  private static String counts(String what, long messages, long bytes) {
    return "; "
        + what
        + " "
        + messages
        + (messages == 1 ? " message, " : " messages, ")
        + bytes
        + (bytes == 1 ? " byte" : " bytes");
  }

  /** With everything escaped that would begin a line of the peer's own in a log. */
  private static String inOneLine(CharSequence text) {
    StringBuilder line = new StringBuilder(text.length());
    text.chars()
        .forEach(
            c -> {
              if (Character.isISOControl(c) || c == LINE_SEPARATOR || c == PARAGRAPH_SEPARATOR) {
                line.append(String.format(Locale.ROOT, "\\u%04x", c));
              } else {
                line.append((char) c);
              }
            });
    return line.toString();
  }
}
