package io.github.wirespeed;

import io.github.wirespeed.protocol.ReadHalf;
import java.io.IOException;
import java.util.ArrayDeque;

/**
 * Messages of a blocking connection that came before anybody received them, within bounds: while a
 * thread waited for a pong, or while nobody read and a keepalive did. Whoever holds the turn.
 */
final class ReadAhead {
  /** What may be kept: then it is not read on. */
  private static final int MESSAGES = 64;

  private static final long BYTES = 4L << 20;

  /** How often the socket is read before others get their turn. */
  private static final int READS = 4;

  /** What reading without a receiver came to. */
  enum Step {
    /** Somebody else reads. */
    BUSY,
    /** As much is kept as may be. */
    FULL,
    /** All that was there is read. */
    DRY,
    /** There may be more. */
    MORE,
    /** Nothing more will come. */
    ENDED
  }

  private record Kept(Message message, int size) {}

  private final ArrayDeque<Kept> inbox = new ArrayDeque<>();
  private long bytes;
  // Written by whoever holds the turn, read by those who would take it.
  private volatile boolean full;

  /** Keeps a message, whose payload has so many bytes. */
  void keep(Message message, int size) {
    inbox.add(new Kept(message, size));
    bytes += size;
    full = inbox.size() >= MESSAGES || bytes >= BYTES;
  }

  /** The oldest message; null if there is none. */
  Message poll() {
    Kept kept = inbox.poll();
    if (kept == null) {
      return null;
    }
    bytes -= kept.size();
    full = false;
    return kept.message();
  }

  void clear() {
    inbox.clear();
    bytes = 0;
    full = false;
  }

  /** Whether no more may be kept. Any thread. */
  boolean full() {
    return full;
  }

  /** Takes what is there, and waits for nothing; FULL, DRY, MORE or ENDED. */
  Step read(Receiver receiver) throws IOException {
    int reads = 0;
    while (!full) {
      int event = receiver.poll();
      switch (event) {
        case ReadHalf.PING -> receiver.pingCame();
        case ReadHalf.PONG -> receiver.pongCame();
        case ReadHalf.MESSAGE -> receiver.keep();
        case ReadHalf.CLOSE, ReadHalf.FAILED -> {
          receiver.lastCame(event);
          return Step.ENDED;
        }
        case ReadHalf.NEED_BYTES -> {
          if (++reads > READS) {
            return Step.MORE;
          }
          int n = receiver.readSome();
          if (n == 0) {
            return Step.DRY;
          } else if (n < 0) {
            receiver.over();
            return Step.ENDED;
          }
        }
        default -> {
          return Step.ENDED;
        }
      }
    }
    return Step.FULL;
  }
}
