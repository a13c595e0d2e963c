package io.github.wirespeed.server;

import io.github.wirespeed.ConnectionClosedException;
import io.github.wirespeed.Stage;
import io.github.wirespeed.loop.EventLoop;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * How threads wait for the stages of a connection, with the exceptions of a blocking client.
 * Immutable; any thread.
 *
 * @param loop the connection's, on whose thread nobody may wait
 */
record StageWait(EventLoop loop) {
  static final long FOREVER = Long.MAX_VALUE;

  /**
   * Waits for what comes from the peer.
   *
   * @param what "message": for the exceptions
   * @throws SocketTimeoutException if the time is up; nothing is lost
   * @throws InterruptedIOException if the thread is interrupted; nothing is lost
   * @throws IllegalStateException if it is not there and this is the loop's thread
   */
  <T> T received(Stage<T> stage, long nanos, String what) throws IOException {
    if (!settled(stage, nanos) && stage.cancel()) {
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedIOException("interrupted while waiting for a " + what);
      }
      throw new SocketTimeoutException("no " + what + " in time");
    }
    return outcome(stage);
  }

  /**
   * Waits until messages are accepted.
   *
   * @return false if the thread was interrupted and it is too late to take them back
   * @throws InterruptedIOException if the thread was interrupted, and none of them is sent
   * @throws IllegalStateException if it would have to wait, and this is the loop's thread; none of
   *     them is sent
   */
  boolean accepted(Stage<Void> stage) throws IOException {
    if (!settled(stage, FOREVER)) {
      if (stage.cancel()) {
        throw new InterruptedIOException(
            "interrupted before the message was sent: the mailbox is full");
      } else if (!stage.isDone()) {
        return false;
      }
    }
    outcome(stage);
    return true;
  }

  /** Waits until the connection is over or the thread is interrupted; not on the loop's thread. */
  void over(Stage<Void> end) {
    if (!loop.inLoop()) {
      settled(end, FOREVER);
    }
  }

  /** Waits for an end that is near, interrupted or not. */
  static void end(Stage<?> stage) {
    try {
      stage.join();
    } catch (CompletionException e) {
      // How it ended is not the question.
    }
  }

  /** Whether it is done, in time and with no interrupt before. */
  private boolean settled(Stage<?> stage, long nanos) {
    if (stage.isDone()) {
      return true;
    }
    if (loop.inLoop()) {
      stage.cancel();
      throw new IllegalStateException(
          "waiting on the thread of the connection's own loop would last for ever");
    }
    try {
      if (nanos == FOREVER) {
        stage.get();
      } else {
        stage.get(nanos, TimeUnit.NANOSECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException | CancellationException e) {
      // The stage says so too.
    }
    return true;
  }

  /** What a stage came to that is done, or about to be: nobody can cancel it any more. */
  private static <T> T outcome(Stage<T> stage) throws IOException {
    try {
      return stage.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof ConnectionClosedException closed) {
        throw closed;
      } else if (e.getCause() instanceof TimeoutException) {
        SocketTimeoutException late = new SocketTimeoutException(e.getCause().getMessage());
        late.initCause(e.getCause());
        throw late;
      }
      throw new IOException("the call failed", e.getCause());
    }
  }
}
