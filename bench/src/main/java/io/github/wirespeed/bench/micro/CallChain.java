package io.github.wirespeed.bench.micro;

/**
 * Ten calls, one inside the other, as they are between a program's handler and a loop over the
 * bytes that it sends. The JIT inlines all of them, and then has few levels left.
 */
final class CallChain {
  private CallChain() {}

  static void down(Runnable end) {
    two(end);
  }

  private static void two(Runnable end) {
    three(end);
  }

  private static void three(Runnable end) {
    four(end);
  }

  private static void four(Runnable end) {
    five(end);
  }

  private static void five(Runnable end) {
    six(end);
  }

  private static void six(Runnable end) {
    seven(end);
  }

  private static void seven(Runnable end) {
    eight(end);
  }

  private static void eight(Runnable end) {
    nine(end);
  }

  private static void nine(Runnable end) {
    end.run();
  }
}
