package io.github.wirespeed;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;

/** Counts the bytes of heap that the calling thread allocates; skips the test where it cannot. */
final class Allocation {
  private static final int WARM_UP_ROUNDS = 10;
  private static final int ROUNDS = 10;

  private final ThreadMXBean threads;

  Allocation() {
    assumeTrue(
        ManagementFactory.getThreadMXBean() instanceof ThreadMXBean bean
            && bean.isThreadAllocatedMemorySupported()
            && bean.isThreadAllocatedMemoryEnabled(),
        "this JVM does not count the bytes that a thread allocates");
    this.threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  }

  /** Something that is done for each message, or around a round of them. */
  interface Step {
    void run() throws IOException;
  }

  /**
   * Bytes per message. The least of several rounds: what the JIT compiler or a growing buffer adds
   * to one round says nothing about the messages.
   */
  double perMessage(int count, Step before, Step message, Step after) throws IOException {
    return perRound(
            before,
            () -> {
              for (int i = 0; i < count; i++) {
                message.run();
              }
            },
            after)
        / count;
  }

  /** Bytes per round, likewise. */
  double perRound(Step before, Step round, Step after) throws IOException {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < WARM_UP_ROUNDS + ROUNDS; i++) {
      before.run();
      long start = threads.getCurrentThreadAllocatedBytes();
      round.run();
      long allocated = threads.getCurrentThreadAllocatedBytes() - start;
      after.run();
      if (i >= WARM_UP_ROUNDS) {
        least = Math.min(least, allocated);
      }
    }
    return least;
  }
}
