package io.github.wirespeed;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a supervisor lets others know: how it stands, what happened, and, to those who wait for it,
 * that a connection is ready or that there will be none. It remembers the last gap and no more.
 * Strand only, unless said otherwise.
 */
final class Standing {
  private final Reconnect policy;
  private final StrandHost host;
  private final List<PendingStage<WebSocketConnection>> openWaits = new ArrayList<>();
  private final List<PendingStage<NotConnectedException>> endWaits = new ArrayList<>();
  private final List<PendingStage<Void>> closeWaits = new ArrayList<>();
  private NotConnectedException end; // null while it is not over

  // Written by the strand, read by any.
  private volatile Now now = new Now(ReconnectingConnection.State.CONNECTING, null, 0);
  private volatile Gap lastGap;
  private volatile long gaps;

  /** At a moment. */
  record Now(ReconnectingConnection.State state, WebSocketConnection current, int attempts) {}

  Standing(Reconnect policy, StrandHost host) {
    this.policy = policy;
    this.host = host;
  }

  /** Any thread. */
  Now now() {
    return now;
  }

  /** Null before the first one. Any thread. */
  Gap lastGap() {
    return lastGap;
  }

  /** Any thread. */
  long gaps() {
    return gaps;
  }

  void set(ReconnectingConnection.State state, WebSocketConnection current, int attempts) {
    now = new Now(state, current, attempts);
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // only the strand writes it
  void tellGap(Gap gap) {
    lastGap = gap;
    gaps++;
    tell(policy.onGap(), gap);
    tell(gap);
  }

  void tell(ReconnectEvent event) {
    tell(policy.onEvent(), event);
  }

  @SuppressWarnings("CatchingUnchecked") // whatever it is, it must not stop the supervisor
  private static <T> void tell(Consumer<? super T> listener, T event) {
    try {
      listener.accept(event);
    } catch (Throwable t) {
      Home.LOG.log(System.Logger.Level.WARNING, "a listener of a reconnecting connection threw", t);
    }
  }

  /** The connection that is ready, or will be next; fails with how it ended. Any thread. */
  Stage<WebSocketConnection> opened() {
    return wait(openWaits);
  }

  /** How it ended, when it is over. Any thread. */
  Stage<NotConnectedException> ended() {
    return wait(endWaits);
  }

  /** Done when it is over. Any thread. */
  Stage<Void> closed() {
    return wait(closeWaits);
  }

  private <T> Stage<T> wait(List<PendingStage<T>> waits) {
    PendingStage<T> one = new PendingStage<>(host);
    host.strand.execute(
        () -> {
          waits.removeIf(PendingStage::settled); // those that were given up
          waits.add(one);
          answer();
        });
    return one;
  }

  /** It is over. */
  void over(NotConnectedException how) {
    end = how;
    answer();
  }

  /** Answers those who wait for how it stands. */
  void answer() {
    WebSocketConnection current = now.current();
    if (current != null) {
      taken(openWaits).forEach(one -> one.complete(current));
    }
    if (end != null) {
      taken(openWaits).forEach(one -> one.fail(end));
      taken(endWaits).forEach(one -> one.complete(end));
      taken(closeWaits).forEach(one -> one.complete(null));
    }
  }

  private static <T> List<PendingStage<T>> taken(List<PendingStage<T>> waits) {
    List<PendingStage<T>> all = new ArrayList<>(waits);
    waits.clear();
    all.removeIf(one -> !one.claim());
    return all;
  }
}
