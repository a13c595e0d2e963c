package io.github.wirespeed.bench.process;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * The JIT compilers of those who take part in a measurement. They share the cores of what is
 * measured, and what they have not finished when a round begins is measured with it.
 */
public final class Compilers {
  /** The part of a time for which they may work and still count as quiet. */
  private static final double QUIET = 0.1;

  /** How often it is looked whether they are at work, and how long that is waited for at most. */
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private static final int LOOKS = 50;

  private final LongSupplier nanos;

  Compilers(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** Those of so many processes; of one that is no JVM there are none. */
  public static Compilers of(List<Long> pids) {
    List<Long> all = List.copyOf(pids);
    return new Compilers(() -> all.stream().mapToLong(CpuTime::ofCompilers).sum());
  }

  /** Those of this process and of others. */
  public static Compilers ofThisAnd(Long... others) {
    List<Long> pids = new ArrayList<>(List.of(others));
    pids.add(ProcessHandle.current().pid());
    return of(pids);
  }

  /** CPU time that they have taken so far, in nanoseconds; 0 where nobody knows. */
  public long nanos() {
    return nanos.getAsLong();
  }

  /**
   * Whether they have been at work.
   *
   * @param before what {@link #nanos} was at the beginning
   * @param took how long ago that is, in nanoseconds
   */
  public boolean worked(long before, long took) {
    return nanos() - before > took * QUIET;
  }

  /**
   * Waits until they have done what they have heard of, or for a second: on a core that is busy
   * they get half of it at best.
   */
  public void settle() {
    for (int look = 0; look < LOOKS; look++) {
      long before = nanos();
      LockSupport.parkNanos(LOOK_NANOS);
      if (!worked(before, LOOK_NANOS)) {
        return;
      }
    }
  }
}
