package io.github.wirespeed.server;

import io.github.wirespeed.CloseReport;
import io.github.wirespeed.WebSocketConnection;
import io.github.wirespeed.protocol.HttpHead;
import java.lang.System.Logger;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Locale;

/**
 * A line in the log for each opening that is answered, and for each connection that ends. Any
 * thread; logs on the thread of the connection's loop.
 */
final class AccessLog {
  /** The logger's name: for the configuration of whoever logs. */
  static final String NAME = "io.github.wirespeed.server.access";

  /** Most characters of a value of the peer's; what is longer is cut, and says by how much. */
  static final int LONGEST = 256;

  /** The same for the report of a connection's end, which may hold a stranger's message. */
  static final int LONGEST_REPORT = 1024;

  private final Logger logger; // null where nothing is logged

  /**
   * A log.
   *
   * @param on whether it logs at all
   */
  AccessLog(boolean on) {
    this.logger = on ? System.getLogger(NAME) : null;
  }

  private boolean isOn() {
    return logger != null && logger.isLoggable(Logger.Level.INFO);
  }

  /**
   * An opening was answered.
   *
   * @param request null if it did not come whole
   * @param subprotocol null for none
   */
  void answered(SocketAddress remote, HttpHead request, int status, String subprotocol) {
    if (!isOn()) {
      return;
    }
    StringBuilder line = new StringBuilder(128).append(shown(remote));
    if (request == null) {
      line.append(" - ").append(status);
    } else {
      append(line.append(' '), request.method() + " " + request.target() + " " + request.version());
      line.append(' ').append(status);
      header(line, " host=", request, "Host");
      header(line, " origin=", request, "Origin");
      header(line, " agent=", request, "User-Agent");
    }
    if (subprotocol != null) {
      append(line.append(" subprotocol="), subprotocol);
    }
    log(line);
  }

  /** A connection is over. */
  void closed(WebSocketConnection connection, CloseReport how) {
    if (!isOn()) {
      return;
    }
    StringBuilder line = new StringBuilder(256).append(shown(connection.remoteAddress()));
    log(escape(line.append(' '), how.toString(), LONGEST_REPORT, false));
  }

  private void log(CharSequence line) {
    // Not as a format: it may hold braces.
    logger.log(Logger.Level.INFO, line.toString());
  }

  private static void header(StringBuilder line, String label, HttpHead request, String name) {
    request.first(name).ifPresent(value -> append(line.append(label), value));
  }

  /** In quotes, and so that it cannot be taken for anything else. */
  private static void append(StringBuilder line, String value) {
    escape(line.append('"'), value, LONGEST, true).append('"');
  }

  /** Printable ASCII as it is; anything else could begin a line, or turn one round, on a screen. */
  private static StringBuilder escape(StringBuilder line, String value, int most, boolean quotes) {
    int length = Math.min(value.length(), most);
    for (int i = 0; i < length; i++) {
      char c = value.charAt(i);
      if (quotes && (c == '"' || c == '\\')) {
        line.append('\\').append(c);
      } else if (c >= ' ' && c <= '~') {
        line.append(c);
      } else {
        line.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      }
    }
    return value.length() == length
        ? line
        : line.append("...(").append(value.length() - length).append(" more)");
  }

  /** "127.0.0.1:5000"; "-" for who has no address, over a Unix domain socket. */
  static String shown(SocketAddress address) {
    if (!(address instanceof InetSocketAddress)) {
      return "-";
    }
    String text = address.toString();
    return text.substring(text.lastIndexOf('/') + 1);
  }
}
