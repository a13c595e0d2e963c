package io.github.wirespeed.cli;

import io.github.wirespeed.CloseReport;
import io.github.wirespeed.ConnectionClosedException;
import io.github.wirespeed.Message;
import io.github.wirespeed.MessageView;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Locale;

/** Messages as they are shown. */
final class Shown {
  private static final int BINARY_BYTES = 64;
  private static final int NO_STATUS = 1005;
  private static final int ABNORMAL = 1006;
  private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

  private Shown() {}

  /** "< hello", or "< [5 bytes] 68 65 6c 6c 6f", cut after 64 bytes. */
  static String received(MessageView message) {
    return message.isText() ? "< " + plain(message.text()) : "< " + binary(message.payload());
  }

  /** The same of a message that is a copy. */
  static String received(Message message) {
    return message.isText()
        ? "< " + plain(message.text())
        : "< " + binary(ByteBuffer.wrap(message.bytes()));
  }

  /**
   * "closed by this side; the server answered 1000 bye".
   *
   * @param report of now: the answer to our Close may have come since it ended
   */
  static String end(ConnectionClosedException how, CloseReport report) {
    if (how.closedHere()) {
      return closedHere(report);
    }
    if (how.receivedFirst()) {
      return "closed by the server: " + status(how.code(), how.reason());
    }
    return "connection ended: " + plain(how.getMessage());
  }

  /** "12 s; received 3 messages, 40 bytes; sent 1 message, 5 bytes; round trip 0.123 ms". */
  static String traffic(CloseReport report) {
    return Durations.shown(report.age())
        + counts("received", report.messagesReceived(), report.bytesReceived())
        + counts("sent", report.messagesSent(), report.bytesSent())
        + report.lastRoundTrip().map(time -> "; round trip " + Durations.shown(time)).orElse("");
  }

  private static String counts(String what, long messages, long bytes) {
    return String.format(
        Locale.ROOT,
        "; %s %,d message%s, %,d byte%s",
        what,
        messages,
        messages == 1 ? "" : "s",
        bytes,
        bytes == 1 ? "" : "s");
  }

  static String closedHere(CloseReport report) {
    return report.code() == ABNORMAL
        ? "closed by this side; the server did not answer"
        : "closed by this side; the server answered " + status(report.code(), report.reason());
  }

  private static String status(int code, String reason) {
    String shown = code == NO_STATUS ? "without a code (1005)" : Integer.toString(code);
    return reason.isEmpty() ? shown : shown + " " + plain(reason);
  }

  /** Text without what would play tricks with a terminal; line breaks and tabs may stay. */
  static String plain(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              if (Character.getType(c) == Character.CONTROL && c != '\n' && c != '\t') {
                plain.append(String.format("\\u%04x", c));
              } else {
                plain.appendCodePoint(c);
              }
            });
    return plain.toString();
  }

  private static String binary(ByteBuffer payload) {
    int size = payload.remaining();
    byte[] start = new byte[Math.min(size, BINARY_BYTES)];
    payload.get(start);
    String head = "[" + size + (size == 1 ? " byte]" : " bytes]");
    String hex = size == 0 ? "" : " " + HEX.formatHex(start);
    return head + hex + (size > BINARY_BYTES ? " ..." : "");
  }
}
