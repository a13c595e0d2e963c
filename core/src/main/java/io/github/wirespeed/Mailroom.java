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
  private static final VarHandle ROOM_TASK;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      USED = lookup.findVarHandle(Mailroom.class, "used", long.class);
      ROOM_TASK = lookup.findVarHandle(Mailroom.class, "roomTask", Runnable.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  // Messages in the upper bits, their bytes in the lower 40. Any thread.
  private volatile long used;

  // What is to be run when there is room again; null for nothing. Any thread.
  private volatile Runnable roomTask;
  private int roomBytes; // that it needs; written before it

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

  /**
   * Has a task run once half of the room is free, and so many bytes. Whoever asks looks for room
   * once more afterwards: it may have come in between. Loop only.
   */
  void whenRoom(int bytes, Runnable task) {
    roomBytes = bytes;
    roomTask = task;
  }

  /** The task that waits for room, if there is room now; null if not. It is given out once. */
  Runnable roomTask(int messages) {
    if (roomTask == null) {
      return null;
    }
    long now = used;
    boolean room =
        now == 0
            || (now / ONE_MESSAGE <= messages / 2
                && now % ONE_MESSAGE + roomBytes <= WebSocketOptions.MAILBOX_BYTES);
    return room ? (Runnable) ROOM_TASK.getAndSet(this, null) : null;
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
