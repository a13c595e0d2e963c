package io.github.wirespeed.protocol;

import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.function.IntFunction;

/**
 * Where bytes from the peer are put for a {@link ReadHalf}. It starts small, and grows while the
 * peer fills it. A message that fits stays where it was read, even if it comes in pieces; of a
 * larger one the middle goes past this buffer, straight to where the message is gathered.
 *
 * <pre>
 *   int n = read(inbound.target());
 *   inbound.filled(n);
 *   event = half.poll(inbound.bytes());
 * </pre>
 *
 * <p>Owned by the one thread that reads.
 */
public final class InboundBuffer {
  private static final int FIRST = 16 << 10;
  private static final int LARGEST = 256 << 10;
  private static final int GROWTH = 4;

  /**
   * Read at a time between the frames of a message that is gathered: enough for small fragments,
   * and little to copy where a large one begins.
   */
  private static final int BETWEEN_FRAGMENTS = 8 << 10;

  private final ReadHalf half;
  private final IntFunction<ByteBuffer> buffers;

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
    this.bytes = buffers.apply(Math.max(FIRST, first.remaining()));
    bytes.put(first).flip();
    half.holdInPlace();
  }

  /** Where to read to: once, after the half has asked for bytes, and before {@link #filled}. */
  public ByteBuffer target() {
    if (bytes.limit() == bytes.capacity() && bytes.capacity() < LARGEST) {
      // The last read filled it: there is more than we take at a time.
      moveTo(buffers.apply(Math.min(bytes.capacity() * GROWTH, LARGEST)));
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
    if (past) {
      return space;
    }
    behind(0);
    return half.gathering() ? bytes.limit(BETWEEN_FRAGMENTS) : bytes;
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
