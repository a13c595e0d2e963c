package io.github.wirespeed.client;

import io.github.wirespeed.loop.EventLoop;
import io.github.wirespeed.loop.LoopHandler;
import io.github.wirespeed.loop.Registration;
import io.github.wirespeed.loop.Timer;
import io.github.wirespeed.transport.Deadline;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
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
  private final LoopHandler handler = new Handler();

  /** Whether the outcome is settled, though perhaps not told yet. Any thread, once. */
  private final AtomicBoolean settled = new AtomicBoolean();

  // Loop thread only.
  private Attempt attempt; // null once it is over: who keeps this object to cancel it keeps little
  private boolean started;
  private Timer timer; // null until the loop has taken the attempt on
  private long timerAt; // of System.nanoTime()
  private SocketChannel watched; // null while nothing is
  private Registration registration; // of the watched channel

  private LoopOpening(EventLoop loop, Attempt attempt, Outcome outcome) {
    this.loop = Objects.requireNonNull(loop, "loop");
    this.attempt = attempt;
    this.outcome = Objects.requireNonNull(outcome, "outcome");
  }

  /**
   * Starts to open a connection. Any thread; does not wait, unless the resolver runs its tasks on
   * the calling thread.
   *
   * @param resolver looks the host's name up, which waits; not used if the host is an address
   * @param timeout for all of it, the looking up included
   * @throws IllegalArgumentException if the URI, a header or a subprotocol is wrong; nothing was
   *     sent, and the outcome is not told
   */
  public static LoopOpening open(
      EventLoop loop, Executor resolver, Request request, Duration timeout, Outcome outcome) {
    return open(loop, resolver, request, timeout, outcome, Names.PLATFORM);
  }

  /** As the other one, with the addresses from elsewhere. */
  static LoopOpening open(
      EventLoop loop,
      Executor resolver,
      Request request,
      Duration timeout,
      Outcome outcome,
      Names names) {
    Objects.requireNonNull(resolver, "resolver");
    long deadline = Deadline.after(timeout);
    Attempt attempt = new Attempt(request, deadline);
    LoopOpening opening = new LoopOpening(loop, attempt, outcome);
    if (opening.onLoop(opening::watchTime)) {
      opening.lookUp(resolver, request.uri().host(), names);
    }
    return opening;
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
    release();
    outcome.failed(cause);
  }

  private void lookUp(Executor resolver, String host, Names names) {
    if (Names.isLiteral(host)) {
      lookUp(host, names);
      return;
    }
    try {
      resolver.execute(() -> lookUp(host, names));
    } catch (RejectedExecutionException e) {
      onLoop(() -> fail(e));
    }
  }

  private void lookUp(String host, Names names) {
    InetAddress[] addresses;
    try {
      addresses = names.lookUp(host);
    } catch (Throwable t) { // an Error too: a thread of the resolver's has nobody to tell it to
      onLoop(() -> fail(t));
      return;
    }
    onLoop(() -> start(addresses));
  }

  /** Leaves a task with the loop; false, and the outcome is told, if that has ended. */
  private boolean onLoop(Runnable task) {
    boolean accepted = loop.execute(task);
    if (!accepted && settled.compareAndSet(false, true)) {
      outcome.failed(loopEnded(loop.cause()));
    }
    return accepted;
  }

  private static IOException loopEnded(Throwable cause) {
    return new IOException("the event loop ended before the connection was open", cause);
  }

  private void watchTime() {
    if (attempt != null) {
      timerAt = attempt.deadline();
      timer = loop.schedule(timerAt - System.nanoTime(), this::timeUp);
    }
  }

  private void start(InetAddress[] addresses) {
    if (attempt == null) {
      return; // out of time, or cancelled
    }
    if (loop.ended()) {
      fail(loopEnded(loop.cause())); // it runs what was left in its mail, and watches nothing more
      return;
    }
    started = true;
    attempt.start(addresses);
    advance();
  }

  private void timeUp() {
    try {
      boolean passed = attempt.deadline() - System.nanoTime() <= 0;
      if (passed && !(started && attempt.step())) {
        attempt.timeOut();
      }
    } catch (Throwable t) {
      fail(t);
      return;
    }
    advance();
  }

  /** Takes the steps that need no waiting, and has the loop watch for the next one. */
  private boolean advance() {
    boolean done = false;
    try {
      while (attempt.result() == null && attempt.step()) {
        done = true;
        if (attempt.waitsFor() == SelectionKey.OP_READ) {
          break; // one read a turn: a peer that never stops must not stop the loop
        }
      }
      if (attempt.result() == null) {
        watch();
        return done;
      }
    } catch (Throwable t) { // an Error too: it is the end of this attempt, not of the others
      fail(t);
      return true;
    }
    finish(attempt.result());
    return true;
  }

  private void watch() throws IOException {
    if (!timer.pending() || timerAt != attempt.deadline()) {
      timerAt = attempt.deadline();
      loop.schedule(timer, timerAt - System.nanoTime());
    }
    SocketChannel channel = attempt.channel();
    if (channel == watched) {
      registration.interest(attempt.waitsFor());
      return;
    }
    unwatch(); // the address before this one failed
    registration = loop.register(channel, attempt.waitsFor(), handler);
    watched = channel;
  }

  private void unwatch() {
    if (registration != null) {
      registration.cancel();
      registration = null;
      watched = null;
    }
  }

  private void finish(Opening.Result result) {
    if (result instanceof Opening.Refused refused) {
      release();
      if (settled.compareAndSet(false, true)) {
        outcome.refused(refused);
      }
      return;
    }
    Opening.Upgraded upgraded = (Opening.Upgraded) result;
    Registration place = registration;
    boolean taken = false;
    try {
      if (settled.compareAndSet(false, true)) {
        place.interest(0);
        registration = null; // it stays in the loop
        release();
        outcome.opened(upgraded, place);
        taken = true;
      }
    } finally {
      if (!taken) {
        place.cancel();
        upgraded.transport().close();
        release();
      }
    }
  }

  private void fail(Throwable cause) {
    release();
    if (settled.compareAndSet(false, true)) {
      outcome.failed(cause);
    }
  }

  /** Lets go of all that only an attempt in progress needs. Idempotent. */
  private void release() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
    unwatch();
    if (attempt != null) {
      attempt.close();
      attempt = null;
    }
  }

  /** Not the opening itself: its callers have no business with these methods. */
  private final class Handler implements LoopHandler {
    @Override
    public boolean ready(int readyOps) {
      return attempt != null && advance();
    }

    @Override
    public void failed(Throwable cause) {
      fail(loopEnded(cause)); // a turn of ours throws only what an outcome did, which is settled
    }
  }
}
