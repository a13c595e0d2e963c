package io.github.wirespeed.transport;

import java.nio.ByteBuffer;

/**
 * One direction of a {@link MemoryTransport} pair: a ring of bytes of which the reader may see a
 * part. Knows no threads; every call and every field is guarded by the pair's lock.
 */
final class MemoryPipe {

  private final byte[] ring;

  /** Where in the ring the next byte to read is. Guarded by the pair's lock. */
  private int head;

  /** How many bytes are in the ring. Guarded by the pair's lock. */
  private int stored;

  /** How many of them the reader may see, from {@link #head} on. Guarded by the pair's lock. */
  private int visible;

  /** How many bytes were ever taken by {@link #write}. Guarded by the pair's lock. */
  private long written;

  /** Whether the reader sees nothing new until {@link #release}. Guarded by the pair's lock. */
  private boolean held;

  /** Whether the writer has said that no more bytes follow. Guarded by the pair's lock. */
  private boolean finished;

  /** Whether what is written is lost on its way. Guarded by the pair's lock. */
  private boolean cut;

  MemoryPipe(int capacity) {
    this.ring = new byte[capacity];
  }

  int write(ByteBuffer src) {
    int taken = Math.min(src.remaining(), cut ? Integer.MAX_VALUE : room());
    written += taken;
    if (cut) {
      src.position(src.position() + taken);
      return taken;
    }
    int tail = (int) (((long) head + stored) % ring.length);
    int first = Math.min(taken, ring.length - tail);
    src.get(ring, tail, first);
    src.get(ring, 0, taken - first);
    stored += taken;
    if (!held) {
      visible = stored;
    }
    return taken;
  }

  /** Moves at most {@code limit} visible bytes. */
  int read(ByteBuffer dst, int limit) {
    int moved = Math.min(Math.min(limit, visible), dst.remaining());
    int first = Math.min(moved, ring.length - head);
    dst.put(ring, head, first);
    dst.put(ring, 0, moved - first);
    head = (int) (((long) head + moved) % ring.length);
    stored -= moved;
    visible -= moved;
    return moved;
  }

  int visible() {
    return visible;
  }

  /** Whether the reader has had all that will ever come. */
  boolean atEnd() {
    return visible == 0 && (cut || (finished && !held));
  }

  boolean writable() {
    return cut || finished || room() > 0;
  }

  boolean finished() {
    return finished;
  }

  int pending() {
    return stored;
  }

  long written() {
    return written;
  }

  void finish() {
    finished = true;
  }

  void hold() {
    held = true;
  }

  void release() {
    held = false;
    visible = stored;
  }

  void cut() {
    cut = true;
    stored = visible;
  }

  /** Loses every byte that was not read. */
  void clear() {
    stored = 0;
    visible = 0;
  }

  private int room() {
    return ring.length - stored;
  }
}
