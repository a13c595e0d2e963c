package io.github.wirespeed.transport;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;

/**
 * From plaintext to records, one at a time: the next one is made when this one has left.
 *
 * <p>What is encrypted cannot be taken back, and what has not left must be pushed again by
 * somebody. So of a record that has not left completely all bytes count as taken but the last,
 * which brings the caller back.
 *
 * <p>Writer only, but for what says otherwise: whoever is first in {@link #enter}.
 */
final class TlsWrites {
  private static final VarHandle BUSY;

  static {
    try {
      BUSY = MethodHandles.lookup().findVarHandle(TlsWrites.class, "busy", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final SSLEngine engine;
  private final Transport inner;
  private final NetBuffers buffers;
  private final UnaryOperator<SSLException> explain;

  @SuppressWarnings("unused") // through BUSY
  private volatile boolean busy;

  // Owned by whoever has set busy.
  private ByteBuffer out = NOTHING; // from position to limit: records that have not left
  private int untold; // bytes of the caller's that are encrypted and do not count as taken yet
  private ByteBuffer[] both; // for the engine, null until needed

  // Written by whoever has set busy, read by any thread.
  private volatile boolean ending; // no more data may follow
  private volatile boolean ended; // our end of the stream has left, or was given up
  private volatile boolean established;
  private volatile boolean closed;

  TlsWrites(
      SSLEngine engine, Transport inner, NetBuffers buffers, UnaryOperator<SSLException> explain) {
    this.engine = engine;
    this.inner = inner;
    this.buffers = buffers;
    this.explain = explain;
  }

  /** Any thread; whoever gets true must {@link #leave}. */
  private boolean enter() {
    return BUSY.compareAndSet(this, false, true);
  }

  private void leave() {
    if (out.capacity() > 0 && (closed || !out.hasRemaining())) {
      buffers.giveBack(out);
      out = NOTHING;
    }
    busy = false;
  }

  private void enterToWrite() throws IOException {
    if (!enter()) {
      if (closed || ending) {
        throw new ClosedChannelException(); // who closes is in it
      }
      throw new IllegalStateException("another thread is already writing");
    }
    if (closed || ending) {
      leave();
      throw new ClosedChannelException();
    }
  }

  /**
   * Writes two buffers.
   *
   * @param second null if there is one only
   */
  long write(ByteBuffer first, ByteBuffer second) throws IOException {
    enterToWrite();
    try {
      long taken = 0;
      while (true) {
        boolean left = flush();
        taken += tell(first, second);
        if (!left || !(first.hasRemaining() || (second != null && second.hasRemaining()))) {
          return taken;
        }
        encrypt(first, second);
      }
    } catch (SSLException e) {
      throw explain.apply(e);
    } finally {
      leave();
    }
  }

  /** Moves the caller's positions over what counts as taken. */
  private long tell(ByteBuffer first, ByteBuffer second) {
    int keep = out.hasRemaining() && untold > 0 ? 1 : 0;
    int n = Math.min(untold - keep, first.remaining());
    first.position(first.position() + n);
    untold -= n;
    if (second == null || first.hasRemaining()) {
      return n;
    }
    int m = Math.min(untold - keep, second.remaining());
    second.position(second.position() + m);
    untold -= m;
    return (long) n + m;
  }

  /** Makes one record, which may be one of the engine's own instead. */
  private void encrypt(ByteBuffer first, ByteBuffer second) throws SSLException {
    int start = first.position();
    int startOfSecond = second == null ? 0 : second.position();
    try {
      SSLEngineResult result = wrap(first, second == null ? NOTHING : second);
      untold += result.bytesConsumed();
      if (result.getStatus() == Status.CLOSED) {
        throw new SSLException("the TLS connection has ended: nothing more can be written");
      }
      if (result.bytesProduced() == 0 && result.getHandshakeStatus() != HandshakeStatus.FINISHED) {
        throw new SSLException("nothing can be encrypted now: " + result);
      }
    } finally {
      first.position(start);
      if (second != null) {
        second.position(startOfSecond);
      }
    }
  }

  private SSLEngineResult wrap(ByteBuffer first, ByteBuffer second) throws SSLException {
    if (out.capacity() == 0) {
      out = buffers.take();
    } else {
      out.compact();
    }
    if (both == null) {
      both = new ByteBuffer[2];
    }
    both[0] = first;
    both[1] = second;
    try {
      return engine.wrap(both, 0, second == null ? 1 : 2, out);
    } finally {
      out.flip();
      both[0] = null; // they are the caller's: an idle connection holds none
      both[1] = null;
    }
  }

  /** Pushes what has not left; true if nothing is left of it. */
  private boolean flush() throws IOException {
    if (out.hasRemaining()) {
      inner.write(out);
    }
    return !out.hasRemaining();
  }

  /** Pushes what has not left of the handshake; true if nothing is left of it. */
  boolean handshakeFlushed() throws IOException {
    enterToWrite();
    try {
      return flush();
    } finally {
      leave();
    }
  }

  /** Encrypts what the engine has to say in the handshake: as much of a flight as has room. */
  void handshake() throws IOException {
    enterToWrite();
    try {
      SSLEngineResult result;
      do {
        result = wrap(NOTHING, null);
        if (result.getStatus() != Status.OK) {
          throw new SSLException("the TLS handshake cannot go on: " + result);
        }
      } while (result.getHandshakeStatus() == HandshakeStatus.NEED_WRAP
          && out.capacity() - out.remaining() >= engine.getSession().getPacketBufferSize());
    } finally {
      leave();
    }
  }

  /** The handshake is over. */
  void established() {
    established = true;
  }

  /** Tries once to tell the peer why the handshake failed; nothing is written after it. */
  void handshakeFailed() {
    if (enter()) {
      try {
        ending = true;
        end();
      } catch (IOException ignored) {
        // What it failed for is told already.
      } finally {
        ended = true;
        leave();
      }
    }
  }

  void shutdownOutput() throws IOException {
    if (closed) {
      throw new ClosedChannelException();
    }
    if (!enter()) {
      if (!ending) {
        throw new IllegalStateException("another thread is already writing");
      }
      return; // whoever reads is just pushing it
    }
    try {
      ending = true;
      if (!ended && end()) {
        inner.shutdownOutput();
      }
    } catch (SSLException e) {
      ended = true;
      throw explain.apply(e);
    } catch (IOException e) {
      ended = true;
      throw e;
    } finally {
      leave();
    }
    if (!ended) {
      inner.wakeup(); // so that a reader that waits begins to wait for room as well
    }
  }

  /** Whether our end of the stream has yet to leave, which the reader sees to. Any thread. */
  boolean unfinished() {
    return ending && !ended;
  }

  /** Pushes our end of the stream once more; what fails here fails the reads too. Any thread. */
  void finish() {
    if (enter()) {
      try {
        if (unfinished() && !closed && end()) {
          inner.shutdownOutput();
        }
      } catch (IOException e) {
        ended = true;
      } finally {
        leave();
      }
    }
  }

  /** Pushes what has not left, then close_notify; true, and {@link #ended}, if all has left. */
  private boolean end() throws IOException {
    engine.closeOutbound();
    boolean left = flush();
    while (left && !engine.isOutboundDone()) {
      SSLEngineResult result = wrap(NOTHING, null);
      left = flush();
      if (result.bytesProduced() == 0) {
        break;
      }
    }
    ended = left;
    return left;
  }

  /** Tries once to say good-bye, unless somebody is writing just now. Any thread; never throws. */
  void close() {
    closed = true;
    if (!enter()) {
      return;
    }
    try {
      // Before, the engine may be computing for long, with its lock taken.
      if (established && !ended) {
        end();
      }
    } catch (IOException ignored) {
      // TCP ends now in any case.
    } finally {
      leave();
    }
  }
}
