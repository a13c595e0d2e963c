package io.github.wirespeed.bench;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Either end of the floor: bytes that wait as the library waits, over TCP or TLS. One thread. */
public interface Wire extends Closeable {
  /** Reads at least one byte. */
  int read(ByteBuffer dst) throws IOException;

  /** Reads so many bytes and keeps none of them. */
  void skip(ByteBuffer scratch, long bytes) throws IOException;

  /** Writes all of it. */
  void write(ByteBuffer src) throws IOException;

  /** Writes all of both, one behind the other, in one call where the network takes it. */
  void write(ByteBuffer first, ByteBuffer second) throws IOException;

  @Override
  void close();
}
