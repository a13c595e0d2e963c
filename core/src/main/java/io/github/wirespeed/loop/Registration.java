package io.github.wirespeed.loop;

import java.nio.channels.SelectionKey;
import java.util.Objects;

/** One channel's place in an {@link EventLoop}. Loop thread only. */
public final class Registration {
  private final EventLoop loop;
  private final LoopHandler handler;
  private final boolean connection;
  private SelectionKey key;
  private boolean ended;

  Registration(EventLoop loop, LoopHandler handler, boolean connection) {
    this.loop = loop;
    this.handler = Objects.requireNonNull(handler, "handler");
    this.connection = connection;
  }

  void key(SelectionKey selectionKey) {
    this.key = selectionKey;
  }

  /** Which operations the loop watches; 0 once it left. */
  public int interest() {
    return ended || !key.isValid() ? 0 : key.interestOps();
  }

  /** Changes which operations the loop watches; cheap where nothing changes. */
  public void interest(int ops) {
    if (!ended && key.isValid() && key.interestOps() != ops) {
      key.interestOps(ops);
    }
  }

  /** Leaves the loop; the channel is the caller's to close. Idempotent. */
  public void cancel() {
    if (!ended) {
      ended = true;
      key.cancel();
      loop.left(this, connection);
    }
  }

  /** Gives the handler a turn; one that throws takes its own channel along and nobody else's. */
  boolean ready(int ops) {
    if (ended) {
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
    if (!ended) {
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
