package io.github.wirespeed;

import io.github.wirespeed.ReconnectingConnection.State;
import io.github.wirespeed.protocol.CloseCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Keeps a connection up: has one opened, hears of its loss, waits, has the next one opened. Strand
 * only, unless said otherwise; it never waits and has no clock and no thread of its own.
 *
 * <pre>
 *  in office   next       timer
 *  -           opening    -           an attempt
 *  -           -          attempt     waits before the next attempt
 *  ready       -          rotation    all is well
 *  ready       opening    -           rotates: the next one is to take over
 * </pre>
 */
final class Supervisor implements Tenure.Owner {
  /** More connections than this with messages that nobody receives: no others are opened. */
  static final int MOST_BACKLOG = 4;

  private final Reconnect policy;
  private final Strand strand;
  private final Backoff backoff;
  private final Endpoints endpoints;
  private final GapSends sends;
  private final Audience audience;
  private final Tenure.Terms terms;
  private final Standing standing;

  // Strand only, all below.
  private Tenure current; // null in a gap
  private Tenure next; // being opened; null if none is
  private Tenure retiring; // null if none is
  private Strand.Delay timer; // of the next attempt, or of the rotation; null if neither is planned
  private boolean stalled; // an attempt waits for messages to be received
  private int inARow; // attempts since a connection held
  private int rotations; // attempts to rotate since the last one that worked
  private int gapAttempts;
  private long gapBegan;
  private ConnectionClosedException lost; // null before the first loss
  private Throwable failure; // the last one
  private NotConnectedException ended; // null while it goes on

  /**
   * One that has not begun.
   *
   * @param terms makes what its connections have in common, of their owner
   */
  Supervisor(
      Reconnect policy,
      Backoff backoff,
      Endpoints endpoints,
      GapSends sends,
      Audience audience,
      Standing standing,
      Strand strand,
      Function<Tenure.Owner, Tenure.Terms> terms) {
    this.policy = policy;
    this.backoff = backoff;
    this.endpoints = endpoints;
    this.sends = sends;
    this.audience = audience;
    this.standing = standing;
    this.strand = strand;
    this.terms = terms.apply(this);
  }

  /** Makes the first attempt. Any thread. */
  void start() {
    strand.execute(
        () -> {
          strand.whenHomeless(this::homeless);
          attempt();
        });
  }

  private void attempt() {
    timer = null;
    stalled = current == null && audience.backlog() > MOST_BACKLOG;
    if (stalled) {
      return;
    }
    inARow++;
    gapAttempts++;
    begin();
  }

  private void begin() {
    next = new Tenure(terms, endpoints.current(), current == null ? lost : null);
    publish();
    next.begin();
  }

  /** Messages of an old connection were received. Any thread. */
  void drained() {
    strand.execute(
        () -> {
          if (stalled && ended == null) {
            attempt();
          }
        });
  }

  @Override
  public void ready(Tenure one) {
    next = null;
    failure = null;
    Tenure old = current;
    current = one;
    rotations = 0;
    Gap gap = old == null && lost != null ? gap() : null;
    int attempts = old == null ? gapAttempts : 1;
    if (gap != null) {
      standing.tellGap(gap);
    }
    audience.opened(gap, one.connection());
    sends.opened(one.connection());
    if (old != null) {
      retiring = old;
      old.retire();
    }
    if (policy.rotateAfter() != null) {
      timer = strand.after(backoff.shortOf(policy.rotateAfter().toNanos()), this::rotate);
    }
    publish();
    standing.tell(new ReconnectEvent.Opened(one.shown(), one.connection(), attempts, old != null));
    standing.answer();
  }

  private Gap gap() {
    return new Gap(
        lost,
        Duration.ofNanos(strand.now() - gapBegan),
        gapAttempts,
        lost.unsentMessages() + sends.takeUnsent(),
        sends.takeRefused(),
        1);
  }

  private void rotate() {
    timer = null;
    if (retiring != null || audience.backlog() > MOST_BACKLOG) {
      rotateLater(Duration.ZERO);
    } else {
      begin();
    }
  }

  private void rotateLater(Duration asked) {
    long least = policy.first().plus(asked).toNanos();
    timer = strand.after(least + backoff.delay(++rotations), this::rotate);
  }

  @Override
  public void failed(Tenure one, Throwable why) {
    next = null;
    failure = why;
    endpoints.next();
    int attempt = current == null ? inARow : rotations + 1;
    standing.tell(new ReconnectEvent.AttemptFailed(one.shown(), attempt, why));
    if (current == null) {
      retry(why);
    } else if (worthRetrying(why)) {
      rotateLater(AskedPause.of(why));
    }
    // Else the one that there is is kept as long as it lives.
    publish();
  }

  @Override
  public void over(Tenure one, ConnectionClosedException how) {
    audience.over(one.connection());
    if (one == retiring) {
      retiring = null;
      standing.tell(new ReconnectEvent.Retired(one.shown(), how));
      leaveIfOver();
      return;
    }
    current = null;
    lost = how;
    failure = how;
    gapBegan = strand.now();
    gapAttempts = 0;
    cancelTimer();
    sends.gap(how);
    Duration lived = one.lived();
    if (lived.compareTo(policy.resetAfter()) >= 0) {
      inARow = 0;
    } else if (next == null) {
      endpoints.next();
    }
    standing.tell(new ReconnectEvent.Lost(one.shown(), how, lived));
    if (next == null) {
      retry(how);
    } else {
      // What was to rotate it out is the first attempt to follow it.
      inARow++;
      gapAttempts = 1;
    }
    publish();
  }

  private void retry(Throwable why) {
    if (!worthRetrying(why)) {
      giveUp("not worth a retry", why);
    } else if (inARow >= policy.maxAttempts()) {
      giveUp("given up after " + inARow + (inARow == 1 ? " attempt" : " attempts"), why);
    } else {
      long delay = backoff.delay(inARow / endpoints.count()) + AskedPause.of(why).toNanos();
      timer = strand.after(delay, this::attempt);
      standing.tell(
          new ReconnectEvent.Waiting(
              Endpoints.shown(endpoints.current()), inARow + 1, Duration.ofNanos(delay)));
    }
  }

  private boolean worthRetrying(Throwable why) {
    try {
      return policy.retryIf().test(why);
    } catch (RuntimeException e) {
      Home.LOG.log(System.Logger.Level.WARNING, "retryIf failed: taken for a no", e);
      return false;
    }
  }

  private void giveUp(String because, Throwable why) {
    end(NotConnectedException.gaveUp(because, why, inARow, unsent()));
    standing.over(ended);
    leaveIfOver();
  }

  /** The client is closed, and its loops with it. */
  private void homeless(RuntimeException why) {
    if (ended == null) {
      closeNow(CloseCode.GOING_AWAY, "");
    }
  }

  /** Closes for good; a second close changes nothing. Any thread. */
  void close(int code, String reason) {
    strand.execute(
        () -> {
          if (ended == null) {
            closeNow(code, reason);
          }
        });
  }

  private void closeNow(int code, String reason) {
    if (next != null) {
      next.abandon();
    }
    List<Stage<Void>> closing = new ArrayList<>();
    if (current != null) {
      closing.add(current.close(code, reason));
    }
    if (retiring != null) {
      closing.add(retiring.close(code, reason));
    }
    next = null;
    current = null;
    retiring = null;
    end(NotConnectedException.closed(failure, unsent()));
    leaveIfOver();
    overBehind(closing, 0);
  }

  /** It is over when the last of its connections is. */
  private void overBehind(List<Stage<Void>> closing, int from) {
    if (from == closing.size()) {
      standing.over(ended);
      return;
    }
    var unused =
        closing
            .get(from)
            .whenComplete((done, why) -> strand.execute(() -> overBehind(closing, from + 1)));
  }

  private long unsent() {
    return sends.takeUnsent() + sends.heldSilently();
  }

  private void end(NotConnectedException how) {
    ended = how;
    stalled = false;
    cancelTimer();
    sends.ended(how);
    audience.ended(how);
    publish();
    standing.tell(new ReconnectEvent.Ended(how));
  }

  private void leaveIfOver() {
    if (ended != null && retiring == null) {
      strand.leave();
    }
  }

  private void cancelTimer() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }

  private void publish() {
    if (ended != null) {
      standing.set(State.CLOSED, null, 0);
    } else if (current != null) {
      standing.set(State.OPEN, current.connection(), 0);
    } else {
      standing.set(next != null ? State.CONNECTING : State.WAITING, null, inARow);
    }
  }
}
