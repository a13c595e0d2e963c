package io.github.wirespeed;

import io.github.wirespeed.loop.Mailbox;

/** Who waits for the next message of a connection: a receive, or a subscriber with demand. */
interface Taker extends Mailbox.Letter<Taker> {
  /** Takes the right and the duty to give it one; false if it does not want one any more. */
  boolean claim();

  /** Whether it does not want one any more; once so, always so. */
  boolean gone();

  /** Gives it the message. Claimed, and by the holder of the baton. */
  void take(Message message);

  /** There will be none. Claimed, and by the holder of the baton. */
  void ended(Throwable why);
}
