package io.github.wirespeed;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The pings of ours and their pongs. Each ping carries a number of its own; a pong answers the ping
 * of its number and every earlier one, since a peer may answer only the newest (RFC 6455 5.5.3).
 * What the pong of a ping took is measured here.
 */
final class Pings {
  private static final long MARK = 0x7769_7265_0000_0000L; // "wire": ours, not a user's own ping

  /** Of how many pings it is known when they were sent, a power of two. */
  private static final int TIMED = 8;

  private final AtomicInteger sent = new AtomicInteger();
  private final AtomicLongArray sentAt = new AtomicLongArray(TIMED);
  // Written by the one thread that reads.
  private volatile int answered;
  private volatile long answeredAt;
  private volatile int untimed; // the last ping whose pong says nothing of the network
  private volatile RoundTrips roundTrips = RoundTrips.NONE;

  /** The number of the next ping, which is sent now. Any thread. */
  int next() {
    int number = sent.incrementAndGet();
    sentAt.set(number & (TIMED - 1), System.nanoTime());
    return number;
  }

  /** What the ping carries. */
  static ByteBuffer payload(int number) {
    return ByteBuffer.allocate(Long.BYTES).putLong(MARK | (number & 0xFFFF_FFFFL)).flip();
  }

  /** A pong came, of whatever kind; true if it answers a ping of ours. Reader only. */
  boolean pong(ByteBuffer payload) {
    if (payload.remaining() != Long.BYTES) {
      return false;
    }
    long value = payload.getLong(payload.position());
    int number = (int) value;
    if ((value ^ MARK) >>> 32 != 0 || number - answered <= 0 || number - sent.get() > 0) {
      return false;
    }
    long now = System.nanoTime();
    long took = now - sentAt.get(number & (TIMED - 1));
    if (number - untimed > 0 && sent.get() - number < TIMED) { // else a later one's, or our pause
      measured(took);
    }
    answeredAt = now;
    answered = number; // after its time: who sees the one sees the other
    return true;
  }

  /** A message of ours was answered as a ping is, after so many nanoseconds. Reader only. */
  void measured(long nanos) {
    roundTrips = roundTrips.with(Math.max(nanos, 0));
  }

  /** Nothing was read for a while: pongs of what was sent until now measure that. Any thread. */
  void paused() {
    untimed = sent.get();
  }

  /** Whether a pong came for the ping, or for a later one. Any thread. */
  boolean answered(int number) {
    return number - answered <= 0;
  }

  /** When the last of those pongs was read, of {@code System.nanoTime()}. Any thread. */
  long answeredAt() {
    return answeredAt;
  }

  /** What was measured so far. Any thread. */
  RoundTrips roundTrips() {
    return roundTrips;
  }
}
