package io.github.wirespeed;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Where the sends of a reconnecting connection go: to the connection that is ready; during a gap
 * they are held within a bound, or refused. Any thread, unless said otherwise.
 */
final class GapSends {
  private final StrandHost host;
  private final int mostMessages; // 0 where nothing is held
  private final long mostBytes;
  private final LongAdder refusedSends = new LongAdder();

  // Under the lock.
  private final ReentrantLock lock = new ReentrantLock();
  private final ArrayDeque<HeldSend> held = new ArrayDeque<>();
  private long heldBytes;
  private boolean ended;

  // Written under the lock, read by any.
  private volatile Connection live; // takes sends as they come; null in a gap
  private volatile Stage<Void> refusal;

  // Strand only.
  private Connection target; // gets what is held, and is live when nothing is left
  private HeldSend onItsWay; // waits for room in the target; nothing overtakes it
  private long unsent;

  GapSends(StrandHost host, Reconnect policy) {
    this.host = host;
    this.mostMessages = policy.heldMessages();
    this.mostBytes = policy.heldBytes();
    this.refusal = refusedWith(NotConnectedException.yet("nothing is open yet", holds()));
  }

  private boolean holds() {
    return mostMessages > 0;
  }

  private static Stage<Void> refusedWith(NotConnectedException why) {
    return new FailedStage<>(why);
  }

  /** Sends a message, {@code text} or else {@code payload}. */
  Stage<Void> send(String text, ByteBuffer payload) {
    int start = payload == null ? 0 : payload.position();
    Connection to = live;
    while (to != null && to.isOpen()) {
      Stage<Void> sent = text != null ? to.send(text) : to.send(payload);
      if (!turnedAway(sent) || live == to) {
        return sent;
      }
      // It was rotated out just now, and took nothing of it.
      if (payload != null) {
        payload.position(start);
      }
      to = live;
    }
    return hold(text, payload, true);
  }

  /** Sends a message if it is accepted, or held, at once. */
  boolean trySend(String text, ByteBuffer payload) {
    Connection to = live;
    while (to != null && to.isOpen()) {
      if (text != null ? to.trySend(text) : to.trySend(payload)) {
        return true;
      } else if (live == to) {
        return false;
      }
      to = live;
    }
    Stage<Void> sent = hold(text, payload, false);
    return sent.failure() == null;
  }

  /**
   * Whether a connection has refused a send that it had not begun with, and the network is well.
   */
  private static boolean turnedAway(Stage<Void> sent) {
    return sent instanceof FailedStage<Void> failed
        && failed.failure() instanceof ConnectionClosedException closed
        && closed.getCause() == null;
  }

  /** Holds a message, or refuses it; {@code trySend}s hear at once that it is held. */
  private Stage<Void> hold(String text, ByteBuffer payload, boolean staged) {
    if (text != null) {
      Encodable.check(text);
    }
    int size = text != null ? text.length() : payload.remaining();
    lock.lock();
    try {
      if (live == null || !live.isOpen()) {
        if (ended || !hasRoom(size)) {
          refusedSends.increment();
          return refusal;
        }
        HeldSend one = HeldSend.of(text, payload, size, staged ? new PendingStage<>(host) : null);
        held.add(one);
        heldBytes += size;
        return staged ? one.stage() : ReadyStage.VOID;
      }
    } finally {
      lock.unlock();
    }
    // A connection came in between.
    if (staged) {
      return send(text, payload);
    }
    return trySend(text, payload) ? ReadyStage.VOID : refusal;
  }

  private boolean hasRoom(int size) {
    if (!fits(size)) {
      // Those that were cancelled take none.
      held.removeIf(HeldSend::gone);
      heldBytes = held.stream().mapToLong(HeldSend::size).sum();
    }
    return fits(size);
  }

  private boolean fits(int size) {
    return held.size() < mostMessages && (held.isEmpty() || heldBytes + size <= mostBytes);
  }

  /** A connection is ready: it gets what is held, then what is sent. Strand only. */
  void opened(Connection connection) {
    target = connection;
    pass();
  }

  private void pass() {
    while (onItsWay == null && target != null) {
      HeldSend one;
      lock.lock();
      try {
        if (held.isEmpty()) {
          live = target;
          refusal = refusedWith(NotConnectedException.yet("the connection ends", holds()));
          return;
        } else if (!target.isOpen()) {
          return; // it is about to be lost: what is held is for the next one
        }
        one = held.poll();
        heldBytes -= one.size();
      } finally {
        lock.unlock();
      }
      if (one.claim()) {
        pass(one);
      }
    }
  }

  private void pass(HeldSend one) {
    Stage<Void> sent = one.sendOn(target);
    if (sent instanceof PendingStage<Void>) {
      // The connection has no room. If it ends first the message is not sent again: how much of it
      // was written nobody knows.
      onItsWay = one;
      var unused =
          sent.whenComplete(
              (done, why) ->
                  host.strand.execute(
                      () -> {
                        onItsWay = null;
                        settle(one, why);
                        pass();
                      }));
    } else {
      settle(one, sent.failure());
    }
  }

  private void settle(HeldSend one, Throwable why) {
    if (!one.settle(why == null ? null : RetryTable.unwrapped(why))) {
      unsent++; // nobody else would hear of it
    }
  }

  /** The connection is lost. Strand only. */
  void gap(Throwable lost) {
    Stage<Void> why = refusedWith(NotConnectedException.lost(lost, holds()));
    target = null;
    lock.lock();
    try {
      live = null;
      refusal = why;
    } finally {
      lock.unlock();
    }
  }

  /** There will be no other connection. Strand only. */
  void ended(NotConnectedException how) {
    target = null;
    ArrayDeque<HeldSend> rest;
    lock.lock();
    try {
      ended = true;
      live = null;
      refusal = refusedWith(how);
      rest = new ArrayDeque<>(held);
      held.clear();
    } finally {
      lock.unlock();
    }
    for (HeldSend one : rest) {
      if (one.claim()) {
        settle(one, how);
      }
    }
  }

  /** How many messages are held that nobody waits for. */
  int heldSilently() {
    lock.lock();
    try {
      return (int) held.stream().filter(one -> one.stage() == null).count();
    } finally {
      lock.unlock();
    }
  }

  /** How many held messages were not sent since the last call. Strand only. */
  long takeUnsent() {
    long many = unsent;
    unsent = 0;
    return many;
  }

  /** How many sends were refused since the last call. Strand only. */
  long takeRefused() {
    return refusedSends.sumThenReset();
  }

  /** What fails in a gap fails with this. */
  Stage<Void> refusal() {
    return refusal;
  }
}
