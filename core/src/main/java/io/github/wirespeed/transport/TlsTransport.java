package io.github.wirespeed.transport;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;

/**
 * TLS over any other transport, of which it is the only user; either role, by the engine's mode.
 * {@link #handshake} comes first, by one thread at a time; the rest is the contract of {@link
 * Transport}, with this to it:
 *
 * <ul>
 *   <li>A record is all or nothing. {@link #write(ByteBuffer)} that takes less than all has
 *       encrypted more: the same bytes must be offered again, first of all the one at the position.
 *   <li>-1 is the peer's close_notify. Where TCP ends without it, reading throws a {@link
 *       TlsException}, as bytes may be missing (RFC 8446 6.1).
 *   <li>A TLS 1.2 peer that sends close_notify ends both directions (RFC 5246 7.2.1).
 *   <li>{@link #shutdownOutput} does not wait for room for the close_notify: where there is none,
 *       whoever reads, or waits to, sends it and the end of the stream later.
 *   <li>{@link #close} tries once to send a close_notify, unless somebody is writing just then.
 *   <li>Whoever reads never writes. A request for new keys is answered in front of the next bytes
 *       that are written (RFC 8446 4.6.3).
 * </ul>
 *
 * <p>Between two records it holds no buffer.
 */
public final class TlsTransport implements Transport {
  /** What the next step of the handshake needs. */
  public enum Need {
    /** Nothing: it can be taken now. */
    AGAIN,
    /** That there is something to be read. */
    READABLE,
    /** That there is room to write. */
    WRITABLE,
    /** That {@link TlsTransport#task} was run, on any thread: it computes for long. */
    TASK,
    /** There is none: bytes can be written and read. */
    DONE
  }

  private final SSLEngine engine;
  private final Transport inner;
  private final UnaryOperator<SSLException> explain;
  private final TlsReads reads;
  private final TlsWrites writes;

  // Of whoever does the handshake.
  private boolean begun;
  private boolean done;

  private volatile boolean closed;

  /**
   * TLS over {@code inner}, which is this transport's from now on. Nothing is sent.
   *
   * @param engine for this connection only, its mode and parameters set
   * @param first what was read of {@code inner} already; it is copied
   */
  public TlsTransport(SSLEngine engine, Transport inner, ByteBuffer first) {
    this(engine, inner, first, UnaryOperator.identity());
  }

  /**
   * As the other one.
   *
   * @param explain makes of what the engine throws what is thrown here
   */
  public TlsTransport(
      SSLEngine engine, Transport inner, ByteBuffer first, UnaryOperator<SSLException> explain) {
    this(engine, inner, first, explain, NetBuffers.SHARED);
  }

  TlsTransport(
      SSLEngine engine,
      Transport inner,
      ByteBuffer first,
      UnaryOperator<SSLException> explain,
      NetBuffers buffers) {
    this.engine = engine;
    this.inner = inner;
    this.explain = explain;
    this.reads = new TlsReads(engine, inner, first, buffers, explain);
    this.writes = new TlsWrites(engine, inner, buffers, explain);
  }

  /**
   * Goes as far with the handshake as it goes without waiting, reading at most once. One thread at
   * a time.
   *
   * @return {@link Need#DONE} also when it was done before
   * @throws SSLException if it failed; the peer was told why, if that could be done at once
   * @throws IOException if the connection failed
   */
  public Need handshake() throws IOException {
    requireOpen();
    if (done) {
      return Need.DONE;
    }
    try {
      Need need = step();
      if (need == Need.DONE) {
        done = true;
        reads.established();
        writes.established();
      }
      return need;
    } catch (SSLException e) {
      writes.handshakeFailed();
      reads.release();
      throw explain.apply(e);
    }
  }

  private Need step() throws IOException {
    if (!begun) {
      begun = true;
      engine.beginHandshake();
    }
    boolean mayRead = true;
    while (true) {
      if (!writes.handshakeFlushed()) {
        return Need.WRITABLE;
      }
      HandshakeStatus status = engine.getHandshakeStatus();
      if (status == HandshakeStatus.NEED_TASK) {
        return Need.TASK;
      } else if (status == HandshakeStatus.NEED_WRAP) {
        writes.handshake();
      } else if (status != HandshakeStatus.NEED_UNWRAP) {
        return Need.DONE;
      } else if (!reads.handshake()) {
        if (!mayRead || reads.handshakeBytes() == 0) {
          return inner.buffered() ? Need.AGAIN : Need.READABLE;
        }
        mayRead = false;
      }
    }
  }

  /** What {@link Need#TASK} asks for. Whatever it finds out is told by {@link #handshake}. */
  public Runnable task() {
    return () -> {
      for (Runnable task = engine.getDelegatedTask();
          task != null;
          task = engine.getDelegatedTask()) {
        task.run();
      }
    };
  }

  /** Whether the peer has sent something that is TLS. Of whoever does the handshake. */
  public boolean answered() {
    return reads.answered();
  }

  /** What was agreed on: the version, the cipher suite, certificates. Any thread. */
  public SSLSession session() {
    return engine.getSession();
  }

  /** Null if none was agreed on. Any thread. */
  public String applicationProtocol() {
    String protocol = engine.getApplicationProtocol();
    return protocol == null || protocol.isEmpty() ? null : protocol;
  }

  @Override
  public int read(ByteBuffer dst) throws IOException {
    requireOpen();
    if (writes.unfinished()) {
      writes.finish();
    }
    return reads.read(dst);
  }

  /** {@inheritDoc} Also true while the peer's end of the stream was not told yet. */
  @Override
  public boolean buffered() {
    return reads.buffered();
  }

  @Override
  public int write(ByteBuffer src) throws IOException {
    return (int) writes.write(src, null);
  }

  /** {@inheritDoc} Both go into one record where they fit. */
  @Override
  public long write(ByteBuffer first, ByteBuffer second) throws IOException {
    return writes.write(first, second);
  }

  @Override
  public boolean awaitReadable(boolean orWritable, long nanos) throws IOException {
    requireOpen();
    if ((reads.over() || reads.buffered()) && !Thread.currentThread().isInterrupted()) {
      return true;
    }
    if (!writes.unfinished()) {
      return inner.awaitReadable(orWritable, nanos);
    }
    boolean ready = inner.awaitReadable(true, nanos);
    writes.finish();
    return ready;
  }

  @Override
  public boolean awaitWritable(long nanos) throws IOException {
    return inner.awaitWritable(nanos);
  }

  @Override
  public void wakeup() {
    inner.wakeup();
  }

  @Override
  public void releaseReader() {
    inner.releaseReader();
  }

  @Override
  public void shutdownOutput() throws IOException {
    writes.shutdownOutput();
  }

  @Override
  public void close() {
    closed = true;
    writes.close();
    inner.close();
  }

  /** {@inheritDoc} Also when that has nothing for us to read: see {@link #buffered}. */
  @Override
  public SelectableChannel channel() {
    return inner.channel();
  }

  @Override
  public boolean isOpen() {
    return !closed;
  }

  @Override
  public SocketAddress localAddress() {
    return inner.localAddress();
  }

  @Override
  public SocketAddress remoteAddress() {
    return inner.remoteAddress();
  }

  private void requireOpen() throws ClosedChannelException {
    if (closed) {
      throw new ClosedChannelException();
    }
  }
}
