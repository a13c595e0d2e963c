package io.github.wirespeed.server;

import io.github.wirespeed.CloseReport;
import java.util.Map;
import java.util.TreeMap;

/** What went over connections, and how they ended, added up. For one thread, or under a lock. */
final class Totals {
  /**
   * Most different close codes that are counted one by one: a peer may send any of two thousand,
   * and who reads the counts should not have to pay for that.
   */
  static final int MAX_CODES = 64;

  /** In place of a code beyond those. */
  static final int OTHER_CODES = 0;

  long closed;
  long messagesReceived;
  long bytesReceived;
  long messagesSent;
  long bytesSent;
  long unsentMessages;
  long violations;
  final Map<Integer, Long> codesReceived;
  final Map<Integer, Long> codesSent;

  Totals() {
    codesReceived = new TreeMap<>();
    codesSent = new TreeMap<>();
  }

  private Totals(Totals other) {
    closed = other.closed;
    messagesReceived = other.messagesReceived;
    bytesReceived = other.bytesReceived;
    messagesSent = other.messagesSent;
    bytesSent = other.bytesSent;
    unsentMessages = other.unsentMessages;
    violations = other.violations;
    codesReceived = new TreeMap<>(other.codesReceived);
    codesSent = new TreeMap<>(other.codesSent);
  }

  Totals copy() {
    return new Totals(this);
  }

  /** Adds what went over a connection, be it open or over. */
  void traffic(CloseReport of) {
    messagesReceived += of.messagesReceived();
    bytesReceived += of.bytesReceived();
    messagesSent += of.messagesSent();
    bytesSent += of.bytesSent();
  }

  /** Adds a connection that is over. */
  void ended(CloseReport how) {
    traffic(how);
    closed++;
    unsentMessages += how.unsentMessages();
    if (how.origin() == CloseReport.Origin.VIOLATION) {
      violations++;
    }
    count(codesReceived, how.code());
    count(codesSent, how.sentCode());
  }

  private static void count(Map<Integer, Long> codes, int code) {
    boolean known = codes.size() < MAX_CODES || codes.containsKey(code);
    codes.merge(known ? code : OTHER_CODES, 1L, Long::sum);
  }
}
