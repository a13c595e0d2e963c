package io.github.wirespeed;

import io.github.wirespeed.client.KeyStream;
import io.github.wirespeed.loop.Spin;
import io.github.wirespeed.protocol.InboundBuffer;
import io.github.wirespeed.protocol.Limits;
import io.github.wirespeed.protocol.MaskingKeys;
import io.github.wirespeed.protocol.ReadHalf;
import io.github.wirespeed.protocol.Role;
import io.github.wirespeed.protocol.WriteHalf;
import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;

/**
 * Protocol halves with their buffers, lent to connections while something happens on them. Between
 * two messages a half is as good as new, so a connection that is quiet gives its own back and costs
 * nothing but itself; and the connections of a loop take turns with the same few buffers, which
 * stay in the cache. Any thread.
 */
final class Halves {
  /** More halves than are in use at the same time are not worth keeping. */
  private static final int SPARES = 8;

  /** Buffers that grew beyond it are not for the next connection: that one is likely quieter. */
  private static final int LARGEST_SPARE = 256 << 10;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final Role role;
  private final Limits limits;
  private final int fragmentSize;
  private final ArrayBlockingQueue<Reads> reads = new ArrayBlockingQueue<>(SPARES);
  private final ArrayBlockingQueue<Writes> writes = new ArrayBlockingQueue<>(SPARES);

  Halves(Role role, Limits limits, int fragmentSize) {
    this.role = role;
    this.limits = limits;
    this.fragmentSize = fragmentSize;
  }

  /** Which side of the connections it is. */
  Role role() {
    return role;
  }

  /** Most bytes of payload in a frame. */
  int fragmentSize() {
    return fragmentSize;
  }

  /** A read half, where its bytes are put, and how its messages are shown. */
  static final class Reads {
    final ReadHalf half;
    final InboundBuffer in;
    final MessageView view;

    // Of the connection that it is lent to, and not in it: a quiet one has neither.
    Spin spin; // how a caller waits who hosts; null until one does
    Message found; // for the receive that looks for it

    private Reads(Role role, Limits limits, ByteBuffer first) {
      this.half = new ReadHalf(role, limits);
      this.in = new InboundBuffer(half, this::buffer, first);
      this.view = new MessageView(half, in);
    }

    private ByteBuffer buffer(int capacity) {
      if (view != null) {
        view.bufferReplaced();
      }
      return ByteBuffer.allocateDirect(capacity);
    }

    /** The message that was polled last, where it lies. */
    MessageView message() {
      return view.show(half.text(), half.ascii(), half.payload());
    }

    /** Whether it holds nothing of its connection's: no byte, no half of a message. */
    boolean clean() {
      return half.clean() && !in.bytes().hasRemaining();
    }
  }

  /** A half to read with. */
  Reads reads() {
    Reads spare = reads.poll();
    return spare != null ? spare : new Reads(role, limits, NOTHING);
  }

  /** A half for a connection whose first bytes came with its handshake. */
  Reads readsBehind(ByteBuffer first) {
    return first.hasRemaining() ? new Reads(role, limits, first) : reads();
  }

  /**
   * Takes a half back if it is clean, and small enough to be worth keeping.
   *
   * @return false if it stays its connection's
   */
  boolean takeBack(Reads half) {
    if (!half.clean()
        || half.in.capacity() > LARGEST_SPARE
        || half.half.gatherCapacity() > LARGEST_SPARE) {
      return false;
    }
    half.half.attach(null); // what it inflates with is its connection's
    half.spin = null; // and so are the options that it waits by
    reads.offer(half);
    return true;
  }

  /** A half to write with. */
  Writes writes() {
    Writes spare = writes.poll();
    return spare != null
        ? spare
        : new Writes(
            new WriteHalf(
                role, new MaskingKeys(KeyStream.SHARED), fragmentSize, ByteBuffer::allocateDirect));
  }

  /** Takes a half back, likewise. */
  boolean takeBack(Writes half) {
    if (!half.half.clean() || half.half.capacity() > LARGEST_SPARE) {
      return false;
    }
    half.half.attach(null);
    writes.offer(half);
    return true;
  }
}
