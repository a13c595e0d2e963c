package io.github.wirespeed;

import io.github.wirespeed.loop.Baton;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A hand of an actor. It is its own baton, and counts the messages that went through it: the halves
 * that do the work are lent, and the next message's may be others.
 */
abstract class Hand extends Baton {
  private static final VarHandle MESSAGES;
  private static final VarHandle BYTES;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      MESSAGES = lookup.findVarHandle(Hand.class, "messages", long.class);
      BYTES = lookup.findVarHandle(Hand.class, "bytes", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  // Written by the holder; read by any, who then may see them a moment late, but never torn.
  private long messages;
  private long bytes; // of their payload, uncompressed

  /** So many messages more went through, with so many bytes of payload. Holder only. */
  final void count(int more, long payload) {
    MESSAGES.setOpaque(this, messages + more);
    BYTES.setOpaque(this, bytes + payload);
  }

  /** How many messages went through. Any thread. */
  final long messages() {
    return (long) MESSAGES.getOpaque(this);
  }

  /** How many bytes of payload they had. Any thread. */
  final long bytes() {
    return (long) BYTES.getOpaque(this);
  }
}
