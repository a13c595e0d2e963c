package io.github.wirespeed.bench.clients;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Times in nanoseconds, kept while a workload runs and written after it. Made once, with room for
 * more than a second holds, so that it hardly ever grows while somebody measures.
 */
final class Times {
  private static final int ROOM = 1 << 20;
  private static final int CHUNK = 8 << 10;

  private long[] nanos;
  private int count;

  Times() {
    this(ROOM);
  }

  Times(int room) {
    nanos = new long[room];
  }

  void clear() {
    count = 0;
  }

  void add(long time) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, 2 * count);
    }
    nanos[count++] = time;
  }

  int count() {
    return count;
  }

  /** As unsigned 64-bit little-endian numbers, one after the other. */
  void write(Path file) throws IOException {
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int from = 0; from < count; from += CHUNK) {
        chunk.clear().asLongBuffer().put(nanos, from, Math.min(CHUNK, count - from));
        out.write(chunk.array(), 0, Math.min(CHUNK, count - from) * Long.BYTES);
      }
    }
  }
}
