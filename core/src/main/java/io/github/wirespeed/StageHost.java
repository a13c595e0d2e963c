package io.github.wirespeed;

/** What a pending stage asks of whatever will complete it: a connection, or a client. */
interface StageHost {
  /** Deadline of a wait without one. */
  long FOREVER = Long.MAX_VALUE;

  /**
   * Passes the time until the stage is done or the deadline is over; may do the connection's work
   * meanwhile. Any thread.
   *
   * @param deadline of {@code System.nanoTime()}, or {@link #FOREVER}
   * @param interruptibly whether an interrupt ends the wait; else it is kept for afterwards
   * @throws IllegalStateException if this thread would wait for itself
   */
  void await(PendingStage<?> stage, long deadline, boolean interruptibly)
      throws InterruptedException;

  /**
   * What the calling thread may do for a stage before it sleeps. Any thread but the loop's.
   *
   * @param deadline as in {@link #await}
   */
  void work(PendingStage<?> stage, long deadline);

  /** Somebody wants to hear of a stage without waiting for it: see to it that somebody works. */
  void relied();

  /** A stage was cancelled, or completed by hand: whoever works for it may stop. */
  void cancelled();

  /** Runs the completion of a future where the contract says. Any thread. */
  void dispatch(Runnable completion);
}
