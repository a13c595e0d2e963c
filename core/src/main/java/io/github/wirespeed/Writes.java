package io.github.wirespeed;

import io.github.wirespeed.protocol.Compress;
import io.github.wirespeed.protocol.EncodedMessage;
import io.github.wirespeed.protocol.Opcode;
import io.github.wirespeed.protocol.WriteHalf;
import io.github.wirespeed.transport.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A write half at work for an actor: what is encoded and not yet written, and whether it may wait a
 * moment for more. Lent by {@link Halves}; the holder of the baton's.
 */
final class Writes {
  /** A pause longer than this between two sends ends a burst. */
  private static final long BURST_GAP_NANOS = 50_000;

  /** How long a burst may keep its first byte back while nobody else comes to write it. */
  private static final long BURST_NANOS = 100_000;

  /** How much of a burst is written at a time: enough to pay for the call. */
  private static final int BURST_BYTES = 32 << 10;

  /** Encoded at most before it is written. */
  private static final int ENOUGH_BYTES = 64 << 10;

  /** Messages that mostly wait together at most. */
  private static final int FEW = 8;

  final WriteHalf half;

  private int messages; // that are encoded and not yet written to their last byte
  private int[] ends = new int[FEW]; // where in the pending bytes each of them ends
  private long[] sizes = new long[FEW]; // of the payload of each
  private long lastSend;
  private long burstBegan;

  Writes(WriteHalf half) {
    this.half = half;
  }

  /**
   * Encodes the next frame of a message, {@code text} from an index or else {@code payload}.
   *
   * @param opcode of a payload
   * @return the next index; the length, or 0 for a payload, says nothing of whether it is complete
   */
  int frame(Opcode opcode, String text, int from, ByteBuffer payload, Compress compress) {
    int next = from;
    if (text != null) {
      next = half.text(text, from, compress);
    } else {
      half.data(opcode, payload, true, compress);
    }
    remember();
    return next;
  }

  /** Takes the next frame, or the rest of one, of a message that is encoded already. */
  int frame(EncodedMessage message, int from) {
    int next = half.encoded(message, from);
    remember();
    return next;
  }

  /** A frame is encoded, and with it the message perhaps. */
  private void remember() {
    if (half.messageOpen()) {
      return;
    }
    if (messages == ends.length) {
      ends = Arrays.copyOf(ends, 2 * messages);
      sizes = Arrays.copyOf(sizes, 2 * messages);
    }
    sizes[messages] = half.messageBytes();
    ends[messages++] = half.pending().remaining();
  }

  /**
   * Writes what the network takes; true if nothing is left.
   *
   * @param counting where the messages are counted that are written to their last byte
   */
  boolean write(Transport transport, Hand counting) throws IOException {
    int before = half.pending().remaining();
    transport.write(half.pending());
    boolean all = half.written();
    forget(all ? before : before - half.pending().remaining(), counting);
    return all;
  }

  /** So many bytes are written: what ends in them is sent. */
  private void forget(int bytes, Hand counting) {
    int gone = 0;
    long payload = 0;
    while (gone < messages && ends[gone] <= bytes) {
      payload += sizes[gone++];
    }
    if (gone > 0) {
      counting.count(gone, payload);
    }
    messages -= gone;
    for (int i = 0; i < messages; i++) {
      ends[i] = ends[i + gone] - bytes;
      sizes[i] = sizes[i + gone];
    }
  }

  /** How many messages are encoded and not yet written to their last byte. */
  int messages() {
    return messages;
  }

  /** Whether so much is encoded that it is better written before more is. */
  boolean enough() {
    return half.pending().remaining() >= ENOUGH_BYTES;
  }

  /**
   * Whether what was just encoded may wait for more to come.
   *
   * @param streak how many sends there were in a row
   * @param most messages that may wait
   * @param waiting whether others wait already
   */
  boolean mayWait(int streak, int most, boolean waiting) {
    long now = System.nanoTime();
    boolean pause = now - lastSend > BURST_GAP_NANOS;
    lastSend = now;
    if (!waiting) {
      burstBegan = now;
    }
    return !pause
        && streak > 1
        && messages < most
        && half.pending().remaining() < BURST_BYTES
        && now - burstBegan <= BURST_NANOS;
  }
}
