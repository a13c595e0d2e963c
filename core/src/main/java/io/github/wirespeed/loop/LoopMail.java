package io.github.wirespeed.loop;

/**
 * Tasks from any thread for the one that runs the loop, in the order in which they were left. It
 * can be sealed: each task either was left before that and is run, or is refused to whoever leaves
 * it.
 */
final class LoopMail {
  /** A task on its way. */
  private static final class Letter implements Mailbox.Letter<Letter> {
    private final Runnable task;
    private Letter link; // the mailbox's

    private Letter(Runnable task) {
      this.task = task;
    }

    @Override
    public Letter linked() {
      return link;
    }

    @Override
    public void link(Letter other) {
      link = other;
    }
  }

  private final Mailbox<Letter> letters = new Mailbox<>();

  /** Leaves a task; false if the mail is sealed. Any thread; never waits. */
  boolean push(Runnable task) {
    return letters.push(new Letter(task));
  }

  /** Whether there is nothing to run. Loop thread only. */
  boolean isEmpty() {
    return letters.peek() == null;
  }

  /**
   * Runs the tasks that were left first, and none that is left meanwhile: a task that goes on in
   * pieces, each of them left by the one before, gives the channels their turns in between. Loop
   * thread only.
   *
   * @param most how many
   * @return whether there were any
   */
  boolean run(int most) {
    if (letters.peek() == null) {
      return false;
    }
    for (int i = 0; i < most; i++) {
      Letter letter = letters.pollSeen();
      if (letter == null) {
        break;
      }
      Tasks.run(letter.task);
    }
    return true;
  }

  /** Refuses what is left from now on, and runs what was left before. Once. Loop thread only. */
  void sealAndRunTheRest() {
    letters.seal();
    for (Letter letter = letters.poll(); letter != null; letter = letters.poll()) {
      Tasks.runWhateverItThrows(letter.task);
    }
  }

  /** Whether it was sealed. Any thread. */
  boolean sealed() {
    return letters.sealed();
  }
}
