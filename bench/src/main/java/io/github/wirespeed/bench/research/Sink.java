package io.github.wirespeed.bench.research;

/**
 * Where results go, so that no compiler may leave out what made them: {@link TrialProcess} tells it
 * that {@code take} is a black hole, as JMH does with its own.
 */
final class Sink {
  private static final int KEPT = 64; // a power of two

  // The thread that measures, alone.
  private static final Object[] KEEP = new Object[KEPT];
  private static int next;

  private Sink() {}

  /**
   * Keeps an object where others could find it: so the compiler has to make it, and may not take it
   * apart.
   */
  static void keep(Object result) {
    KEEP[next++ & (KEPT - 1)] = result;
  }

  /** Keeps an object. */
  static void take(Object result) {}

  /** Keeps a boolean. */
  static void take(boolean result) {}
}
