package io.github.wirespeed.loop;

import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.util.Objects;

/** A handler's place in an {@link EventLoop}, with its channel or without. Loop thread only. */
public final class Registration {
  // In the state, above the operations: there may be tens of thousands of these.
  private static final int CONNECTION = 1 << 30;
  private static final int ENDED = 1 << 31;
  private static final int OPS = CONNECTION - 1;

  private final EventLoop loop;
  private LoopHandler handler;
  private SelectionKey key; // null without a channel
  private int state; // the flags and, without a channel, the interest

  Registration(EventLoop loop, LoopHandler handler, boolean connection) {
    this.loop = loop;
    this.handler = Objects.requireNonNull(handler, "handler");
    this.state = connection ? CONNECTION : 0;
  }

  void key(SelectionKey selectionKey) {
    this.key = selectionKey;
  }

  /** Which operations the loop watches; 0 once it left or its channel was closed. */
  public int interest() {
    if (ended()) {
      return 0;
    }
    if (key == null) {
      return state & OPS;
    }
    try {
      return key.isValid() ? key.interestOps() : 0;
    } catch (CancelledKeyException e) {
      return 0; // closed by another thread between the two
    }
  }

  /**
   * Changes which operations the loop watches; cheap where nothing changes, and nothing once it
   * left or its channel was closed.
   *
   * @param ops of {@link SelectionKey}'s operations, 0 for none
   */
  public void interest(int ops) {
    if (ended()) {
      return;
    }
    if (key == null) {
      state = (state & ~OPS) | (ops & OPS);
      return;
    }
    try {
      if (key.isValid() && key.interestOps() != ops) {
        key.interestOps(ops);
      }
    } catch (CancelledKeyException ignored) {
      // Closed by another thread meanwhile: there is nothing to watch any more.
    }
  }

  /**
   * Hands over to another handler, with the interest as it is: the next turn is its, and so is a
   * failure, even of the turn that is going on.
   */
  public void handler(LoopHandler next) {
    this.handler = Objects.requireNonNull(next, "next");
  }

  /** Leaves the loop; the channel is the caller's to close. Idempotent. */
  public void cancel() {
    if (!ended()) {
      boolean connection = (state & CONNECTION) != 0;
      state |= ENDED;
      if (key != null) {
        key.cancel();
      }
      loop.left(this, connection);
    }
  }

  /** Which operations of its channel the selector found ready. */
  int readyOps() {
    try {
      return key.isValid() ? key.readyOps() : 0;
    } catch (CancelledKeyException e) {
      return 0;
    }
  }

  private boolean ended() {
    return (state & ENDED) != 0;
  }

  LoopHandler handler() {
    return handler;
  }

  boolean hasChannel() {
    return key != null;
  }

  /** Gives the handler a turn; one that throws takes its own channel along and nobody else's. */
  boolean ready(int ops) {
    if (ended()) {
      return false;
    }
    try {
      return handler.ready(ops);
    } catch (Throwable t) {
      fail(t);
      return true;
    }
  }

  void fail(Throwable cause) {
    if (!ended()) {
      cancel();
      try {
        handler.failed(cause);
      } catch (Throwable t) {
        // Its last chance to say something; there is nobody left to tell.
        if (cause != null && cause != t) {
          cause.addSuppressed(t);
        }
      }
    }
  }
}
