package io.github.wirespeed.client;

import io.github.wirespeed.loop.EventLoop;
import io.github.wirespeed.loop.Registration;
import io.github.wirespeed.transport.Deadline;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Opens a connection on an event loop, which never waits for it; {@link Opening} does the same on
 * the caller's thread. Both take the steps of an {@link Attempt}.
 */
public final class LoopOpening {
  /**
   * Who is told what came of it: exactly one of the methods is called, exactly once. On the loop's
   * thread; once the loop has ended, on the thread that finds that out, which may be the one in
   * {@link #open} or in {@link #cancel}.
   */
  public interface Outcome {
    /**
     * The server answered 101. If this throws, the connection is closed.
     *
     * @param upgraded the connection, the receiver's from now on
     * @param registration its place in the loop, the receiver's too, with interest 0: to be given
     *     {@linkplain Registration#handler another handler} before an interest
     */
    void opened(Opening.Upgraded upgraded, Registration registration);

    /** The server did not open a WebSocket; the connection is closed. */
    void refused(Opening.Refused refused);

    /**
     * There is no connection: what {@link Opening#open} would throw, {@link CancellationException}
     * after {@link #cancel}, {@link RejectedExecutionException} of the resolver, or {@link
     * IOException} if the loop has ended.
     */
    void failed(Throwable cause);
  }

  private final EventLoop loop;
  private final Outcome outcome;

  /** Whether the outcome is settled, though perhaps not told yet. Any thread, once. */
  private final AtomicBoolean settled = new AtomicBoolean();

  private final Executor resolver;
  private final long deadline; // of System.nanoTime(), for all of it

  // Loop thread only, once the first attempt is open.
  private final Redirects redirects;
  private LoopAttempt attempt;

  private LoopOpening(
      EventLoop loop, Executor resolver, Request request, long deadline, Outcome outcome) {
    this.loop = Objects.requireNonNull(loop, "loop");
    this.resolver = Objects.requireNonNull(resolver, "resolver");
    this.redirects = new Redirects(request);
    this.deadline = deadline;
    this.outcome = Objects.requireNonNull(outcome, "outcome");
  }

  /**
   * Starts to open a connection. Any thread; does not wait, unless the resolver runs its tasks on
   * the calling thread.
   *
   * @param resolver runs what waits or computes for long: looks the host's name up, if it is not an
   *     address
   * @param timeout for all of it, the looking up included
   * @throws IllegalArgumentException if the URI, a header or a subprotocol is wrong; nothing was
   *     sent, and the outcome is not told
   */
  public static LoopOpening open(
      EventLoop loop, Executor resolver, Request request, Duration timeout, Outcome outcome) {
    LoopOpening opening =
        new LoopOpening(loop, resolver, request, Deadline.after(timeout), outcome);
    opening.open();
    return opening;
  }

  private void open() {
    attempt = new LoopAttempt(loop, resolver, redirects.request(), deadline, new End());
    attempt.open();
  }

  /**
   * Gives the attempt up and closes its channel: the outcome fails with a {@link
   * CancellationException}. Nothing if another outcome is settled already. Idempotent. Any thread;
   * on the loop's the outcome is told before this returns.
   */
  public void cancel() {
    if (!settled.compareAndSet(false, true)) {
      return;
    }
    CancellationException cause = new CancellationException("the opening was cancelled");
    if (loop.inLoop()) {
      cancelled(cause);
    } else if (!loop.execute(() -> cancelled(cause))) {
      // What was registered with a loop is closed as that ends: there is nothing to release.
      outcome.failed(cause);
    }
  }

  private void cancelled(CancellationException cause) {
    attempt.close();
    outcome.failed(cause);
  }

  /** Not the opening itself: its callers have no business with these methods. */
  private final class End implements LoopAttempt.End {
    @Override
    public boolean opened(Opening.Upgraded upgraded, Registration registration) {
      boolean wanted = settled.compareAndSet(false, true);
      if (wanted) {
        outcome.opened(upgraded, registration);
      }
      return wanted;
    }

    @Override
    public void refused(Opening.Refused refused) {
      Opening.Result result = redirects.follow(refused);
      if (result == null) {
        if (!settled.get()) { // else it was cancelled just now
          open();
        }
      } else if (settled.compareAndSet(false, true)) {
        outcome.refused((Opening.Refused) result);
      }
    }

    @Override
    public void failed(Throwable cause) {
      if (settled.compareAndSet(false, true)) {
        outcome.failed(cause);
      }
    }
  }
}
