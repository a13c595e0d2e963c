package io.github.wirespeed.server;

import io.github.wirespeed.WebSocketConnection;
import io.github.wirespeed.loop.EventLoop;
import io.github.wirespeed.loop.LoopGroup;
import io.github.wirespeed.loop.LoopHandler;
import io.github.wirespeed.transport.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;

/**
 * The end of a server, by whomever and as often as it is asked for: whoever's time is up first cuts
 * what is left for all. Any thread.
 */
final class Shutdown {
  /** How long a loop is waited for whose handler does not return; then it ends when that does. */
  private static final long THREADS_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final LoopGroup loops;
  private final Sessions sessions;
  private final BiConsumer<WebSocketConnection, Runnable> settle;
  private final Runnable stopListening;
  private final Runnable release;
  private final ReentrantLock lock = new ReentrantLock();

  // Under the lock.
  private CountDownLatch told; // the loops whose openings know; null until it begins
  private boolean closing;
  private boolean released;

  /**
   * A shutdown to come.
   *
   * @param settle as for {@link Sessions#stop}
   * @param stopListening has new connections refused from then on
   * @param release gives back what is left when the loops have ended; run once
   */
  Shutdown(
      LoopGroup loops,
      Sessions sessions,
      BiConsumer<WebSocketConnection, Runnable> settle,
      Runnable stopListening,
      Runnable release) {
    this.loops = loops;
    this.sessions = sessions;
    this.settle = settle;
    this.stopListening = stopListening;
    this.release = release;
  }

  /**
   * Ends all connections as RFC 6455 wants it, and cuts those that last longer.
   *
   * @return whether all of them ended so; false also where that could not be waited for, on a
   *     thread of the server's
   */
  boolean within(Duration time) {
    begin(time);
    return finishOrLeave(Deadline.nanos(time));
  }

  /** Cuts all connections, having offered to the network once what was accepted. */
  void now() {
    begin(null);
    loops.close();
    finishOrLeave(0);
  }

  /** A thread of the server's cannot wait for what needs itself. */
  private boolean finishOrLeave(long nanos) {
    if (!loops.inLoop()) {
      return finish(nanos);
    }
    Thread waiting = new Thread(() -> finish(nanos), "wirespeed-server-shutdown");
    waiting.setDaemon(true);
    waiting.start();
    return false;
  }

  /**
   * Nobody gets in any more, and whoever is in is asked to go.
   *
   * @param time null if those who are in are not asked
   */
  private void begin(Duration time) {
    boolean asks = false;
    lock.lock();
    try {
      if (told == null) {
        stopListening.run();
        told = stopOpenings();
      }
      if (time != null && !closing) {
        closing = true;
        asks = true;
      }
    } finally {
      lock.unlock();
    }
    if (asks) {
      sessions.stop(time, settle);
    }
  }

  private CountDownLatch stopOpenings() {
    List<EventLoop> all = loops.loops();
    CountDownLatch left = new CountDownLatch(all.size());
    for (EventLoop loop : all) {
      Runnable task =
          () -> {
            loop.handlers(Shutdown::stop);
            left.countDown();
          };
      if (!loop.execute(task)) {
        left.countDown(); // it has ended, and everything in it
      }
    }
    return left;
  }

  private static void stop(LoopHandler handler) {
    if (handler instanceof Accepted opening) {
      opening.stop();
    }
  }

  private boolean finish(long nanos) {
    boolean clean = false;
    try {
      long start = System.nanoTime();
      // What is being opened may become a connection until its loop was told.
      if (told().await(nanos, TimeUnit.NANOSECONDS)) {
        sessions.awaitNone(nanos - (System.nanoTime() - start));
      }
      loops.close();
      clean = loops.join(THREADS_NANOS) && sessions.endedCleanly();
    } catch (InterruptedException e) {
      loops.close(); // not to wait is to cut
      Thread.currentThread().interrupt();
    } finally {
      release();
    }
    return clean;
  }

  private CountDownLatch told() {
    lock.lock();
    try {
      return told;
    } finally {
      lock.unlock();
    }
  }

  private void release() {
    lock.lock();
    try {
      if (!released) {
        released = true;
        release.run();
      }
    } finally {
      lock.unlock();
    }
  }
}
