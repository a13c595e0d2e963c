package io.github.wirespeed.server;

import io.github.wirespeed.ConnectionClosedException;
import io.github.wirespeed.WebSocketConnection;
import java.net.SocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The connections that are open. Any thread. */
final class Sessions {
  private final Set<WebSocketConnection> open = ConcurrentHashMap.newKeySet();
  private final Ledger ledger = new Ledger(open);
  private final AccessLog log;

  /** Those of a server without an access log. */
  Sessions() {
    this(new AccessLog(false));
  }

  Sessions(AccessLog log) {
    this.log = log;
  }

  /** What is noted of an opening that begins now. */
  OpeningWatch opening(SocketAddress remote) {
    return new OpeningWatch(remote, ledger, log);
  }

  /** Somebody was refused without an opening, as there are too many, say. */
  void turnedAway(SocketAddress remote, int status, String why) {
    OpeningWatch watch = opening(remote);
    watch.refused(null, status, why);
    watch.over();
  }

  Ledger ledger() {
    return ledger;
  }

  /** A connection has had its first turn. On its loop's thread, as its end is. */
  void opened(WebSocketConnection connection) {
    ledger.opened();
    // One that ended in that turn was here before, and nobody will tell of its end again.
    if (connection.isOpen() || !connection.closed().isDone()) {
      open.add(connection);
    }
  }

  void closed(WebSocketConnection connection, ConnectionClosedException how) {
    ledger.closed(connection, how.report());
    log.closed(connection, how.report());
    Flight.closed(connection, how.report());
  }

  int count() {
    return open.size();
  }
}
