package io.github.wirespeed.loop;

/**
 * Yield-spins for a bounded time and learns from the last waits whether that pays. A wake-up by the
 * kernel costs several times what a small message costs, so a wait that is about to end is better
 * spun through; a wait that is not costs CPU for nothing.
 *
 * <p>Two states. <b>Spinning</b>: each wait spins up to the bound; after {@link #LOSSES} waits in a
 * row that were longer, it goes to parking. <b>Parking</b>: waits park at once, which costs no CPU;
 * a run of waits that were over so soon that spinning might have caught them, but for a few, earns
 * one trial. Each time that spinning ends doubles the length of the next run, until the waits that
 * are caught have won back what was lost: so a peer that is always just out of reach (another
 * machine, 100 µs away) costs next to nothing.
 *
 * <p>Between two looks it yields, so that a peer on the same core runs at once. But a yield may
 * give a whole time slice away where somebody else wants the core, while a thread that is woken by
 * its message runs before the others. So a yield that comes back late, with still nothing there,
 * lets go of the core; and what is found only beyond the bound was not caught, but lost, by as many
 * wake-ups as it came late.
 */
public class AdaptiveSpin implements Spin {
  /** The longest that a wait is spun through. */
  public static final long DEFAULT_BOUND_NANOS = 50_000;

  private static final int LOSSES = 4;
  // Before the first trial; doubled when spinning ends, so half of it here.
  private static final int SHORTEST_RUN = 2;
  private static final int LONGEST_RUN = 4096;
  // The core may be free again, and a trial is the only way to know: costs a slice in twenty.
  private static final int LONGEST_RUN_AFTER_SLICES = 1024;
  // What a long wait takes back of the run: on a machine that others use one in a hundred is long.
  private static final int LONG_WAIT = 16;
  private static final long LATE_YIELD_NANOS = 10_000;
  private static final int LATE_YIELDS = 2;
  // What a wait that is caught saves, about.
  private static final long WAKE_UP_NANOS = 50_000;

  private final long bound;

  // Waiting thread only, all below.
  private boolean spinning = true;
  private int losses;
  private int owed;
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
    looked = now();
    return looked;
  }

  @Override
  public boolean again(long start) {
    if (!spinning || late >= LATE_YIELDS || (spun && looked - start > bound)) {
      return false;
    }
    spun = true;
    giveWay();
    // Not when the wait ends: what the caller does with what it found is no part of the wait.
    long now = now();
    if (now - looked > LATE_YIELD_NANOS) {
      late++;
    }
    looked = now;
    return true;
  }

  @Override
  public void end(long start, boolean parked) {
    if (spun) {
      long beyond = looked - start - bound;
      if (!parked && beyond <= 0) {
        caught();
      } else {
        lost(beyond);
      }
    } else if (!parked) {
      return; // nobody waited
    } else if (now() - start > 2 * bound) {
      soon = Math.max(0, soon - LONG_WAIT);
    } else if (++soon >= run) {
      // A wait that parked includes the wake-up: twice the bound is what spinning could reach.
      spinning = true;
      losses = LOSSES - 1;
    }
  }

  private void caught() {
    losses = 0;
    if (owed > 0 && --owed == 0) {
      run = SHORTEST_RUN;
    }
  }

  private void lost(long beyond) {
    // Letting go of a core that others want counts double.
    int lost = late >= LATE_YIELDS ? 2 : 1;
    if (beyond > 0) {
      lost += (int) Math.min(beyond / WAKE_UP_NANOS, LONGEST_RUN);
    }
    int longest = lost >= LOSSES ? LONGEST_RUN_AFTER_SLICES : LONGEST_RUN;
    losses += lost;
    owed = Math.min(owed + lost, longest);
    if (losses >= LOSSES) {
      losses = 0;
      spinning = false;
      soon = 0;
      run = Math.min(run * 2, longest);
    }
  }

  /** The time. For a test to say. */
  long now() {
    return System.nanoTime();
  }

  /** Lets others have the core. For a test to say how long. */
  @SuppressWarnings("ThreadPriorityCheck") // a hint, and measured: a peer on this core runs at once
  void giveWay() {
    Thread.yield();
  }

  /** Whether the next wait would spin. */
  boolean spinning() {
    return spinning;
  }
}
