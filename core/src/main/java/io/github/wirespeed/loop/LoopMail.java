package io.github.wirespeed.loop;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Tasks from any thread for the one that runs the loop, in the order in which they were left. It
 * can be sealed: each task either was left before that and is run, or is refused to whoever leaves
 * it. There is nothing in between.
 *
 * <p>Senders push onto a stack; the loop takes all of it at once and turns it round.
 */
final class LoopMail {
  /** A task and the one that was left before it; once turned round, the one after it. */
  private static final class Letter {
    final Runnable task;
    Letter next;

    Letter(Runnable task) {
      this.task = task;
    }
  }

  private static final Letter SEAL = new Letter(null);

  private static final VarHandle NEWEST;

  static {
    try {
      NEWEST = MethodHandles.lookup().findVarHandle(LoopMail.class, "newest", Letter.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile Letter newest;

  // Loop thread only: taken off the stack and turned round.
  private Letter oldest;

  /** Leaves a task; false if the mail is sealed. Any thread; never waits. */
  boolean push(Runnable task) {
    Letter letter = new Letter(task);
    do {
      letter.next = newest;
      if (letter.next == SEAL) {
        return false;
      }
    } while (!NEWEST.compareAndSet(this, letter.next, letter));
    return true;
  }

  /** Whether there is nothing to run. Loop thread only. */
  boolean isEmpty() {
    return oldest == null && (newest == null || newest == SEAL);
  }

  /**
   * Runs the tasks that were left first. Loop thread only.
   *
   * @param most how many
   * @return whether there were any
   */
  boolean run(int most) {
    for (int i = 0; i < most; i++) {
      if (isEmpty()) {
        return i > 0;
      }
      if (oldest == null) {
        oldest = turnedRound((Letter) NEWEST.getAndSet(this, null));
      }
      Tasks.run(take());
    }
    return true;
  }

  /** Refuses what is left from now on, and runs what was left before. Once. Loop thread only. */
  void sealAndRunTheRest() {
    Letter later = turnedRound((Letter) NEWEST.getAndSet(this, SEAL));
    while (oldest != null) {
      Tasks.runWhateverItThrows(take());
    }
    oldest = later;
    while (oldest != null) {
      Tasks.runWhateverItThrows(take());
    }
  }

  /** Whether it was sealed. Any thread. */
  boolean sealed() {
    return newest == SEAL;
  }

  private Runnable take() {
    Letter letter = oldest;
    oldest = letter.next;
    return letter.task;
  }

  private static Letter turnedRound(Letter top) {
    Letter turned = null;
    Letter letter = top;
    while (letter != null) {
      Letter before = letter.next;
      letter.next = turned;
      turned = letter;
      letter = before;
    }
    return turned;
  }
}
