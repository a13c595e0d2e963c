package io.github.wirespeed.server;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * How a server stands, and what it has done since it started. A snapshot; immutable.
 *
 * <p>Each connection is in it once, be it open or ended meanwhile: what only grows never goes back
 * from one snapshot to the next. The numbers are a moment old and not all of the same moment, as
 * those of an open connection's {@link io.github.wirespeed.CloseReport} are.
 */
public final class ServerStatistics {
  private static final double NANOS_PER_SECOND = 1e9;

  /** What goes up and down, of the names of {@link #values}. */
  private static final Set<String> GAUGES =
      Set.of(
          "uptime.seconds",
          "connections.open",
          "connections.opening",
          "mailboxes.messages",
          "mailboxes.longest");

  private final long uptimeNanos;
  private final Openings openings;
  private final int connections;
  private final Totals totals; // this snapshot's own, which nobody changes any more
  private final long queuedMessages;
  private final int longestQueue;
  private final long droppedPublications;

  /**
   * What became of those who came.
   *
   * @param refused by status
   */
  record Openings(
      int now,
      long opened,
      Map<Integer, Long> refused,
      long plain,
      long timedOut,
      long abandoned) {}

  ServerStatistics(
      long uptimeNanos,
      Openings openings,
      int connections,
      Totals totals,
      long queuedMessages,
      int longestQueue,
      long droppedPublications) {
    this.uptimeNanos = uptimeNanos;
    this.openings = openings;
    this.connections = connections;
    this.totals = totals;
    this.queuedMessages = queuedMessages;
    this.longestQueue = longestQueue;
    this.droppedPublications = droppedPublications;
  }

  /** How long ago the server was started. */
  public Duration uptime() {
    return Duration.ofNanos(uptimeNanos);
  }

  /** How many connections are open now. */
  public int connections() {
    return connections;
  }

  /** How many are in their opening now: accepted, and neither a connection nor gone. */
  public int opening() {
    return openings.now();
  }

  /** How many connections were opened since the start. */
  public long opened() {
    return openings.opened();
  }

  /** How many connections have ended since the start. */
  public long closed() {
    return totals.closed;
  }

  /** How many openings were refused, with a status of 300 or more. */
  public long refused() {
    return openings.refused().values().stream().mapToLong(Long::longValue).sum();
  }

  /** The same by status, in its order; unmodifiable. */
  public Map<Integer, Long> refusedByStatus() {
    return Collections.unmodifiableMap(openings.refused());
  }

  /** How many requests were plain GETs that got what they asked for. */
  public long plain() {
    return openings.plain();
  }

  /** How many openings took too long; those that were told so, with 408, are refused as well. */
  public long timedOut() {
    return openings.timedOut();
  }

  /**
   * How many openings ended before their time was up, neither opened nor refused: the client left,
   * or spoke no TLS.
   */
  public long abandoned() {
    return openings.abandoned();
  }

  /** Messages that came whole over all connections, open and ended. */
  public long messagesReceived() {
    return totals.messagesReceived;
  }

  /** Their payload, in bytes, uncompressed. */
  public long bytesReceived() {
    return totals.bytesReceived;
  }

  /** Messages that were handed to the network to their last byte, open and ended connections'. */
  public long messagesSent() {
    return totals.messagesSent;
  }

  /** Their payload, in bytes, uncompressed. */
  public long bytesSent() {
    return totals.bytesSent;
  }

  /** How many messages wait in the mailboxes of the open connections now. */
  public long queuedMessages() {
    return queuedMessages;
  }

  /** How many of them wait in the fullest mailbox. */
  public int longestQueue() {
    return longestQueue;
  }

  /** How many messages of ended connections had been accepted and were not sent. */
  public long unsentMessages() {
    return totals.unsentMessages;
  }

  /**
   * How many ended connections had a Close of the peer's with which code, in the order of the
   * codes; 1005 for a Close without one, 1006 for no Close, 0 for all codes beyond the first 64
   * different ones. Unmodifiable.
   */
  public Map<Integer, Long> closeCodesReceived() {
    return Collections.unmodifiableMap(totals.codesReceived);
  }

  /** The same of the Close that this side sent. */
  public Map<Integer, Long> closeCodesSent() {
    return Collections.unmodifiableMap(totals.codesSent);
  }

  /** How many connections ended as the peer broke the protocol. */
  public long violations() {
    return totals.violations;
  }

  /** How many publications were dropped, or conflated, as subscribers were too slow. */
  public long droppedPublications() {
    return droppedPublications;
  }

  /**
   * All numbers by names that stay: lower case, digits, dots and underscores. A status or a code
   * has its name at the end, {@code openings.refused.404}, and is there once it was counted.
   *
   * @return in a fixed order; unmodifiable
   */
  public Map<String, Long> values() {
    Map<String, Long> all = new LinkedHashMap<>();
    all.put("uptime.seconds", uptime().toSeconds());
    all.put("connections.open", (long) connections());
    all.put("connections.opening", (long) opening());
    all.put("connections.opened", opened());
    all.put("connections.closed", closed());
    all.put("openings.plain", plain());
    all.put("openings.timed_out", timedOut());
    all.put("openings.abandoned", abandoned());
    all.put("openings.refused", refused());
    openings.refused().forEach((status, n) -> all.put("openings.refused." + status, n));
    all.put("messages.received", messagesReceived());
    all.put("messages.sent", messagesSent());
    all.put("messages.unsent", unsentMessages());
    all.put("bytes.received", bytesReceived());
    all.put("bytes.sent", bytesSent());
    all.put("mailboxes.messages", queuedMessages());
    all.put("mailboxes.longest", (long) longestQueue());
    all.put("publications.dropped", droppedPublications());
    all.put("violations", violations());
    totals.codesReceived.forEach((code, n) -> all.put("closes.received." + code(code), n));
    totals.codesSent.forEach((code, n) -> all.put("closes.sent." + code(code), n));
    return Collections.unmodifiableMap(all);
  }

  /**
   * Whether a name of {@link #values} is of something that goes up and down, or else of a counter
   * that only grows.
   */
  public static boolean isGauge(String name) {
    return GAUGES.contains(name);
  }

  private static String code(int code) {
    return code == Totals.OTHER_CODES ? "other" : String.valueOf(code);
  }

  /** Some lines for people to read. */
  @Override
  public String toString() {
    return String.format(
            Locale.ROOT,
            """
            up %.3f s
            connections: %d open, %d opening; %d opened, %d closed
            openings:    %d refused%s, %d plain, %d timed out, %d abandoned
            received:    %d messages, %d bytes
            sent:        %d messages, %d bytes; %d accepted and not sent
            mailboxes:   %d messages, %d in the fullest; %d publications dropped
            """,
            uptimeNanos / NANOS_PER_SECOND,
            connections(),
            opening(),
            opened(),
            closed(),
            refused(),
            openings.refused().isEmpty() ? "" : " " + shown(openings.refused()),
            plain(),
            timedOut(),
            abandoned(),
            messagesReceived(),
            bytesReceived(),
            messagesSent(),
            bytesSent(),
            unsentMessages(),
            queuedMessages(),
            longestQueue(),
            droppedPublications())
        + String.format(
            Locale.ROOT,
            "closes:      received %s, sent %s; %d violations",
            shown(totals.codesReceived),
            shown(totals.codesSent),
            violations());
  }

  /** "(404: 3, 503: 1)". */
  private static String shown(Map<Integer, Long> counts) {
    StringBuilder text = new StringBuilder("(");
    counts.forEach(
        (key, n) ->
            text.append(text.length() == 1 ? "" : ", ").append(code(key)).append(": ").append(n));
    return text.append(')').toString();
  }
}
