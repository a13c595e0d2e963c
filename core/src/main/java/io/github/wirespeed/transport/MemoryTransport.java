package io.github.wirespeed.transport;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Random;

/**
 * One end of a connection in memory, for tests: a {@link Transport} with a peer at hand and with
 * controls for what a network does to bytes.
 *
 * <p>It behaves as a TCP connection does, with what TCP leaves to chance decided: bytes are there
 * as soon as they are written; a peer that has closed fails the very next write. It has no thread
 * and no clock but for the time limit of a wait, so a test on one thread runs the same way every
 * time.
 *
 * <p>{@link #maxChunk} and {@link #split} govern what <em>this end reads</em>; {@link #hold},
 * {@link #release}, {@link #cut}, {@link #pending} and {@link #bytesWritten} concern what <em>this
 * end writes</em>; {@link #reset} strikes both ends. The controls may be called by any thread.
 */
public final class MemoryTransport implements Transport {

  /** How many bytes each direction holds unless told otherwise: 64 KiB. */
  public static final int DEFAULT_CAPACITY = 64 * 1024;

  private final MemoryLink link;
  private final MemoryPipe in;
  private final MemoryPipe out;
  private final InetSocketAddress localAddress;
  private final InetSocketAddress remoteAddress;

  /** The other end. Set once by {@link #pair}, before anybody sees this one. */
  private MemoryTransport peer;

  /** Whether this end is closed. Guarded by the link's lock. */
  private boolean closed;

  /** The most that one read returns. Guarded by the link's lock. */
  private int maxChunk = Integer.MAX_VALUE;

  /** Draws the size of each read, null if reads are not split. Guarded by the link's lock. */
  private Random chunks;

  /** The reader's wait: in progress, told to end. Its fields are guarded by the link's lock. */
  private final MemoryLink.Wait reading = new MemoryLink.Wait("read");

  /** The writer's wait, likewise. */
  private final MemoryLink.Wait writing = new MemoryLink.Wait("write");

  private MemoryTransport(
      MemoryLink link,
      MemoryPipe in,
      MemoryPipe out,
      InetSocketAddress local,
      InetSocketAddress remote) {
    this.link = link;
    this.in = in;
    this.out = out;
    this.localAddress = local;
    this.remoteAddress = remote;
  }

  /** The two ends of one connection; which is which makes no difference but for the addresses. */
  public record Pair(MemoryTransport left, MemoryTransport right) {}

  /** A connection that holds {@link #DEFAULT_CAPACITY} bytes in each direction. */
  public static Pair pair() {
    return pair(DEFAULT_CAPACITY);
  }

  /**
   * A connection that holds {@code capacity} bytes in each direction; {@link #write} takes no more
   * until the peer reads.
   *
   * @throws IllegalArgumentException if {@code capacity} is less than 1
   */
  public static Pair pair(int capacity) {
    requirePositive(capacity, "capacity");
    MemoryLink link = new MemoryLink();
    MemoryPipe toLeft = new MemoryPipe(capacity);
    MemoryPipe toRight = new MemoryPipe(capacity);
    InetSocketAddress leftAddress = InetSocketAddress.createUnresolved("left.memory", 1);
    InetSocketAddress rightAddress = InetSocketAddress.createUnresolved("right.memory", 2);
    MemoryTransport left = new MemoryTransport(link, toLeft, toRight, leftAddress, rightAddress);
    MemoryTransport right = new MemoryTransport(link, toRight, toLeft, rightAddress, leftAddress);
    left.peer = right;
    right.peer = left;
    return new Pair(left, right);
  }

  @Override
  public int read(ByteBuffer dst) throws IOException {
    link.lock.lock();
    try {
      requireUsable();
      if (in.atEnd()) {
        return -1;
      }
      if (in.visible() == 0 || !dst.hasRemaining()) {
        return 0;
      }
      int limit = Math.min(maxChunk, Math.min(in.visible(), dst.remaining()));
      int read = in.read(dst, chunks == null ? limit : 1 + chunks.nextInt(limit));
      link.changed.signalAll();
      return read;
    } finally {
      link.lock.unlock();
    }
  }

  @Override
  public int write(ByteBuffer src) throws IOException {
    link.lock.lock();
    try {
      requireUsable();
      if (out.finished()) {
        throw new ClosedChannelException();
      }
      if (peer.closed) {
        throw new SocketException("broken pipe");
      }
      int taken = out.write(src);
      link.changed.signalAll();
      return taken;
    } finally {
      link.lock.unlock();
    }
  }

  @Override
  public boolean awaitReadable(boolean orWritable, long nanos) throws IOException {
    return await(reading, true, orWritable, nanos);
  }

  @Override
  public boolean awaitWritable(long nanos) throws IOException {
    return await(writing, false, true, nanos);
  }

  @Override
  public void wakeup() {
    link.change(
        () -> {
          reading.wakeupPending = true;
          writing.wakeupPending = true;
        });
  }

  @Override
  public void shutdownOutput() throws IOException {
    link.lock.lock();
    try {
      requireUsable();
      out.finish();
      link.changed.signalAll();
    } finally {
      link.lock.unlock();
    }
  }

  /** {@inheritDoc} The peer reads what was written before, then the end of the stream. */
  @Override
  public void close() {
    link.change(
        () -> {
          closed = true;
          out.finish();
        });
  }

  @Override
  public boolean isOpen() {
    return link.ask(() -> !closed);
  }

  /** {@inheritDoc} An unresolved {@link InetSocketAddress}, made up. */
  @Override
  public SocketAddress localAddress() {
    return localAddress;
  }

  /** {@inheritDoc} An unresolved {@link InetSocketAddress}, made up. */
  @Override
  public SocketAddress remoteAddress() {
    return remoteAddress;
  }

  /**
   * From now on a read of this end returns at most {@code bytes} bytes.
   *
   * @throws IllegalArgumentException if {@code bytes} is less than 1
   */
  public void maxChunk(int bytes) {
    requirePositive(bytes, "bytes");
    link.change(() -> maxChunk = bytes);
  }

  /**
   * From now on a read of this end returns a random part of what it could return, at least 1 byte;
   * {@link #maxChunk} still applies. The same seed gives the same parts of the same bytes.
   */
  public void split(long seed) {
    link.change(() -> chunks = new Random(seed));
  }

  /** From now on the peer sees nothing new of what this end writes, until {@link #release}. */
  public void hold() {
    link.change(out::hold);
  }

  /** Lets the peer see all that was written since {@link #hold}, and all that follows. */
  public void release() {
    link.change(out::release);
  }

  /**
   * Cuts what this end writes off from the peer: the peer reads what it could see already, then the
   * end of the stream, as if a FIN had come. What is held, and what this end writes from now on, is
   * lost without its noticing.
   */
  public void cut() {
    link.change(out::cut);
  }

  /**
   * Resets the connection: all bytes that were not read are lost, and both ends, unless closed,
   * throw a {@link SocketException} "connection reset" from every read and write.
   */
  public void reset() {
    link.change(
        () -> {
          link.reset = true;
          in.clear();
          out.clear();
        });
  }

  /** How many bytes this end has written that the peer has not read, held ones included. */
  public int pending() {
    return link.ask(out::pending);
  }

  /** How many bytes this end has written since the beginning, lost ones included. */
  public long bytesWritten() {
    return link.ask(out::written);
  }

  private boolean await(MemoryLink.Wait wait, boolean read, boolean write, long nanos)
      throws IOException {
    link.lock.lock();
    try {
      if (wait.inProgress) {
        throw new IllegalStateException("another thread is already waiting to " + wait.what);
      }
      wait.inProgress = true;
      try {
        return awaitLocked(wait, read, write, nanos);
      } finally {
        wait.inProgress = false;
        wait.wakeupPending = false;
      }
    } finally {
      link.lock.unlock();
    }
  }

  private boolean awaitLocked(MemoryLink.Wait wait, boolean read, boolean write, long nanos)
      throws IOException {
    long left = nanos;
    while (true) {
      if (closed) {
        throw new ClosedChannelException();
      }
      if (wait.wakeupPending || Thread.currentThread().isInterrupted()) {
        return false;
      }
      if (link.reset || (read && readable()) || (write && writable())) {
        return true;
      }
      if (left <= 0) {
        return false;
      }
      try {
        if (nanos == Long.MAX_VALUE) {
          link.changed.await();
        } else {
          left = link.changed.awaitNanos(left);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        // Round again, which sees the status, or that this end is closed.
      }
    }
  }

  private boolean readable() {
    return in.visible() > 0 || in.atEnd();
  }

  /** Whether a write would take bytes or fail. */
  private boolean writable() {
    return peer.closed || out.writable();
  }

  private void requireUsable() throws IOException {
    if (closed) {
      throw new ClosedChannelException();
    }
    if (link.reset) {
      throw new SocketException("connection reset");
    }
  }

  private static void requirePositive(int value, String name) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1: " + value);
    }
  }
}
