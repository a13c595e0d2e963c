package io.github.wirespeed;

import java.util.concurrent.TimeUnit;

/** How a thread waits for a pending stage, whatever it belongs to. */
final class Waiting {
  /** How long a user's thread that waits runs the loop at a time. */
  private static final long DRIVE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private Waiting() {}

  /** As {@link StageHost#await}, for a host whose home it is. Allocates nothing. */
  static void await(
      Home home, StageHost host, PendingStage<?> stage, long deadline, boolean interruptibly)
      throws InterruptedException {
    if (home.loop().inLoop()) {
      throw new IllegalStateException(
          "waiting on the thread of the connection's own loop would last for ever");
    }
    boolean interrupted = false;
    while (!stage.settled()
        && (deadline == StageHost.FOREVER || deadline - System.nanoTime() > 0)) {
      if (Thread.interrupted()) {
        interrupted = true;
        if (interruptibly) {
          break;
        }
      }
      if (home.driver() != null && home.driver().isCurrent()) {
        home.driver().drive(DRIVE_NANOS);
      } else {
        host.work(stage, deadline);
        stage.park(deadline);
      }
    }
    if (interrupted) {
      if (interruptibly && !stage.settled()) {
        throw new InterruptedException("interrupted while waiting");
      }
      Thread.currentThread().interrupt();
    }
  }
}
