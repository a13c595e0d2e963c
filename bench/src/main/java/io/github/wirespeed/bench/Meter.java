package io.github.wirespeed.bench;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** Takes the time of a session's messages, and counts what the thread allocates meanwhile. */
final class Meter {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final CompilationMXBean COMPILER = ManagementFactory.getCompilationMXBean();
  private static final long LONGEST = TimeUnit.MINUTES.toNanos(1);
  private static final int FIRST_CHUNK = 16;
  private static final long CHUNK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final int WARM_MESSAGES = 20_000;
  private static final int SMALL = 4096;

  /** Messages of a new connection that are not counted: its buffers grow to size with them. */
  private static final int SETTLING = 32;

  private Meter() {}

  /** Connects and measures one round of so many messages. */
  static Round round(
      Endpoint endpoint, Workload workload, int payload, Client client, int number, int messages)
      throws IOException {
    Histogram times = new Histogram(LONGEST, 3);
    try (Session session = endpoint.connect(client, workload, payload)) {
      time(session, Math.min(SETTLING, messages), times);
      times.reset();
      long allocated = THREADS.getCurrentThreadAllocatedBytes();
      long nanos = time(session, messages, times);
      allocated = THREADS.getCurrentThreadAllocatedBytes() - allocated;
      return new Round(
          workload, payload, client, number, messages, nanos, times, allocated, Double.NaN);
    }
  }

  /** Runs messages and records each; the time of all of them. */
  private static long time(Session session, int messages, Histogram times) throws IOException {
    session.begin(messages);
    long first = System.nanoTime();
    for (int i = 0; i < messages; i++) {
      long before = System.nanoTime();
      session.message();
      long after = System.nanoTime();
      times.recordValue(Math.min(after - before, LONGEST));
    }
    session.end();
    return System.nanoTime() - first;
  }

  /**
   * Runs a session until the time is over and the JIT compiler is quiet, but not for more than
   * twice the time.
   *
   * @return nanoseconds of a message at the end
   */
  static double warmUp(Endpoint endpoint, Workload workload, int payload, Client client, long nanos)
      throws IOException {
    Histogram times = new Histogram(LONGEST, 3);
    long start = System.nanoTime();
    long enough = payload <= SMALL ? WARM_MESSAGES : 0;
    int chunk = FIRST_CHUNK;
    long done = 0;
    double last;
    boolean quiet;
    try (Session session = endpoint.connect(client, workload, payload)) {
      long now;
      do {
        long compiled = compiledMillis();
        long took = time(session, chunk, times);
        last = (double) took / chunk;
        done += chunk;
        quiet = (compiledMillis() - compiled) * 20_000_000 <= took;
        if (took < CHUNK_NANOS) {
          chunk *= 2;
        }
        now = System.nanoTime() - start;
      } while (now < nanos || (now < 2 * nanos && !(quiet && done >= enough)));
    }
    return last;
  }

  /** Bytes that the thread allocates per message, once it is warm. */
  static double allocatedPerMessage(Session session, int warmUp, int messages) throws IOException {
    Histogram times = new Histogram(LONGEST, 3);
    time(session, warmUp, times);
    long before = THREADS.getCurrentThreadAllocatedBytes();
    time(session, messages, times);
    return (double) (THREADS.getCurrentThreadAllocatedBytes() - before) / messages;
  }

  private static long compiledMillis() {
    return COMPILER == null ? 0 : COMPILER.getTotalCompilationTime();
  }
}
