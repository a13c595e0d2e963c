package io.github.wirespeed.loop;

import java.lang.System.Logger.Level;

/** How a loop runs what others gave it, and where it says what they threw. */
final class Tasks {
  static final String LOGGER = "io.github.wirespeed.loop";

  private Tasks() {}

  /** Runs a task; its exceptions are reported and go no further, its errors do. */
  static void run(Runnable task) {
    try {
      task.run();
    } catch (Exception e) {
      report(Level.WARNING, "a task threw; the event loop goes on: ", e);
    }
  }

  /** Runs a task of which nothing that it throws matters any more. */
  static void runWhateverItThrows(Runnable task) {
    try {
      task.run();
    } catch (Throwable ignored) {
      // It was promised that it is run; the loop has nothing left that could end.
    }
  }

  /** Says what the loop of this thread died of. */
  static void reportDeath(Throwable cause) {
    report(Level.ERROR, "the event loop died: ", cause);
  }

  private static void report(Level level, String what, Throwable thrown) {
    try {
      // Looked up only now: most programs never need it. A loop is named as its thread.
      System.getLogger(LOGGER).log(level, what + Thread.currentThread().getName(), thrown);
    } catch (Throwable ignored) {
      // What is being reported matters more than that it could not be.
    }
  }
}
