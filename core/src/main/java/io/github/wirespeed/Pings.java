package io.github.wirespeed;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The pings of ours and their pongs. Each ping carries a number of its own; a pong answers the ping
 * of its number and every earlier one, since a peer may answer only the newest (RFC 6455 5.5.3).
 */
final class Pings {
  private static final long MARK = 0x7769_7265_0000_0000L; // "wire": ours, not a user's own ping

  private final AtomicInteger sent = new AtomicInteger();
  // Written by the one thread that reads.
  private volatile int answered;
  private volatile long answeredAt;

  /** The number of the next ping. Any thread. */
  int next() {
    return sent.incrementAndGet();
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
    answeredAt = System.nanoTime();
    answered = number; // after its time: who sees the one sees the other
    return true;
  }

  /** Whether a pong came for the ping, or for a later one. Any thread. */
  boolean answered(int number) {
    return number - answered <= 0;
  }

  /** When the last of those pongs was read, of {@code System.nanoTime()}. Any thread. */
  long answeredAt() {
    return answeredAt;
  }
}
