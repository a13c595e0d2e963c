package io.github.wirespeed.protocol;

import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.function.IntFunction;

/**
 * Where bytes from the peer are put for a {@link ReadHalf}. It starts small, and grows while the
 * peer fills it. A message that fits stays where it was read, even if it comes in pieces; of a
 * larger one the middle goes past this buffer, straight to where the message is gathered. Both
 * together take no more than the message limit and {@link #BEYOND_LIMIT}: what does not fit makes
 * this buffer a smaller one.
 *
 * <pre>
 *   int n = read(inbound.target());
 *   inbound.filled(n);
 *   event = half.poll(inbound.bytes());
 * </pre>
 *
 * <p>Owned by the one thread that reads.
 */
@SuppressWarnings("ReferenceEquality") // the same buffer, not one with equal bytes
public final class InboundBuffer {
  private static final int FIRST = 16 << 10;
  private static final int LARGEST = 256 << 10;
  private static final int GROWTH = 4;

  /** What a connection may keep of a peer's bytes beyond the limit on a message. */
  static final int BEYOND_LIMIT = 64 << 10;

  /**
   * Read at a time between the frames of a message that is gathered: enough for small fragments,
   * and little to copy where a large one begins.
   */
  private static final int BETWEEN_FRAGMENTS = 8 << 10;

  private final ReadHalf half;
  private final IntFunction<ByteBuffer> buffers;
  private final long bound; // on this buffer and the one where messages are gathered
  private final int largest;

  // Reader only. Null until bytes are to be read.
  private ByteBuffer bytes;
  private boolean past;
  private int from;

  /**
   * A buffer for a half.
   *
   * @param buffers where the buffers come from, by capacity
   * @param first bytes that came already, with the end of the opening handshake; copied
   */
  public InboundBuffer(ReadHalf half, IntFunction<ByteBuffer> buffers, ByteBuffer first) {
    this.half = Objects.requireNonNull(half, "half");
    this.buffers = Objects.requireNonNull(buffers, "buffers");
    this.bound = (long) half.messageLimit() + BEYOND_LIMIT;
    // What one read brings may have to be gathered, in a buffer up to twice as large: hence thirds.
    this.largest = (int) Math.max(BEYOND_LIMIT, Math.min(LARGEST, bound / 3));
    this.bytes = buffers.apply(Math.max(FIRST, first.remaining()));
    bytes.put(first).flip();
    half.holdInPlace();
  }

  /** Where to read to: once, after the half has asked for bytes, and before {@link #filled}. */
  public ByteBuffer target() {
    int most = most();
    if (bytes.limit() == bytes.capacity() && bytes.capacity() < most) {
      // The last read filled it: there is more than we take at a time.
      moveTo(buffers.apply(Math.min(bytes.capacity() * GROWTH, most)));
    }
    int held = half.heldFrom();
    if (held >= 0) {
      if (half.due() <= bytes.capacity() - bytes.limit()) {
        return behind(bytes.limit());
      } else if (half.due() <= bytes.capacity() - (bytes.limit() - held)) {
        moveTo(bytes);
        return behind(bytes.limit());
      }
      half.gatherHeld(bytes);
    }
    ByteBuffer space = half.space();
    past = space != null;
    if (bytes.capacity() > most()) {
      // Nothing is left in it, and most of the message will not come here.
      moveTo(buffers.apply(FIRST));
    }
    if (past) {
      return space;
    }
    behind(0);
    return half.gathering() ? bytes.limit(BETWEEN_FRAGMENTS) : bytes;
  }

  /** How large this buffer may be beside the other one, as large as that may be after a poll. */
  private int most() {
    long gathered = half.gatherCapacity();
    if (half.gathering()) {
      gathered = Math.min(2 * gathered, half.messageLimit());
    }
    return (int) Math.min(largest, bound - gathered);
  }

  private ByteBuffer behind(int used) {
    past = false;
    from = used;
    return bytes.limit(bytes.capacity()).position(used);
  }

  /** Moves what is held to the start of a buffer: another one, or the same. */
  private void moveTo(ByteBuffer other) {
    int held = half.heldFrom();
    int length = held < 0 ? 0 : bytes.limit() - held;
    if (held >= 0) {
      other.put(0, bytes, held, length);
      half.heldMoved();
    }
    if (bytes != other) {
      half.bufferReplaced();
    }
    bytes = other.limit(length).position(length);
  }

  /**
   * Says what came of reading into {@link #target}.
   *
   * @param count how many bytes; 0 or less if none
   */
  public void filled(int count) {
    if (!past) {
      bytes.limit(from + Math.max(count, 0)).position(from);
    } else if (count > 0) {
      half.arrived();
    }
  }

  /** How many bytes it holds at most, as it is now. */
  public int capacity() {
    return bytes.capacity();
  }

  /** What is to be polled. */
  public ByteBuffer bytes() {
    return bytes;
  }
}
