package io.github.wirespeed.server;

import io.github.wirespeed.ConnectionClosedException;
import io.github.wirespeed.WebSocketConnection;
import io.github.wirespeed.protocol.CloseCode;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;

/** The connections that are open. Any thread. */
final class Sessions {
  private final Set<WebSocketConnection> open = ConcurrentHashMap.newKeySet();
  private final Ledger ledger = new Ledger(open);
  private final AccessLog log;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition none = lock.newCondition();

  // Written once: how long the peers have for their Closes; null while the server goes on.
  private volatile Duration stopping;
  private volatile boolean cut; // one ended without its peer's Close after that

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
      if (stopping != null) {
        close(connection);
      }
    }
  }

  void closed(WebSocketConnection connection, ConnectionClosedException how) {
    ledger.closed(connection, how.report());
    log.closed(connection, how.report());
    Flight.closed(connection, how.report());
    if (stopping != null) {
      cut |= how.code() == CloseCode.ABNORMAL;
      if (open.isEmpty()) {
        lock.lock();
        try {
          none.signalAll();
        } finally {
          lock.unlock();
        }
      }
    }
  }

  int count() {
    return open.size();
  }

  /**
   * All are closed with 1001, and so is each that opens from now on.
   *
   * @param settle runs a task when what waits for a connection is in its mailbox, if ever
   */
  void stop(Duration within, BiConsumer<WebSocketConnection, Runnable> settle) {
    stopping = within;
    open.forEach(connection -> settle.accept(connection, () -> close(connection)));
  }

  boolean isStopping() {
    return stopping != null;
  }

  private void close(WebSocketConnection connection) {
    if (connection.isOpen()) { // one that is closing already has a deadline of its own
      connection.close(CloseCode.GOING_AWAY, "server shutting down", stopping);
    }
  }

  /** Waits until none is open; for when they were stopped. */
  void awaitNone(long nanos) throws InterruptedException {
    long left = nanos;
    lock.lock();
    try {
      while (!open.isEmpty() && left > 0) {
        left = none.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Whether none is open, and none ended without its peer's Close since they were stopped. */
  boolean endedCleanly() {
    return open.isEmpty() && !cut;
  }
}
