package io.github.wirespeed.bench.research;

/**
 * Learns whether it pays to look before a wait. Who reads a stream finds the next bytes there; who
 * has just sent a request finds nothing, and that look is a system call for nothing. After a few in
 * a row that were in vain the wait comes first; one look in {@value #SAMPLED} goes on, to learn
 * when it pays again.
 *
 * <p>An instance belongs to one waiting place and is called by one thread at a time.
 */
final class FirstLook {
  private static final int IN_VAIN = 4;
  private static final int SAMPLED = 16;

  // Waiting thread only, all below.
  private int vain;
  private int skipped;

  /** Whether to look before the wait that is about to begin. */
  boolean pays() {
    if (vain < IN_VAIN) {
      return true;
    }
    skipped = (skipped + 1) % SAMPLED;
    return skipped == 0;
  }

  /** What the look found: something, or nothing. */
  void found(boolean something) {
    vain = something ? 0 : Math.min(vain + 1, IN_VAIN);
  }
}
