package io.github.wirespeed.transport;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.LockSupport;

/**
 * One direction's wait for a channel to be ready: a platform thread in a selector of this object's,
 * a virtual thread parked. One thread waits at a time; any thread may wake it.
 *
 * <p>No wakeup is lost, by one rule on both sides: each first writes its own volatile and then
 * reads the other's. The waiting thread publishes where it sleeps ({@link #waiting}, {@link
 * #selector}, {@link #parked}) and then looks for a reason not to; who wakes it leaves the reason
 * ({@link #wakeupPending}, {@link #signalled}, the closed channel) and then looks where it sleeps.
 * A wakeup that comes late, after the wait it was meant for, is absorbed by the loops.
 */
final class ChannelWait {

  private static final long NANOS_PER_MILLI = 1_000_000;

  private static final VarHandle WAITING;
  private static final VarHandle WAKEUP_PENDING;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      WAITING = lookup.findVarHandle(ChannelWait.class, "waiting", boolean.class);
      WAKEUP_PENDING = lookup.findVarHandle(ChannelWait.class, "wakeupPending", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final ChannelWaits waits;
  private final String what;

  /** Whether a thread is in {@link #await}. Set and cleared by that thread. */
  private volatile boolean waiting;

  /** Set by any thread, taken by the waiting thread as its wait ends. */
  private volatile boolean wakeupPending;

  /** Null until a platform thread waits. Set once by the waiting thread; closed by any. */
  private volatile Selector selector;

  /** The only key of {@link #selector}. Waiting thread only. */
  private SelectionKey key;

  /** The operations that {@link #key} is interested in. Waiting thread only. */
  private int selectedOps;

  /** The virtual thread that parks, null if none does. Set and cleared by that thread. */
  private volatile Thread parked;

  /** The operations that {@link #parked} waits for. Waiting thread only; see {@link #ready}. */
  private volatile int parkedOps;

  /** Cleared by the waiting thread before it parks, set by the readiness thread. */
  private volatile boolean signalled;

  /** Why nobody watches any more. Cleared by the waiting thread, set by the readiness thread. */
  private volatile Throwable unwatchedCause;

  ChannelWait(ChannelWaits waits, String what) {
    this.waits = waits;
    this.what = what;
  }

  /** As {@link Transport#awaitReadable}, for any set of {@link SelectionKey}'s operations. */
  boolean await(int ops, long nanos) throws IOException {
    if (!WAITING.compareAndSet(this, false, true)) {
      throw new IllegalStateException("another thread is already waiting to " + what);
    }
    try {
      if (!waits.channel().isOpen()) {
        throw new ClosedChannelException();
      }
      // A look (nanos <= 0) may use the selector on a virtual thread too: it pins nothing.
      boolean ready =
          (nanos > 0 && VirtualThreads.isCurrent()) ? park(ops, nanos) : select(ops, nanos);
      if (!ready && !waits.channel().isOpen()) {
        throw new ClosedChannelException();
      }
      return ready;
    } finally {
      waiting = false;
      if (wakeupPending) {
        // An exchange, so that all that happened before the last wakeup() is visible to us.
        WAKEUP_PENDING.getAndSet(this, false);
      }
    }
  }

  /** As {@link Transport#wakeup}, for this direction. Any thread. */
  void wakeup() {
    wakeupPending = true;
    if (waiting) {
      rouse();
    }
  }

  /**
   * Ends a wait in progress and frees the selector. Any thread, but only once the channel is closed
   * or this object is out of use.
   */
  void release() {
    Selector s = selector;
    if (s != null) {
      close(s);
    }
    LockSupport.unpark(parked);
  }

  /** The channel is ready for {@code ops}, which may or may not be waited for. Readiness thread. */
  void ready(int ops) {
    if ((parkedOps & ops) != 0) {
      signalled = true;
      LockSupport.unpark(parked);
    }
  }

  /** Nobody watches the channel any more. Readiness thread. */
  void unwatched(Throwable cause) {
    Thread thread = parked;
    if (thread != null) {
      unwatchedCause = cause;
      LockSupport.unpark(thread);
    }
  }

  private boolean select(int ops, long nanos) throws IOException {
    try {
      Selector s = selectorFor(ops);
      long deadline = nanos > 0 && nanos != Long.MAX_VALUE ? System.nanoTime() + nanos : 0;
      long left = nanos;
      while (!toldToStop()) {
        if (selectOnce(s, left) > 0) {
          return true;
        }
        if (nanos != Long.MAX_VALUE) {
          left = nanos <= 0 ? 0 : deadline - System.nanoTime();
          if (left <= 0) {
            break;
          }
        }
      }
    } catch (ClosedSelectorException | CancelledKeyException e) {
      throw closedBy(e); // close() was faster: the selector and its key went with the channel
    }
    return false;
  }

  private static int selectOnce(Selector s, long nanos) throws IOException {
    if (nanos <= 0) {
      return s.selectNow(ChannelWait::countOnly);
    }
    if (nanos == Long.MAX_VALUE) {
      return s.select(ChannelWait::countOnly);
    }
    // Rounded up: a wait that returned early would make its caller spin through the last
    // millisecond.
    long millis = nanos / NANOS_PER_MILLI + (nanos % NANOS_PER_MILLI == 0 ? 0 : 1);
    return s.select(ChannelWait::countOnly, millis);
  }

  /** Readiness is told by the count that select returns; a key per selector needs no more. */
  private static void countOnly(SelectionKey unused) {}

  /** The selector, opened if need be, interested in {@code ops}. */
  private Selector selectorFor(int ops) throws IOException {
    Selector s = selector;
    if (s == null) {
      s = open(ops);
    } else if (ops != selectedOps) {
      key.interestOps(ops);
      selectedOps = ops;
    }
    return s;
  }

  private Selector open(int ops) throws IOException {
    SocketChannel channel = waits.channel();
    Selector s = channel.provider().openSelector();
    try {
      key = channel.register(s, ops);
    } catch (Throwable failure) {
      close(s);
      throw failure;
    }
    selectedOps = ops;
    selector = s;
    if (!channel.isOpen()) {
      close(s); // close() may have looked before there was a selector to be seen
      throw new ClosedChannelException();
    }
    return s;
  }

  private boolean park(int ops, long nanos) throws IOException {
    arm(ops);
    try {
      // Not before there is no reason to return at once: a watch wakes another thread.
      if (toldToStop()) {
        return false;
      }
      waits.watch(ops);
      long deadline = System.nanoTime() + nanos;
      long left = nanos;
      while (!signalled()) {
        if (left <= 0 || toldToStop()) {
          return false;
        }
        if (nanos == Long.MAX_VALUE) {
          LockSupport.park(this);
        } else {
          LockSupport.parkNanos(this, left);
          left = deadline - System.nanoTime();
        }
      }
      return true;
    } finally {
      disarm();
    }
  }

  /** Before {@link ChannelWaits#watch}: the calling thread is the one to be unparked. */
  void arm(int ops) {
    signalled = false;
    unwatchedCause = null;
    parked = Thread.currentThread();
    parkedOps = ops;
  }

  /** Whether the channel was found ready since {@link #arm}. */
  boolean signalled() throws IOException {
    Throwable cause = unwatchedCause;
    if (cause != null && !signalled) {
      throw ReadinessThread.ended(cause);
    }
    return signalled;
  }

  /** Nobody is to be unparked any more. */
  void disarm() {
    parkedOps = 0;
    parked = null;
  }

  /** Whether a reason other than the channel says that this wait must end. */
  private boolean toldToStop() {
    return wakeupPending || Thread.currentThread().isInterrupted() || !waits.channel().isOpen();
  }

  private void rouse() {
    Thread thread = parked;
    Selector s = selector;
    if (thread != null) {
      LockSupport.unpark(thread);
    } else if (s != null) {
      s.wakeup();
    }
  }

  private static ClosedChannelException closedBy(RuntimeException cause) {
    ClosedChannelException closed = new ClosedChannelException();
    closed.initCause(cause);
    return closed;
  }

  private static void close(Selector s) {
    try {
      s.close(); // wakes a thread that is in it first
    } catch (IOException ignored) {
      // Its descriptors are gone all the same, and it held no data.
    }
  }
}
