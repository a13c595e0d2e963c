package io.github.wirespeed.bench;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLSession;

/**
 * A bare {@link SSLEngine} on {@link BareTcp}: what TLS and the kernel take together. As tight as
 * it can be: direct buffers, no copy but those of the engine where bytes are skipped. It ends with
 * TCP: no {@code close_notify}.
 */
final class BareTls implements Wire {
  private static final int BUFFER = 256 << 10;

  /**
   * Most records in a write, where 1, 2, 3, 4 and 15 were tried: with fewer there are more calls,
   * with more the peer waits for what it could be decrypting.
   */
  private static final int RECORDS = 2;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final BareTcp wire;
  private final SSLEngine engine;
  private final int packet; // the largest record, in bytes
  private final ByteBuffer in; // from position to limit: read, and not decrypted
  private final ByteBuffer plain; // likewise: decrypted, and not used
  private final ByteBuffer out;

  /** Shakes hands, as the client or the server that the engine is. */
  BareTls(BareTcp wire, SSLEngine engine) throws IOException {
    this.wire = wire;
    this.engine = engine;
    this.packet = engine.getSession().getPacketBufferSize();
    this.in = ByteBuffer.allocateDirect(BUFFER).flip();
    this.out = ByteBuffer.allocateDirect(RECORDS * packet);
    this.plain = ByteBuffer.allocateDirect(engine.getSession().getApplicationBufferSize()).flip();
    engine.beginHandshake();
    shakeHands();
  }

  /** What was agreed. */
  SSLSession session() {
    return engine.getSession();
  }

  private void shakeHands() throws IOException {
    HandshakeStatus status = engine.getHandshakeStatus();
    while (status != HandshakeStatus.NOT_HANDSHAKING && status != HandshakeStatus.FINISHED) {
      switch (status) {
        case NEED_TASK -> engine.getDelegatedTask().run();
        case NEED_WRAP -> {
          engine.wrap(NOTHING, out.clear());
          wire.write(out.flip());
        }
        default -> unwrap();
      }
      status = engine.getHandshakeStatus();
    }
  }

  /** Decrypts until there is something, and waits for it if need be. */
  private void decrypt() throws IOException {
    do {
      if (unwrap() != HandshakeStatus.NOT_HANDSHAKING) {
        shakeHands();
      }
    } while (!plain.hasRemaining());
  }

  /** Decrypts a record, or reads where there is no whole one. */
  private HandshakeStatus unwrap() throws IOException {
    SSLEngineResult result = engine.unwrap(in, plain.clear());
    plain.flip();
    switch (result.getStatus()) {
      case BUFFER_UNDERFLOW -> {
        in.compact();
        try {
          wire.read(in);
        } finally {
          in.flip();
        }
      }
      case CLOSED -> throw new EOFException("the peer ended TLS");
      case BUFFER_OVERFLOW -> throw new IOException("a record longer than the engine said");
      case OK -> {
        // There may be something in it.
      }
    }
    return result.getHandshakeStatus();
  }

  @Override
  public int read(ByteBuffer dst) throws IOException {
    if (!plain.hasRemaining()) {
      decrypt();
    }
    int n = Math.min(plain.remaining(), dst.remaining());
    dst.put(dst.position(), plain, plain.position(), n).position(dst.position() + n);
    plain.position(plain.position() + n);
    return n;
  }

  @Override
  public void skip(ByteBuffer scratch, long bytes) throws IOException {
    long left = bytes;
    while (left > 0) {
      if (!plain.hasRemaining()) {
        decrypt();
      }
      int n = (int) Math.min(left, plain.remaining());
      plain.position(plain.position() + n);
      left -= n;
    }
  }

  @Override
  public void write(ByteBuffer src) throws IOException {
    while (src.hasRemaining()) {
      encrypt(src, out.clear());
      wire.write(out.flip());
    }
  }

  @Override
  public void write(ByteBuffer first, ByteBuffer second) throws IOException {
    encrypt(first, out.clear());
    encrypt(second, out);
    wire.write(out.flip());
    write(first);
    write(second);
  }

  /** Encrypts as much of it as there is room for. */
  private void encrypt(ByteBuffer src, ByteBuffer dst) throws IOException {
    while (src.hasRemaining() && dst.remaining() >= packet) {
      engine.wrap(src, dst);
    }
  }

  @Override
  public void close() {
    wire.close();
  }
}
