package io.github.wirespeed.bench.growth;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The messages of one exchange, counted. Owned by the thread of the loop; what it starts with is
 * published with the object.
 */
final class Run {
  private static final long HANGS_SECONDS = 60;

  private final CountDownLatch over = new CountDownLatch(1);
  private long toSend; // beyond those that are sent at the start
  private long toCome;
  private volatile long ended;
  private volatile String failure;

  /** Of so many messages, of which so many are sent at the start. */
  Run(long messages, long atStart) {
    this.toCome = messages;
    this.toSend = messages - atStart;
  }

  /** An echo came; whether another message is to be sent on its connection. */
  boolean came() {
    if (--toCome == 0) {
      ended = System.nanoTime();
      over.countDown();
    }
    return toSend-- > 0;
  }

  /** Something else came, or will not come any more. Any thread. */
  void fail(String what) {
    if (failure == null) {
      failure = what;
    }
    over.countDown();
  }

  /** Waits for the last echo; the time at which it came. */
  long await() throws IOException {
    try {
      if (!over.await(HANGS_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException("hangs: not all messages came back in " + HANGS_SECONDS + " s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    if (failure != null) {
      throw new IOException(failure);
    }
    return ended;
  }
}
