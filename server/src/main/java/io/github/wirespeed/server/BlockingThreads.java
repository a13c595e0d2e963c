package io.github.wirespeed.server;

import io.github.wirespeed.AsyncWebSocket;
import io.github.wirespeed.loop.EventLoop;
import java.lang.System.Logger.Level;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The threads of a server's blocking handlers, and who is on them. Any thread. */
final class BlockingThreads implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("io.github.wirespeed.server");

  /** "Try again later", of the registry that RFC 6455 11.7 opened. */
  private static final int TRY_AGAIN_LATER = 1013;

  /** What handlers have at the server's close to come to their end before they are interrupted. */
  static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final long graceNanos;
  private final Executor threads;
  private final boolean own;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition left = lock.newCondition();
  // Under the lock. Handlers at work, each with its thread: also where that was lent by an executor
  // of the user's, it is interrupted only while the handler is on it.
  private final Set<Serving> serving = new HashSet<>();
  private boolean closed;

  /**
   * Threads.
   *
   * @param given null for virtual ones or, before JDK 21, a pool's
   * @param graceNanos as {@link #GRACE_NANOS}, or as a test has it
   */
  BlockingThreads(Executor given, long graceNanos) {
    this.graceNanos = graceNanos;
    this.own = given == null;
    this.threads = own ? OwnThreads.each("wirespeed-blocking-") : given;
  }

  /** Has a handler serve a connection that was opened just now. */
  void serve(BlockingHandler handler, EventLoop loop, AsyncWebSocket on, UpgradeRequest request) {
    ServerWebSocket ws = new ServerWebSocket(loop, on, request);
    try {
      threads.execute(new Serving(this, handler, loop, ws));
    } catch (RuntimeException | OutOfMemoryError e) { // no room in a pool, or for another thread
      refuse(ws, e);
    }
  }

  /** There is no thread that the handler could run on. */
  static void refuse(ServerWebSocket ws, Throwable why) {
    LOG.log(Level.WARNING, "no thread to serve " + ws, why);
    ws.connection().close(TRY_AGAIN_LATER, "try again later");
  }

  static void failed(ServerWebSocket ws, Throwable why) {
    LOG.log(Level.WARNING, "the handler of " + ws + " failed", why);
  }

  /** A handler has a thread; false if the server is closed, and it is not to begin. */
  boolean came(Serving one) {
    lock.lock();
    try {
      return !closed && serving.add(one);
    } finally {
      lock.unlock();
    }
  }

  /** It is about to leave its thread. */
  void left(Serving one) {
    lock.lock();
    try {
      serving.remove(one);
      left.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * The connections are over, and their handlers' calls have failed: waits a moment for those who
   * are still at work, then interrupts them, and does not wait for what they make of it.
   */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      serving.removeIf(
          Serving::isCurrent); // a handler that closes its server waits for others only
      long nanos = graceNanos;
      while (!serving.isEmpty() && nanos > 0) {
        nanos = left.awaitNanos(nanos);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      serving.forEach(Serving::interrupt);
      lock.unlock();
    }
    if (own && threads instanceof ExecutorService pool) {
      pool.shutdown();
    }
  }
}
