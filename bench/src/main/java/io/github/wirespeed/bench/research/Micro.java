package io.github.wirespeed.bench.research;

import io.github.wirespeed.bench.experiment.Trial;
import io.github.wirespeed.bench.experiment.Variant;
import java.io.Closeable;
import java.io.IOException;

/**
 * A trial of a few nanoseconds, in a loop by hand. What JMH does beyond that is done, too: a JVM of
 * its own, so that the call of {@link Operation} is of one class only and is inlined, a discarded
 * warm-up, and a {@link Sink} for results. Its forks one after the other would take hours for ten
 * rounds in turns.
 */
final class Micro implements Trial {
  private final Operation operation;
  private final Closeable closing;

  /** What is timed: once. It gives what it makes to the {@link Sink}. */
  interface Operation {
    void run() throws IOException;
  }

  Micro(Operation operation, Closeable closing) {
    this.operation = operation;
    this.closing = closing;
  }

  /** One that needs nothing. */
  static Variant.Opening of(Operation operation) {
    return lab -> new Micro(operation, () -> {});
  }

  @Override
  public long run(int operations) throws IOException {
    long start = System.nanoTime();
    for (int i = 0; i < operations; i++) {
      operation.run();
    }
    return System.nanoTime() - start;
  }

  @Override
  public void close() throws IOException {
    closing.close();
  }
}
