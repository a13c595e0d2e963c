package io.github.wirespeed.client;

import io.github.wirespeed.transport.TcpTransport;
import io.github.wirespeed.transport.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The connection that an attempt has made so far, and what was read of it and not yet used. */
final class Link {
  private static final int BUFFER = 8 << 10;

  private final TcpTransport tcp;
  private Transport transport;
  // From position to limit: read, and not used.
  private ByteBuffer in = ByteBuffer.allocate(0);

  Link(TcpTransport tcp) {
    this.tcp = tcp;
    this.transport = tcp;
  }

  /** At the bottom of it: what a selector watches. */
  TcpTransport tcp() {
    return tcp;
  }

  /** What the legs that are over have made of it. */
  Transport transport() {
    return transport;
  }

  /** A leg has put another layer on it; the layer has taken what was in {@link #in}. */
  void layer(Transport above) {
    this.transport = above;
    this.in = ByteBuffer.allocate(0);
  }

  /** What was read and not used: between its position, which moves as it is used, and its limit. */
  ByteBuffer in() {
    return in;
  }

  /**
   * Reads once, behind what was not used, without waiting.
   *
   * @return how many bytes came; 0 if there are none now, -1 at the end
   */
  int read() throws IOException {
    if (!in.hasRemaining() && in.capacity() > 0) {
      in.clear();
    } else if (in.capacity() - in.remaining() < BUFFER / 2) {
      in = ByteBuffer.allocate(in.remaining() + BUFFER).put(in);
    } else {
      in.compact();
    }
    try {
      return transport.read(in);
    } finally {
      in.flip();
    }
  }
}
