package io.github.wirespeed.loop;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The right to act for one hand of an actor: at most one thread has it, and nobody ever waits for
 * it. Who does not get it leaves what is to be done where the holder will see it, and {@link
 * #signal}s; the holder then finds that out as it {@link #leave}s, and looks again. So nothing that
 * is left behind is forgotten, and a thread that must not wait never does.
 *
 * <pre>
 *   leave the work in a place of its own;
 *   if (baton.signal()) {
 *     do { all the work that is there } while (!baton.leave());
 *   }
 * </pre>
 *
 * <p>What a holder did before it left is visible to the next. Any thread.
 *
 * <p>Not final, so that an actor's hand can be its own baton: an object less for each of tens of
 * thousands.
 */
public class Baton {
  private static final int FREE = 0;
  private static final int HELD = 1;
  private static final int SIGNALLED = 2; // held, and somebody left something since

  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(Baton.class, "state", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile int state;

  /** A baton that nobody has. */
  public Baton() {}

  /** Takes it if nobody has it. */
  public final boolean tryTake() {
    return state == FREE && STATE.compareAndSet(this, FREE, HELD);
  }

  /**
   * Says that something was left to be done.
   *
   * @return true if the caller has the baton now and must do it; false if the holder will
   */
  public final boolean signal() {
    while (true) {
      int now = state;
      if (now == SIGNALLED) {
        // A full fence all the same: the holder that takes the signal back must see what we left.
        if (STATE.compareAndSet(this, SIGNALLED, SIGNALLED)) {
          return false;
        }
      } else if (STATE.compareAndSet(this, now, now == FREE ? HELD : SIGNALLED)) {
        return now == FREE;
      }
    }
  }

  /**
   * Gives it up, unless something was left meanwhile. Holder only.
   *
   * @return false if the caller still has it and must look again
   */
  public final boolean leave() {
    if (STATE.compareAndSet(this, HELD, FREE)) {
      return true;
    }
    STATE.setVolatile(this, HELD);
    return false;
  }

  /**
   * Takes note of a signal without leaving: for a holder that looks for work again and again.
   * Holder only.
   *
   * @return whether something was left since the last time
   */
  public final boolean takeSignal() {
    if (state == HELD) {
      return false;
    }
    STATE.setVolatile(this, HELD);
    return true;
  }

  /** Whether somebody has it; may have changed by the time this returns. */
  public final boolean held() {
    return state != FREE;
  }
}
