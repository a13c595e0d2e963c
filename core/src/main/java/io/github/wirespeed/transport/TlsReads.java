package io.github.wirespeed.transport;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.github.wirespeed.transport.TlsException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;

/**
 * From records to plaintext. Never gives the engine anything to write: what the engine wants to
 * answer goes out with the next write. Reader only, but for what says otherwise.
 */
final class TlsReads {
  /** With its header, as the JDK's engine accepts them: twice what RFC 8446 allows. */
  static final int LONGEST_RECORD = 33_093;

  private static final int HEADER = 5;
  private static final int TYPE_ALERT = 21;
  private static final int TYPE_HANDSHAKE = 22;
  private static final int EXCERPT = 60;

  /** A peer that asks for more new keys than this, unanswered, fills our memory with answers. */
  private static final int MOST_UNANSWERED = 32;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final SSLEngine engine;
  private final Transport inner;
  private final NetBuffers buffers;
  private final UnaryOperator<SSLException> explain;

  private ByteBuffer net; // from position to limit: records, not yet decrypted
  private ByteBuffer plain = NOTHING; // likewise: plaintext for which the caller had no room
  private boolean answered; // the peer has sent something that is TLS
  private boolean renegotiates; // the version knows renegotiation, which is refused
  private int unanswered; // requests for new keys since we wrote

  private boolean ended; // close_notify came
  private boolean endTold;
  private IOException failure; // told at every read once what came before it is read
  private boolean failureTold;

  TlsReads(
      SSLEngine engine,
      Transport inner,
      ByteBuffer first,
      NetBuffers buffers,
      UnaryOperator<SSLException> explain) {
    this.engine = engine;
    this.inner = inner;
    this.buffers = buffers;
    this.explain = explain;
    this.net = NOTHING;
    if (first.hasRemaining()) {
      net =
          first.remaining() <= NetBuffers.CAPACITY
              ? buffers.take()
              : ByteBuffer.allocateDirect(first.remaining());
      net.put(first).flip();
    }
  }

  /** Whether the peer has sent something that is TLS. */
  boolean answered() {
    return answered;
  }

  /**
   * Gives the engine the next record of the handshake.
   *
   * @return false if it has not come whole
   */
  boolean handshake() throws SSLException {
    if (!net.hasRemaining()) {
      return false;
    }
    if (!answered) {
      refuseOther();
    }
    SSLEngineResult result = engine.unwrap(net, NOTHING);
    switch (result.getStatus()) {
      case OK -> {
        answered |= result.bytesConsumed() > 0;
        return true;
      }
      case BUFFER_UNDERFLOW -> {
        return false;
      }
      case CLOSED -> throw endedInHandshake();
      default -> throw new SSLException("the peer sent data in the middle of the TLS handshake");
    }
  }

  /** Reads once for the handshake; 0 if there is nothing. */
  int handshakeBytes() throws IOException {
    int n = fill();
    if (n < 0) {
      throw endedInHandshake();
    }
    return n;
  }

  private static TlsException endedInHandshake() {
    return new TlsException(
        Kind.ENDED_IN_HANDSHAKE, "the peer ended the connection during the TLS handshake");
  }

  /** The engine would only say that it did not understand. */
  private void refuseOther() throws TlsException {
    int type = net.get(net.position());
    boolean hello2 = !engine.getUseClientMode() && type < 0; // of SSL 2: for the engine to refuse
    if (type != TYPE_HANDSHAKE && type != TYPE_ALERT && !hello2) {
      byte[] start = new byte[Math.min(EXCERPT, net.remaining())];
      net.get(net.position(), start);
      String line = new String(start, ISO_8859_1).split("[\r\n]", 2)[0];
      throw new TlsException(
          Kind.NO_TLS, "the peer does not speak TLS: it sent \"" + printable(line) + "\"");
    }
  }

  private static String printable(String line) {
    return line.chars()
        .mapToObj(c -> c >= ' ' && c <= '~' ? String.valueOf((char) c) : "?")
        .collect(Collectors.joining());
  }

  /** The handshake is over; records that have come since are in {@link #net}. */
  void established() {
    renegotiates = !engine.getSession().getProtocol().equals("TLSv1.3");
    releaseNet();
  }

  int read(ByteBuffer dst) throws IOException {
    int before = dst.position();
    takePlain(dst);
    unwrap(dst, before);
    if (dst.position() == before && dst.hasRemaining() && !over()) {
      if (fill() < 0) {
        failure =
            explain.apply(
                new TlsException(
                    Kind.CUT_OFF, "the TLS stream was cut off: TCP ended without close_notify"));
      }
      unwrap(dst, before);
    }
    int n = dst.position() - before;
    if (n > 0) {
      return n;
    }
    if (failure != null) {
      failureTold = true;
      throw failure;
    }
    endTold |= ended;
    return ended ? -1 : 0;
  }

  /** Whether the next read needs no network: for bytes, or for the end if it was not told yet. */
  boolean buffered() {
    return over()
        ? !endTold && !failureTold
        : plain.hasRemaining() || net.remaining() >= recordLength() || inner.buffered();
  }

  /** Whether nothing more comes of the network. */
  boolean over() {
    return !plain.hasRemaining() && (ended || failure != null);
  }

  /** Gives all buffers back, whatever is in them. */
  void release() {
    releaseNet();
    releasePlain();
  }

  private void unwrap(ByteBuffer dst, int before) {
    try {
      boolean more = true;
      while (more && !over() && dst.hasRemaining() && net.remaining() >= recordLength()) {
        more = unwrapRecord(dst, dst.position() != before);
      }
    } catch (SSLException e) {
      failure = explain.apply(e);
    }
    if (over()) {
      net.position(net.limit()); // what follows the end is nobody's
    }
    releaseNet();
  }

  /** False if the record is left for the next read, as it does not fit behind what there is. */
  private boolean unwrapRecord(ByteBuffer dst, boolean something) throws SSLException {
    if (renegotiates && net.get(net.position()) == TYPE_HANDSHAKE) {
      throw new TlsException(
          Kind.REFUSED, "the peer began a TLS renegotiation, which is not supported");
    }
    SSLEngineResult result = engine.unwrap(net, dst);
    if (result.getStatus() == Status.BUFFER_OVERFLOW) {
      if (something) {
        return false;
      }
      plain = buffers.take();
      try {
        result = engine.unwrap(net, plain);
      } finally {
        plain.flip();
        takePlain(dst);
      }
    }
    ended = result.getStatus() == Status.CLOSED;
    if (result.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
      runTask(); // after a handshake only what is about to be refused is a task
    } else if (result.bytesProduced() == 0) {
      countKeys();
    }
    return true;
  }

  private void runTask() throws SSLException {
    for (Runnable task = engine.getDelegatedTask();
        task != null;
        task = engine.getDelegatedTask()) {
      task.run();
    }
    engine.unwrap(NOTHING.duplicate(), NOTHING.duplicate()); // throws what the task found
  }

  /** Each request for new keys leaves an answer in the engine, which the next write takes along. */
  private void countKeys() throws SSLException {
    boolean waits = !ended && engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP;
    unanswered = waits ? unanswered + 1 : 0;
    if (unanswered > MOST_UNANSWERED) {
      throw new TlsException(
          Kind.REFUSED,
          "the peer asked " + unanswered + " times for new TLS keys before one answer was due");
    }
  }

  private void takePlain(ByteBuffer dst) {
    if (plain.hasRemaining()) {
      int n = Math.min(plain.remaining(), dst.remaining());
      dst.put(dst.position(), plain, plain.position(), n);
      dst.position(dst.position() + n);
      plain.position(plain.position() + n);
    }
    if (!plain.hasRemaining()) {
      releasePlain();
    }
  }

  /** Of the record at the position, with its header; more than is there if that is not whole. */
  private int recordLength() {
    if (net.remaining() < HEADER) {
      return Integer.MAX_VALUE;
    }
    int length = HEADER + (net.getShort(net.position() + 3) & 0xFFFF);
    // One that is too long never gets whole: the engine refuses its header.
    return length > LONGEST_RECORD ? HEADER : length;
  }

  /** Reads once, behind what is there. */
  private int fill() throws IOException {
    if (net.capacity() == 0) {
      net = buffers.take();
    } else if (!net.hasRemaining()) {
      net.clear();
    } else if (net.position() > 0) {
      net.compact();
    } else {
      net.position(net.limit()).limit(net.capacity());
    }
    try {
      return inner.read(net);
    } finally {
      net.flip();
      releaseNet();
    }
  }

  private void releaseNet() {
    if (!net.hasRemaining() && net.capacity() > 0) {
      buffers.giveBack(net);
      net = NOTHING;
    }
  }

  private void releasePlain() {
    if (plain.capacity() > 0) {
      buffers.giveBack(plain);
      plain = NOTHING;
    }
  }
}
