package io.github.wirespeed.loop;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Letters from any number of threads to the one that holds the {@link Baton}, first in, first out.
 * The letters are linked through themselves, so that an empty mailbox is three words and leaving a
 * letter allocates nothing.
 *
 * <p>Senders push onto a stack; the reader takes all of it at once and turns it round. Nothing is
 * compared with what another thread may have put back (no ABA), as nothing but the whole stack is
 * ever taken.
 *
 * <p>It can be sealed: each letter either was left before that, and is there to be taken, or is
 * refused to whoever leaves it. There is nothing in between.
 *
 * @param <T> the kind of letters
 */
public class Mailbox<T extends Mailbox.Letter<T>> {
  /**
   * What is left in a mailbox; in one at a time. It keeps a link for the mailbox: the sender's
   * until the push, then the reader's.
   *
   * @param <T> its own kind
   */
  public interface Letter<T> {
    /** What {@link #link} said last; null at first. */
    T linked();

    /** Remembers another letter. */
    void link(T other);
  }

  /** In place of the stack of a mailbox that is sealed. */
  private static final Letter<Object> SEAL =
      new Letter<>() {
        @Override
        public Object linked() {
          return null;
        }

        @Override
        public void link(Object other) {
          throw new IllegalStateException("a seal is no letter");
        }
      };

  private static final VarHandle NEWEST;

  static {
    try {
      NEWEST = MethodHandles.lookup().findVarHandle(Mailbox.class, "newest", Letter.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  // Any thread: the stack, its newest letter first; SEAL once it is sealed.
  private volatile Letter<?> newest;

  // Reader only: letters taken off the stack, the oldest first.
  private T oldest;

  /** An empty mailbox. */
  public Mailbox() {}

  /** Leaves a letter; false if the mailbox is sealed. Any thread; never waits. */
  @SuppressWarnings("unchecked")
  public final boolean push(T letter) {
    Letter<?> before;
    do {
      before = newest;
      if (before == SEAL) {
        return false;
      }
      letter.link((T) before);
    } while (!NEWEST.compareAndSet(this, before, letter));
    return true;
  }

  /** The oldest letter, left where it is; null if there is none. Reader only. */
  public final T peek() {
    if (oldest == null && newest != null && newest != SEAL) {
      oldest = turnedRound(null);
    }
    return oldest;
  }

  /** Takes the oldest letter out; null if there is none. Reader only. */
  public final T poll() {
    T letter = peek();
    if (letter != null) {
      oldest = letter.linked();
      letter.link(null);
    }
    return letter;
  }

  /**
   * Takes the oldest letter out if it was there when {@link #peek} or {@link #poll} last looked:
   * for a reader that is not to go on for ever with what comes meanwhile. Reader only.
   */
  public final T pollSeen() {
    return oldest == null ? null : poll();
  }

  /** Refuses what is left from now on; what was left before is there to be taken. Reader only. */
  public final void seal() {
    T last = oldest;
    while (last != null && last.linked() != null) {
      last = last.linked();
    }
    T rest = newest == SEAL ? null : turnedRound(SEAL);
    if (last == null) {
      oldest = rest;
    } else {
      last.link(rest);
    }
  }

  /** Whether it is sealed. Any thread. */
  public final boolean sealed() {
    return newest == SEAL;
  }

  /** Takes the whole stack away, leaving something else, and turns it round. */
  @SuppressWarnings("unchecked")
  private T turnedRound(Letter<?> instead) {
    T letter = (T) NEWEST.getAndSet(this, instead);
    T turned = null;
    while (letter != null) {
      T next = letter.linked();
      letter.link(turned);
      turned = letter;
      letter = next;
    }
    return turned;
  }
}
