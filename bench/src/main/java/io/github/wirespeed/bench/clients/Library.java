package io.github.wirespeed.bench.clients;

import java.io.Closeable;
import java.io.IOException;
import java.net.URI;

/** A client library, and how its own documentation has it used for speed. */
interface Library {
  /** The largest message that must come through. */
  int MAX_MESSAGE = 16 << 20;

  /** How long an opening, or a closing, may take. */
  int SECONDS = 10;

  /** What {@code ready} says: the library and its version. */
  String version() throws IOException;

  /**
   * Opens one connection: Nagle's algorithm off, nothing compressed.
   *
   * @param trust whom to trust; null with {@code ws:}
   */
  Connection open(URI uri, Trust trust) throws Exception;

  /**
   * A connection and what drives it.
   *
   * @param link closed at the end
   */
  record Connection(Driver driver, Link link) implements Closeable {
    @Override
    public void close() throws IOException {
      try {
        link.close();
      } catch (IOException | RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IOException(e);
      }
    }
  }
}
