package io.github.wirespeed.loop;

/**
 * Yield-spins for a bounded time and learns from the last waits whether that pays. A wake-up by the
 * kernel costs several times what a small message costs, so a wait that is about to end is better
 * spun through; a wait that is not costs CPU for nothing.
 *
 * <p>Two states. <b>Spinning</b>: each wait spins up to the bound; after {@link #LOSSES} waits in a
 * row that were longer, it goes to parking. <b>Parking</b>: waits park at once, which costs no CPU;
 * a run of waits that were over so soon that spinning might have caught them earns one trial. A
 * trial that fails doubles the length of the next run, so that a peer that is always just out of
 * reach (another machine, 100 µs away) costs next to nothing.
 *
 * <p>Between two looks it yields, so that a peer on the same core runs at once. A yield that comes
 * back late, with still nothing there, says that others want the core: then it lets go.
 */
public final class AdaptiveSpin implements Spin {
  /** The longest that a wait is spun through. */
  public static final long DEFAULT_BOUND_NANOS = 50_000;

  private static final int LOSSES = 4;
  // Before the first trial; doubled when spinning ends, so half of it here.
  private static final int SHORTEST_RUN = 2;
  private static final int LONGEST_RUN = 4096;
  private static final long LATE_YIELD_NANOS = 10_000;
  private static final int LATE_YIELDS = 2;

  private final long bound;

  // Waiting thread only, all below.
  private boolean spinning = true;
  private int losses;
  private int soon;
  private int run = SHORTEST_RUN;
  private int late;
  private boolean spun;
  private long looked;

  /** Spins up to {@link #DEFAULT_BOUND_NANOS}. */
  public AdaptiveSpin() {
    this(DEFAULT_BOUND_NANOS);
  }

  /**
   * Spins up to a bound.
   *
   * @param boundNanos in nanoseconds, positive
   */
  public AdaptiveSpin(long boundNanos) {
    if (boundNanos <= 0) {
      throw new IllegalArgumentException("spin bound of " + boundNanos + " ns is not positive");
    }
    this.bound = boundNanos;
  }

  @Override
  public long begin() {
    spun = false;
    late = 0;
    looked = System.nanoTime();
    return looked;
  }

  @Override
  @SuppressWarnings("ThreadPriorityCheck") // a hint, and measured: a peer on this core runs at once
  public boolean again(long start) {
    if (!spinning) {
      return false;
    }
    if (spun) {
      long now = System.nanoTime();
      if (now - looked > LATE_YIELD_NANOS) {
        late++;
      }
      if (late >= LATE_YIELDS || now - start > bound) {
        return false;
      }
      looked = now;
    }
    spun = true;
    Thread.yield();
    return true;
  }

  @Override
  public void end(long start, boolean parked) {
    if (!parked) {
      losses = 0;
      run = SHORTEST_RUN;
      return;
    }
    if (spun) {
      // Letting go of a core that others want counts double.
      losses += late >= LATE_YIELDS ? 2 : 1;
      if (losses >= LOSSES) {
        spinning = false;
        soon = 0;
        run = Math.min(run * 2, LONGEST_RUN);
      }
    } else if (System.nanoTime() - start > 2 * bound) {
      soon = 0;
    } else if (++soon >= run) {
      // A wait that parked includes the wake-up: twice the bound is what spinning could reach.
      spinning = true;
      losses = LOSSES - 1;
    }
  }

  /** Whether the next wait would spin. */
  boolean spinning() {
    return spinning;
  }
}
