package io.github.wirespeed.server;

import io.github.wirespeed.CloseReport;
import io.github.wirespeed.ServerConnections;
import io.github.wirespeed.WebSocketConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * What a server counts. Messages are not counted here: each connection does that for itself, is
 * asked when somebody looks, and is added up when it ends. Any thread.
 */
final class Ledger {
  private final Set<WebSocketConnection> open;
  private final long startNanos = System.nanoTime();
  private final AtomicInteger opening = new AtomicInteger();
  private final AtomicLong opened = new AtomicLong();
  private final AtomicLong plain = new AtomicLong();
  private final AtomicLong timedOut = new AtomicLong();
  private final AtomicLong abandoned = new AtomicLong();
  private final Map<Integer, AtomicLong> refused = new ConcurrentHashMap<>(); // by status

  // A connection leaves the open ones and enters the ended ones under the lock, so that whoever
  // copies both under it has each connection once.
  private final ReentrantLock lock = new ReentrantLock();
  private final Totals ended = new Totals();

  /**
   * A ledger of a server.
   *
   * @param open its connections, which is added to by others and removed from by {@link #closed}; a
   *     concurrent set
   */
  Ledger(Set<WebSocketConnection> open) {
    this.open = open;
  }

  /** A connection was accepted, and its opening begins. */
  void began() {
    opening.incrementAndGet();
  }

  /** An opening is over, whatever became of it. */
  void over() {
    opening.decrementAndGet();
  }

  void opened() {
    opened.incrementAndGet();
  }

  /** An opening was refused. */
  void refused(int status) {
    refused.computeIfAbsent(status, s -> new AtomicLong()).incrementAndGet();
  }

  /** It was a plain GET, and got what it asked for. */
  void plain() {
    plain.incrementAndGet();
  }

  void timedOut() {
    timedOut.incrementAndGet();
  }

  /** An opening ended before its time was up, neither opened nor refused. */
  void abandoned() {
    abandoned.incrementAndGet();
  }

  /** A connection is over. */
  void closed(WebSocketConnection connection, CloseReport how) {
    lock.lock();
    try {
      open.remove(connection);
      ended.ended(how);
    } finally {
      lock.unlock();
    }
  }

  /**
   * How it stands.
   *
   * @param dropped publications, until now
   */
  ServerStatistics look(LongSupplier dropped) {
    Totals totals;
    List<WebSocketConnection> now;
    lock.lock();
    try {
      totals = ended.copy();
      now = new ArrayList<>(open);
    } finally {
      lock.unlock();
    }
    long queued = 0;
    int longest = 0;
    for (WebSocketConnection connection : now) {
      // One that has ended since then tells its last counts, which the totals do not have yet.
      totals.traffic(connection.report());
      int depth = ServerConnections.depth(connection);
      queued += depth;
      longest = Math.max(longest, depth);
    }
    Map<Integer, Long> byStatus = new TreeMap<>();
    refused.forEach((status, count) -> byStatus.put(status, count.get()));
    return new ServerStatistics(
        System.nanoTime() - startNanos,
        new ServerStatistics.Openings(
            Math.max(0, opening.get()),
            opened.get(),
            byStatus,
            plain.get(),
            timedOut.get(),
            abandoned.get()),
        now.size(),
        totals,
        queued,
        longest,
        dropped.getAsLong());
  }
}
