package io.github.wirespeed.transport;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** What the two ends of a {@link MemoryTransport} pair share: one lock, one condition. */
final class MemoryLink {

  final ReentrantLock lock = new ReentrantLock();

  /** Signalled at every change of anything; a pair has at most four waiting threads. */
  final Condition changed = lock.newCondition();

  /** Whether the connection was reset. Guarded by {@link #lock}. */
  boolean reset;

  void change(Runnable step) {
    lock.lock();
    try {
      step.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  <T> T ask(Supplier<T> question) {
    lock.lock();
    try {
      return question.get();
    } finally {
      lock.unlock();
    }
  }

  /** One kind of wait at one end. */
  static final class Wait {

    final String what;

    /** Whether a thread is in this wait. Guarded by the link's lock. */
    boolean inProgress;

    /** Whether this wait, or the next one, must end. Guarded by the link's lock. */
    boolean wakeupPending;

    Wait(String what) {
      this.what = what;
    }
  }
}
