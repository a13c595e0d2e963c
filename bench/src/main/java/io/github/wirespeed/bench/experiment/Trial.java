package io.github.wirespeed.bench.experiment;

import java.io.Closeable;
import java.io.IOException;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;

/**
 * A variant, ready to be measured: opened once, warmed up, then run once in each round in turns
 * with the others, so that what it has compiled and connected stays. One thread.
 */
public interface Trial extends Closeable {
  /**
   * Does the work so many times.
   *
   * @param operations at least 1; the caller chooses it so that a run takes its share of the round
   * @return how long it took in nanoseconds, without what does not belong to the work
   * @throws IOException if the work did not come out as it must: a wrong answer is no measurement
   */
  long run(int operations) throws IOException;

  /** Milliseconds that the compiler of its JVM has worked so far: warm is what is quiet. */
  default long compiledMillis() {
    CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
    return compiler == null ? 0 : compiler.getTotalCompilationTime();
  }

  /** Ends what it opened. Nothing to do for most. */
  @Override
  default void close() throws IOException {}
}
