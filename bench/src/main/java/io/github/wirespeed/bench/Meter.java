package io.github.wirespeed.bench;

import com.sun.management.ThreadMXBean;
import io.github.wirespeed.bench.process.Compilers;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** Takes the time of a session's messages, and counts what its threads allocate meanwhile. */
final class Meter {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final long LONGEST = TimeUnit.MINUTES.toNanos(1);
  private static final int FIRST_CHUNK = 16;
  private static final long CHUNK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final int WARM_MESSAGES = 20_000;
  private static final int SMALL = 4096;
  private static final int PATIENCE = 3;

  /** Messages of a new connection that are not counted: its buffers grow to size with them. */
  private static final int SETTLING = 32;

  private Meter() {}

  /** Connects and measures one round of so many messages. */
  static Round round(
      Endpoint endpoint, Workload workload, int payload, Client client, int number, int messages)
      throws IOException {
    Histogram times = histogram();
    try (Session session = endpoint.connect(client, workload, payload)) {
      int settling = Math.max(SETTLING, 2 * workload.unit(payload));
      session.run(Math.min(settling, messages), times);
      times.reset();
      long allocated = session.allocatedBytes();
      long nanos = session.run(messages, times);
      allocated = session.allocatedBytes() - allocated;
      return new Round(
          workload, payload, client, number, messages, nanos, times, allocated, Double.NaN);
    }
  }

  private static Histogram histogram() {
    return new Histogram(LONGEST, 3);
  }

  /** Puts the time of some messages that were timed together among those of single ones. */
  static void record(Histogram times, long nanos, int messages) {
    times.recordValueWithCount(Math.min(nanos / messages, LONGEST), messages);
  }

  /** What the calling thread has allocated so far. */
  static long allocatedBytes() {
    return THREADS.getCurrentThreadAllocatedBytes();
  }

  /** What other threads have allocated so far, by their ids. */
  static long allocatedBytes(List<Long> threads) {
    long bytes = 0;
    for (long thread : threads) {
      bytes += Math.max(0, THREADS.getThreadAllocatedBytes(thread)); // -1 once it has ended
    }
    return bytes;
  }

  /** The ids of the threads that are called so, with anything behind. */
  static List<Long> threads(String name) {
    List<Long> ids = new ArrayList<>();
    for (ThreadInfo thread : THREADS.getThreadInfo(THREADS.getAllThreadIds())) {
      if (thread != null && thread.getThreadName().startsWith(name)) {
        ids.add(thread.getThreadId());
      }
    }
    return ids;
  }

  /**
   * Runs a session until the time is over and the JIT compilers are quiet, but for that not longer
   * than {@link #PATIENCE} times as long. Between its parts the compilers are given time, which
   * does not count: they have only half of a core that a client spins on.
   *
   * @param nanos for which it runs
   * @return nanoseconds of a message at the end, all that is not timed included
   */
  static double warmUp(
      Endpoint endpoint,
      Workload workload,
      int payload,
      Client client,
      Compilers compilers,
      long nanos)
      throws IOException {
    Histogram times = histogram();
    long enough = payload <= SMALL ? WARM_MESSAGES : 0;
    int chunk = FIRST_CHUNK;
    long done = 0;
    long ran = 0;
    double last;
    boolean quiet;
    try (Session session = endpoint.connect(client, workload, payload)) {
      do {
        long compiled = compilers.nanos();
        long began = System.nanoTime();
        session.run(chunk, times);
        long took = System.nanoTime() - began;
        last = (double) took / chunk;
        done += chunk;
        ran += took;
        quiet = !compilers.worked(compiled, took);
        if (!quiet) {
          compilers.settle();
        }
        if (took < CHUNK_NANOS) {
          chunk *= 2;
        }
      } while (ran < nanos || (ran < PATIENCE * nanos && !(quiet && done >= enough)));
    }
    return last;
  }

  /** Bytes that a session's threads allocate per message, once it is warm. */
  static double allocatedPerMessage(Session session, int warmUp, int messages) throws IOException {
    Histogram times = histogram();
    session.run(warmUp, times);
    long before = session.allocatedBytes();
    session.run(messages, times);
    return (double) (session.allocatedBytes() - before) / messages;
  }
}
