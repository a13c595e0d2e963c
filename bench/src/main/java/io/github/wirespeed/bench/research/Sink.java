package io.github.wirespeed.bench.research;

/**
 * Where results go, so that no compiler may leave out what made them: {@link TrialProcess} tells it
 * that these methods are black holes, as JMH does with its own.
 */
final class Sink {
  private Sink() {}

  /** Keeps an object. */
  static void take(Object result) {}

  /** Keeps a boolean. */
  static void take(boolean result) {}
}
