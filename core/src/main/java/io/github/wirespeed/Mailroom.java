package io.github.wirespeed;

import io.github.wirespeed.loop.Mailbox;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;

/**
 * What is on its way to the writing hand, and how much of it was accepted: so many messages and
 * bytes and no more, but one message of any size. What is not accepted waits behind the others with
 * its sender. At the end, also what was not sent.
 */
final class Mailroom extends Mailbox<Mail> {
  private static final long ONE_MESSAGE = 1L << 40;

  private static final VarHandle USED;

  static {
    try {
      USED = MethodHandles.lookup().findVarHandle(Mailroom.class, "used", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  // Messages in the upper bits, their bytes in the lower 40. Any thread.
  private volatile long used;

  // Holder of the baton only, below.
  int unsent; // messages that were accepted and will not be written
  private List<PendingStage<Void>> refused = List.of(); // of sends that are to hear of the end
  private boolean accounted;

  /**
   * Accepts a message of so many bytes, if there is room. Any thread.
   *
   * @param messages most of them
   */
  boolean takeRoom(int bytes, int messages) {
    while (true) {
      long before = used;
      if (before / ONE_MESSAGE >= messages
          || (before != 0 && before % ONE_MESSAGE + bytes > WebSocketOptions.MAILBOX_BYTES)) {
        return false;
      }
      if (USED.compareAndSet(this, before, before + ONE_MESSAGE + bytes)) {
        return true;
      }
    }
  }

  /** The message has left the room that it took, if it took any. */
  void giveRoom(Mail mail) {
    if (mail.size != Mail.UNCOUNTED) {
      USED.getAndAdd(this, -ONE_MESSAGE - mail.size);
    }
  }

  /** A mail that was started and will not be sent. */
  void drop(Mail mail) {
    giveRoom(mail);
    if (mail.stage != null) {
      if (refused.isEmpty()) {
        refused = new ArrayList<>();
      }
      refused.add(mail.stage); // only the end knows how it ended, and what else was not sent
    } else if (mail.isMessage()) {
      unsent++;
    }
  }

  /** The sends that are to hear of the end. */
  List<PendingStage<Void>> refused() {
    return refused;
  }

  /** Whether all was accounted for before; from now on it is. */
  boolean account() {
    boolean before = accounted;
    accounted = true;
    return before;
  }

  /** How many messages have room in it now. Any thread. */
  int depth() {
    return (int) (used / ONE_MESSAGE);
  }
}
