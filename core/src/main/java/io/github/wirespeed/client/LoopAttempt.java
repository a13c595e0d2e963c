package io.github.wirespeed.client;

import io.github.wirespeed.loop.EventLoop;
import io.github.wirespeed.loop.LoopHandler;
import io.github.wirespeed.loop.Registration;
import io.github.wirespeed.loop.Timer;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * An {@link Attempt} that an event loop drives. What waits or computes for long (names, the choice
 * of a proxy, tasks of legs) is done elsewhere, and comes back to the loop. Loop thread only, where
 * nothing else is said.
 */
final class LoopAttempt implements LoopHandler {
  /** Who is told what came of it: once; in the loop, unless that has ended. */
  interface End {
    /** Whether the connection and its place in the loop, with interest 0, were taken. */
    boolean opened(Opening.Upgraded upgraded, Registration registration);

    void refused(Opening.Refused refused);

    void failed(Throwable cause);
  }

  private final EventLoop loop;
  private final Executor resolver;
  private final Request wanted;
  private final End end;
  private final Watches watches;

  private Attempt attempt; // null once it is over: who keeps this object keeps little
  private boolean started;
  private boolean busy; // with a task, elsewhere
  private Timer timer; // null until the loop has taken the attempt on
  private long timerAt; // of System.nanoTime()

  /**
   * Checks everything; nothing is sent. Any thread.
   *
   * @throws IllegalArgumentException if the URI, a header or a subprotocol is wrong
   */
  LoopAttempt(EventLoop loop, Executor resolver, Request wanted, long deadline, End end) {
    this.loop = loop;
    this.resolver = resolver;
    this.wanted = wanted;
    this.end = end;
    this.watches = new Watches(loop, this);
    this.attempt = new Attempt(wanted, deadline);
  }

  /** Starts. Any thread. */
  void open() {
    if (!onLoop(this::watchTime)) {
      return;
    }
    if (Route.isAtHand(wanted)) {
      find();
      return;
    }
    try {
      resolver.execute(this::find);
    } catch (RejectedExecutionException e) {
      onLoop(() -> fail(e));
    }
  }

  /** Gives it up; nobody is told. Idempotent. */
  void close() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
    watches.end();
    if (attempt != null) {
      attempt.close();
      attempt = null;
    }
  }

  @Override
  public boolean ready(int readyOps) {
    return attempt != null && !busy && advance();
  }

  @Override
  public void failed(Throwable cause) {
    fail(loopEnded(cause)); // a turn of ours throws only what the end did, which was told then
  }

  /** What is told once there is no loop any more. */
  static IOException loopEnded(Throwable cause) {
    return new IOException("the event loop ended before the connection was open", cause);
  }

  /** Leaves a task with the loop; false, and the end is told, if that has ended. Any thread. */
  private boolean onLoop(Runnable task) {
    boolean accepted = loop.execute(task);
    if (!accepted) {
      end.failed(loopEnded(loop.cause()));
    }
    return accepted;
  }

  private void watchTime() {
    if (attempt != null) {
      timerAt = attempt.deadline();
      timer = loop.schedule(timerAt - System.nanoTime(), this::timeUp);
    }
  }

  /** On a thread that may wait. */
  private void find() {
    Route route;
    try {
      route = Route.find(wanted);
    } catch (Throwable t) { // an Error too: a thread of the resolver's has nobody to tell it to
      onLoop(() -> fail(t));
      return;
    }
    onLoop(() -> start(route));
  }

  private void start(Route route) {
    if (attempt == null) {
      return; // out of time, or cancelled
    }
    if (loop.ended()) {
      fail(loopEnded(loop.cause())); // it runs what was left in its mail, and watches nothing more
      return;
    }
    try {
      attempt.start(route);
    } catch (Throwable t) {
      fail(t);
      return;
    }
    started = true;
    advance();
  }

  private void timeUp() {
    if (started && !busy && advance()) {
      return;
    }
    if (attempt == null || !attempt.isLate()) {
      return;
    }
    try {
      attempt.timeOut();
    } catch (Throwable t) {
      fail(t);
      return;
    }
    finish();
  }

  /** Takes the steps that need no waiting, and has the loop watch for the next one. */
  private boolean advance() {
    Leg.Need before = attempt.need();
    try {
      Leg.Need need = attempt.step();
      while (attempt.result() == null && (need == Leg.Need.AGAIN || isRead(need))) {
        need = attempt.step();
      }
      if (attempt.result() == null) {
        watch(need);
        if (need == Leg.Need.TASK) {
          leave(attempt.task());
        }
        return need != before;
      }
    } catch (Throwable t) { // an Error too: it is the end of this attempt, not of the others
      fail(t);
      return true;
    }
    finish();
    return true;
  }

  /** Whether what is to be read has left the network already: no selector tells of it. */
  private boolean isRead(Leg.Need need) {
    return need == Leg.Need.READABLE && attempt.link().transport().buffered();
  }

  private void watch(Leg.Need need) throws IOException {
    if (!timer.pending() || timerAt != attempt.deadline()) {
      timerAt = attempt.deadline();
      loop.schedule(timer, timerAt - System.nanoTime());
    }
    if (attempt.link() == null) {
      watches.connecting(attempt.connecting());
      return;
    }
    int ops =
        switch (need) {
          case READABLE -> SelectionKey.OP_READ;
          case WRITABLE -> SelectionKey.OP_WRITE;
          default -> 0;
        };
    watches.connected(attempt.link().tcp().channel(), ops);
  }

  private void leave(Runnable task) {
    busy = true;
    resolver.execute(
        () -> {
          try {
            task.run();
          } catch (Throwable t) { // as in find()
            onLoop(() -> fail(t));
            return;
          }
          onLoop(this::goOn);
        });
  }

  private void goOn() {
    busy = false;
    if (loop.ended()) {
      fail(loopEnded(loop.cause()));
    } else if (attempt != null) {
      advance();
    }
  }

  private void finish() {
    Opening.Result result = attempt.result();
    if (result instanceof Opening.Refused refused) {
      close();
      end.refused(refused);
      return;
    }
    Opening.Upgraded upgraded = (Opening.Upgraded) result;
    Registration place = null;
    boolean taken = false;
    try {
      place = watches.handOver(attempt.link().tcp().channel());
      close();
      taken = end.opened(upgraded, place);
    } catch (IOException e) {
      fail(e);
    } finally {
      if (!taken) {
        if (place != null) {
          place.cancel();
        }
        upgraded.transport().close();
      }
    }
  }

  private void fail(Throwable cause) {
    close();
    end.failed(cause);
  }
}
