package io.github.wirespeed.loop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Some loops, each with a daemon thread, that share the connections between them. A loop and its
 * thread are started when it is first given out, and a loop that died is replaced when its turn
 * comes. Any thread.
 */
public final class LoopGroup implements AutoCloseable {
  private final Supplier<Spin> spins;
  private final int hotChannels;
  private final String threadName;
  private final ReentrantLock lock = new ReentrantLock();
  private final CountDownLatch closing = new CountDownLatch(1);

  // Under the lock.
  private final EventLoop[] loops; // null where none was started yet
  private final List<Thread> threads = new ArrayList<>(); // of all loops there ever were
  private int turn;
  private boolean closed;

  /**
   * A group that has started nothing yet.
   *
   * @param loops how many, positive
   * @param spins how each is to wait: a new one for each loop
   * @param threadName of the threads, which are numbered from 1
   * @throws IllegalArgumentException if {@code loops} is not positive
   */
  public LoopGroup(int loops, Supplier<Spin> spins, String threadName) {
    this(loops, spins, EventLoop.HOT_CHANNELS, threadName);
  }

  /**
   * As the other one, with loops that read so many channels without asking first.
   *
   * @param hotChannels as for {@link EventLoop#EventLoop(Spin, int)}
   */
  public LoopGroup(int loops, Supplier<Spin> spins, int hotChannels, String threadName) {
    if (loops <= 0) {
      throw new IllegalArgumentException("a group of " + loops + " loops is not one");
    }
    this.loops = new EventLoop[loops];
    this.spins = Objects.requireNonNull(spins, "spins");
    this.hotChannels = hotChannels;
    this.threadName = Objects.requireNonNull(threadName, "threadName");
  }

  /**
   * The loop whose turn it is; started, and neither closed nor ended when it is given out. One that
   * cannot be started is passed over as long as there are others.
   *
   * @throws IllegalStateException if the group is closed
   * @throws UncheckedIOException if no selector can be opened
   */
  public EventLoop next() {
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException("the loops of " + threadName + " are closed");
      }
      for (int passed = 1; ; passed++) {
        int index = turn;
        turn = (index + 1) % loops.length;
        if (loops[index] != null && !loops[index].closed()) {
          return loops[index];
        }
        try {
          loops[index] = started(threadName + "-" + (index + 1));
          return loops[index];
        } catch (RuntimeException | Error e) {
          if (passed == loops.length) {
            throw e;
          }
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private EventLoop started(String name) {
    EventLoop loop;
    try {
      loop = new EventLoop(spins.get(), hotChannels);
    } catch (IOException e) {
      throw new UncheckedIOException("no selector for " + name, e);
    }
    try {
      threads.removeIf(thread -> !thread.isAlive());
      threads.add(loop.start(name));
    } catch (Throwable t) {
      // No thread to be had: what nobody will run must not keep its selector.
      loop.close();
      loop.run();
      throw t;
    }
    return loop;
  }

  /** Those that were started, the last of each place. */
  public List<EventLoop> loops() {
    lock.lock();
    try {
      List<EventLoop> started = new ArrayList<>();
      for (EventLoop loop : loops) {
        if (loop != null) {
          started.add(loop);
        }
      }
      return started;
    } finally {
      lock.unlock();
    }
  }

  /** Closes all loops, and starts no more; does not wait for their threads. Idempotent. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      closing.countDown();
      for (EventLoop loop : loops) {
        if (loop != null) {
          loop.close();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** Whether the calling thread is one of the group's, be its loop one that has died. */
  public boolean inLoop() {
    return threads().contains(Thread.currentThread());
  }

  /** Waits until the group is closed and the threads of its loops have ended. */
  public void join() throws InterruptedException {
    closing.await();
    for (Thread thread : threads()) {
      thread.join();
    }
  }

  /**
   * Waits until the threads of its loops have ended; for a group that is closed.
   *
   * @param nanos how long at most
   * @return whether they have
   */
  public boolean join(long nanos) throws InterruptedException {
    long start = System.nanoTime();
    for (Thread thread : threads()) {
      long left = nanos - (System.nanoTime() - start);
      TimeUnit.NANOSECONDS.timedJoin(thread, left);
      if (thread.isAlive()) {
        return false;
      }
    }
    return true;
  }

  private List<Thread> threads() {
    lock.lock();
    try {
      return List.copyOf(threads);
    } finally {
      lock.unlock();
    }
  }
}
