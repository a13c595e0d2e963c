package io.github.wirespeed;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * The turn to read: one thread has it at a time, and keeps it until it leaves it, which may be in a
 * later call. Unlike a lock it can be waited for together with something else.
 *
 * <p>No wakeup is lost: who waits first counts itself and then looks; who leaves first leaves and
 * then looks for somebody who waits. Any thread.
 */
final class Turn {
  private final AtomicReference<Thread> holder = new AtomicReference<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** Whether the calling thread has it. */
  boolean mine() {
    return holder.get() == Thread.currentThread();
  }

  /** Whether anybody has it; may have changed by the time this returns. */
  boolean held() {
    return holder.get() != null;
  }

  /** Takes it if nobody else has it; never waits. */
  boolean tryTake() {
    return holder.compareAndSet(null, Thread.currentThread()) || mine();
  }

  /**
   * Waits until it can be taken, something else is the case, or the time is up.
   *
   * @param mayTake asked before each try; while it says no, the turn is left to others
   * @param stop what else ends the wait; whoever makes it true calls {@link #wake}
   * @param deadline of {@code System.nanoTime()}; {@link Receiver#FOREVER} for none
   * @return whether the calling thread has the turn
   */
  boolean take(BooleanSupplier mayTake, BooleanSupplier stop, long deadline)
      throws InterruptedException {
    lock.lockInterruptibly();
    waiting.incrementAndGet();
    try {
      while (!stop.getAsBoolean()) {
        if (mayTake.getAsBoolean() && tryTake()) {
          return true;
        }
        if (deadline == Receiver.FOREVER) {
          changed.await();
        } else {
          long left = deadline - System.nanoTime();
          if (left <= 0) {
            return false;
          }
          changed.awaitNanos(left);
        }
      }
      return false;
    } finally {
      waiting.decrementAndGet();
      lock.unlock();
    }
  }

  /** Gives it up, if the calling thread has it. */
  void leave() {
    if (mine()) {
      holder.set(null);
    }
    wake();
  }

  /** Has everybody who waits look again. */
  void wake() {
    if (waiting.get() > 0) {
      lock.lock();
      try {
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }
}
