package io.github.wirespeed.bench.architectures;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A connection as all architectures can have it. One thread receives, and closes. */
interface ArchitectureClient extends Closeable {
  /**
   * Sends a binary message. When it returns the payload is the caller's again; whether it is on its
   * way by then differs. Any thread, where the architecture allows that.
   */
  void send(ByteBuffer payload) throws IOException;

  /**
   * Waits for the next message; valid until the next call.
   *
   * @throws IOException if there is none because the connection is over
   */
  ByteBuffer receive() throws IOException;

  /** Sends a Close behind all that was sent, and waits for the peer's and for the end of TCP. */
  @Override
  void close() throws IOException;
}
