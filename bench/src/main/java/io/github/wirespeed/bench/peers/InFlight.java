package io.github.wirespeed.bench.peers;

import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many publications may be under way where a library queues without bound and tells by a
 * callback for each connection when a message is written.
 */
final class InFlight {
  /** Publications at a time: with 16 every library is slower, and those that gather most. */
  static final int MOST = 64;

  private static final int TIMEOUT_SECONDS = 30;

  private final Semaphore free = new Semaphore(MOST);

  /** Waits for a place. */
  void begin() throws IOException, InterruptedException {
    if (!free.tryAcquire(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
      throw new IOException("no publication was written in " + TIMEOUT_SECONDS + " s");
    }
  }

  /** A publication is over. */
  void end() {
    free.release();
  }

  /** To be run by each of so many connections when it is done with a publication. */
  Runnable eachOf(int connections) {
    AtomicInteger left = new AtomicInteger(connections);
    return () -> {
      if (left.decrementAndGet() == 0) {
        end();
      }
    };
  }
}
