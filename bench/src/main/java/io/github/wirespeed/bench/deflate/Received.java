package io.github.wirespeed.bench.deflate;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Messages that a library pushes, for a thread that waits for a number of them. */
final class Received {
  private static final long HANG_NANOS = 20_000_000_000L;

  private final Thread waiting = Thread.currentThread();
  // Written by the library's thread.
  private final AtomicInteger count = new AtomicInteger();
  private final AtomicLong chars = new AtomicLong();
  private volatile Throwable failure;
  // How many are waited for.
  private volatile int wanted;

  /** A message came. */
  void text(String text) {
    chars.lazySet(chars.get() + text.length()); // one thread writes
    int now = count.get() + 1;
    count.set(now);
    if (now == wanted) {
      LockSupport.unpark(waiting);
    }
  }

  void failed(Throwable why) {
    failure = why;
    LockSupport.unpark(waiting);
  }

  long chars() {
    return chars.get();
  }

  /** Waits until so many have come in all. */
  void await(int messages) throws IOException {
    wanted = messages;
    long start = System.nanoTime();
    while (count.get() < messages) {
      if (failure != null) {
        throw new IOException("the connection failed", failure);
      } else if (System.nanoTime() - start > HANG_NANOS) {
        throw new IOException("only " + count.get() + " of " + messages + " messages came");
      }
      LockSupport.parkNanos(this, 50_000_000);
    }
  }
}
