package io.github.wirespeed.bench.architectures;

import io.github.wirespeed.WaitStrategy;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * What goes from some threads to one other. It holds so much and no more: who puts waits while it
 * is full. The one that takes waits as it does for a socket, looking before it parks.
 */
final class HandOver<T> {
  /** As many as the library's mailbox holds. */
  private static final int CAPACITY = 256;

  private static final long LOOK_MILLIS = 20;

  private final ArrayBlockingQueue<T> queue = new ArrayBlockingQueue<>(CAPACITY);
  private final WaitingPlace taking;
  private final WaitingPlace.Look look = this::look;
  private final WaitingPlace.Park park = this::park;
  private volatile boolean over;
  private T next; // taking thread only

  HandOver(WaitStrategy wait) {
    this.taking = new WaitingPlace(wait);
  }

  /** Puts one; once it is over nothing. Any thread. */
  void put(T item) throws InterruptedIOException {
    try {
      while (!over && !queue.offer(item, LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        // Full: whoever takes may have ended meanwhile.
      }
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  /** Puts one if there is room. Any thread. */
  boolean offer(T item) {
    return queue.offer(item);
  }

  /** Waits for the next. One thread. */
  T take() throws IOException {
    taking.until(look, park);
    T taken = next;
    next = null;
    return taken;
  }

  /** The next if there is one; else null. The thread that takes. */
  T poll() {
    return queue.poll();
  }

  private boolean look() {
    if (next == null) {
      next = queue.poll();
    }
    return next != null;
  }

  private void park() throws InterruptedIOException {
    try {
      next = queue.take();
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  /** Nobody takes any more: nobody waits for room. Any thread. */
  void end() {
    over = true;
  }

  private static InterruptedIOException interrupted() {
    Thread.currentThread().interrupt();
    return new InterruptedIOException("interrupted while waiting for the other thread");
  }
}
