package io.github.wirespeed.transport;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Direct buffers for TLS records, lent to connections while there are bytes in them: a connection
 * that is quiet has none. Any thread; takes no lock and allocates nothing while a spare is there.
 */
class NetBuffers {
  /** What every TLS connection of this process takes its buffers from. */
  static final NetBuffers SHARED = new NetBuffers();

  /** The longest record that the JDK may give or accept, see {@link TlsReads#LONGEST_RECORD}. */
  static final int CAPACITY = 33 << 10;

  /** More than are in use at the same time are not worth keeping. A power of two. */
  private static final int SPARES = 16;

  private final AtomicReferenceArray<ByteBuffer> spares = new AtomicReferenceArray<>(SPARES);

  NetBuffers() {}

  /** An empty buffer of {@link #CAPACITY} bytes, cleared. */
  ByteBuffer take() {
    int start = start();
    for (int i = 0; i < SPARES; i++) {
      int slot = (start + i) & (SPARES - 1);
      if (spares.getPlain(slot) != null) {
        ByteBuffer spare = spares.getAndSet(slot, null);
        if (spare != null) {
          return spare.clear();
        }
      }
    }
    return ByteBuffer.allocateDirect(CAPACITY);
  }

  /** Takes a buffer back; one of another capacity, or one too many, is left to the collector. */
  void giveBack(ByteBuffer buffer) {
    if (buffer.capacity() != CAPACITY) {
      return;
    }
    int start = start();
    for (int i = 0; i < SPARES; i++) {
      int slot = (start + i) & (SPARES - 1);
      if (spares.getPlain(slot) == null && spares.compareAndSet(slot, null, buffer)) {
        return;
      }
    }
  }

  /** Where a thread begins to look: at its own last one, which is still in its cache. */
  private static int start() {
    return (int) Thread.currentThread().getId();
  }
}
