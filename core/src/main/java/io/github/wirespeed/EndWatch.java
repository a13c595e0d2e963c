package io.github.wirespeed;

/**
 * Who waits for the end of a connection: a link of a stack that grows by compare-and-set, and is
 * taken away as a whole at the end. Immutable.
 *
 * @param done completed at the end; null if {@code how} is
 * @param how completed with how the connection ended; null if {@code done} is
 * @param next who waited before; null if nobody did
 */
record EndWatch(
    PendingStage<Void> done, PendingStage<ConnectionClosedException> how, EndWatch next) {
  /** In place of the stack once everybody was told. */
  static final EndWatch TOLD = new EndWatch(null, null, null);

  /** This is the end: tells all of them. */
  void tell(ConnectionClosedException what) {
    for (EndWatch watch = this; watch != null; watch = watch.next) {
      if (watch.done != null && watch.done.claim()) {
        watch.done.complete(null);
      } else if (watch.how != null && watch.how.claim()) {
        watch.how.complete(what);
      }
    }
  }
}
