package io.github.wirespeed;

import io.github.wirespeed.loop.EventLoop;
import io.github.wirespeed.loop.Timer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeoutException;

/** The pings of an async connection whose pongs are still to come. Any thread. */
final class PendingPings {
  private final Pings pings = new Pings();
  private LoopKeeper keeper; // null without a keepalive; set before the connection starts
  private final Queue<PingStage> waiting = new ConcurrentLinkedQueue<>();

  /** A ping on its way. */
  static final class PingStage extends PendingStage<Duration> {
    private final int number;
    private final long sentAt;
    private Timer timer; // loop only

    private PingStage(StageHost host, long sentAt, int number) {
      super(host);
      this.sentAt = sentAt;
      this.number = number;
    }

    @Override
    boolean comesByReading() {
      return true;
    }

    ByteBuffer payload() {
      return Pings.payload(number);
    }

    /** Fails it if no pong comes in time. Loop only. */
    void within(EventLoop loop, long nanos, Duration timeout) {
      if (!settled()) {
        timer = loop.schedule(nanos, () -> late(timeout));
      }
    }

    private void late(Duration timeout) {
      if (claim()) {
        fail(new TimeoutException("no pong in " + timeout));
      }
    }

    /** Its time-out is of no use any more. Loop only. */
    void forget() {
      if (timer != null) {
        timer.cancel();
      }
    }
  }

  /** The next ping. */
  PingStage next(StageHost host) {
    waiting.removeIf(PingStage::settled);
    PingStage ping = new PingStage(host, System.nanoTime(), pings.next());
    waiting.add(ping);
    return ping;
  }

  /** A pong came, of whatever kind: it answers its ping and the earlier ones. By who reads. */
  void pong(ByteBuffer payload, Home home) {
    if (!pings.pong(payload)) {
      return;
    }
    for (Iterator<PingStage> all = waiting.iterator(); all.hasNext(); ) {
      PingStage ping = all.next();
      if (pings.answered(ping.number)) {
        all.remove();
        if (ping.claim()) {
          ping.complete(Duration.ofNanos(pings.answeredAt() - ping.sentAt));
          home.run(ping::forget);
        }
      }
    }
  }

  /** The pings of a connection that is kept alive. */
  static PendingPings kept(Connection connection) {
    PendingPings pings = new PendingPings();
    pings.keeper = new LoopKeeper(connection, pings.pings);
    return pings;
  }

  /** Null without a keepalive. */
  LoopKeeper keeper() {
    return keeper;
  }

  /** What was measured so far. */
  RoundTrips roundTrips() {
    return pings.roundTrips();
  }

  /** There will be no pongs. */
  void fail(Throwable why) {
    for (PingStage ping = waiting.poll(); ping != null; ping = waiting.poll()) {
      if (ping.claim()) {
        ping.fail(why);
      }
    }
  }
}
