package io.github.wirespeed.server;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;

/** TLS by hand over a socket, which can be slow, and end where no socket of the JDK ends. */
final class EngineClient implements Closeable {
  private static final int BUFFER = 64 << 10;

  final Socket socket;
  private final SSLEngine engine;
  private final int piece; // most bytes that are written at once
  private final ByteBuffer in = ByteBuffer.allocate(BUFFER).flip();
  private final ByteBuffer out = ByteBuffer.allocate(BUFFER);

  /** Connects and sends nothing. */
  EngineClient(EchoServer server, SSLContext context, String protocol, int piece)
      throws IOException {
    this.socket = new Socket(server.address().getAddress(), server.address().getPort());
    this.piece = piece;
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(10_000);
    engine = context.createSSLEngine("localhost", server.address().getPort());
    engine.setUseClientMode(true);
    engine.setEnabledProtocols(new String[] {protocol});
  }

  EngineClient shakeHands() throws IOException {
    engine.beginHandshake();
    while (engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING) {
      switch (engine.getHandshakeStatus()) {
        case NEED_TASK -> engine.getDelegatedTask().run();
        case NEED_WRAP -> write(ByteBuffer.allocate(0));
        default -> unwrap(ByteBuffer.allocate(BUFFER));
      }
    }
    return this;
  }

  /** Writes one record. */
  void write(byte[] plain) throws IOException {
    write(ByteBuffer.wrap(plain));
  }

  private void write(ByteBuffer plain) throws IOException {
    do {
      engine.wrap(plain, out.clear());
      out.flip();
      writePieces();
    } while (plain.hasRemaining());
  }

  private void writePieces() throws IOException {
    while (out.hasRemaining()) {
      byte[] some = new byte[Math.min(piece, out.remaining())];
      out.get(some);
      socket.getOutputStream().write(some);
    }
  }

  /** Reads so many bytes. */
  byte[] read(int length) throws IOException {
    ByteBuffer plain = ByteBuffer.allocate(length + BUFFER);
    while (plain.position() < length) {
      if (unwrap(plain) == Status.CLOSED) {
        throw new EOFException("close_notify after " + plain.position() + " bytes");
      }
    }
    byte[] read = new byte[plain.position()];
    plain.get(0, read);
    return read;
  }

  /** Decrypts a record, or reads from the socket. */
  private Status unwrap(ByteBuffer plain) throws IOException {
    SSLEngineResult result = engine.unwrap(in, plain);
    if (result.getStatus() == Status.BUFFER_UNDERFLOW) {
      in.compact();
      int n = socket.getInputStream().read(in.array(), in.position(), in.remaining());
      in.position(in.position() + Math.max(0, n)).flip();
      if (n < 0) {
        throw new EOFException("the end of TCP");
      }
    }
    return result.getStatus();
  }

  /** How the server ends: "close_notify" and then TCP, or TCP alone. What else comes is skipped. */
  String ending() throws IOException {
    try {
      while (unwrap(ByteBuffer.allocate(BUFFER)) != Status.CLOSED) {
        // Data.
      }
    } catch (EOFException e) {
      return "TCP";
    }
    return socket.getInputStream().read() < 0 ? "close_notify, TCP" : "close_notify, bytes";
  }

  void closeNotify() throws IOException {
    engine.closeOutbound();
    engine.wrap(ByteBuffer.allocate(0), out.clear());
    out.flip();
    writePieces();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
