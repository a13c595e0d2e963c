package io.github.wirespeed.transport;

import java.io.Closeable;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;

/**
 * A connected, bidirectional stream of bytes whose reads and writes never wait; waiting is a verb
 * of its own.
 *
 * <p><b>Threads.</b> A transport has one reader and one writer at a time, which may be two threads
 * that run at once: the reader calls {@link #read} and {@link #awaitReadable}, the writer {@link
 * #write}, {@link #awaitWritable} and {@link #shutdownOutput}. Either role may move to another
 * thread if the hand-over makes memory visible (a lock, a queue). {@link #wakeup}, {@link #close},
 * {@link #isOpen} and the addresses may be called by any thread at any time.
 *
 * <p><b>Buffers</b> are the caller's before and after each call; none is kept.
 *
 * <p><b>Interrupts.</b> A thread whose interrupt status is set never closes the transport and never
 * loses bytes: reads and writes ignore the status, waits return {@code false} and keep it.
 *
 * <p><b>Failures.</b> Once this end is closed, every call that may throw an {@link IOException}
 * throws {@link java.nio.channels.ClosedChannelException}, except {@code close()}. Any other {@code
 * IOException} is the connection's: it does not close the transport, the owner does.
 */
public interface Transport extends Closeable {

  /**
   * Reads what is there, without waiting. Reader only.
   *
   * @param dst receives the bytes; a direct buffer saves a copy
   * @return how many bytes were read, 0 if none is there now or {@code dst} is full, -1 at the end
   *     of the stream (and at every read from then on)
   * @throws IOException if the connection failed, for example because the peer reset it
   */
  int read(ByteBuffer dst) throws IOException;

  /**
   * Whether a read would give bytes that no wait tells of, as they have left the network already:
   * who waits in a selector of its own must read until this is false. Reader only.
   */
  default boolean buffered() {
    return false;
  }

  /**
   * Writes what can be taken now, without waiting. Writer only.
   *
   * @param src the bytes; its position moves over those that were taken
   * @return how many bytes were taken, 0 if none can be taken now or {@code src} is empty
   * @throws java.nio.channels.ClosedChannelException also after {@link #shutdownOutput}
   * @throws IOException if the connection failed
   */
  int write(ByteBuffer src) throws IOException;

  /**
   * Writes what can be taken now of two buffers, one behind the other, without waiting. Writer
   * only.
   *
   * @param first its position moves over the bytes that were taken
   * @param second likewise; none of it is taken before all of {@code first} is
   * @return how many bytes were taken of both
   * @throws IOException as {@link #write(ByteBuffer)}
   */
  default long write(ByteBuffer first, ByteBuffer second) throws IOException {
    long taken = write(first);
    return first.hasRemaining() ? taken : taken + write(second);
  }

  /**
   * Waits until bytes, the end of the stream or a failure can be read, or, if {@code orWritable},
   * until bytes can be written. Reader only; {@link #awaitWritable} may run at the same time.
   *
   * <p>{@code true} is a hint: the next read may rarely find nothing after all. {@code false} says
   * only why the wait ended, not that there is nothing: a wait that a wakeup or an interrupt ended
   * need not have looked. Nothing is lost by it, since the next wait tells of the same bytes.
   *
   * @param orWritable whether room to write ends the wait too
   * @param nanos the longest wait in nanoseconds; 0 or less looks and does not wait, {@link
   *     Long#MAX_VALUE} is no limit
   * @return {@code false} if the time ran out, {@link #wakeup} was called, or the thread is
   *     interrupted (its interrupt status is kept)
   * @throws java.nio.channels.ClosedChannelException if this end is closed, before or meanwhile
   * @throws IOException if waiting itself is not possible, for example for want of descriptors
   * @throws IllegalStateException if another thread is in this method
   */
  boolean awaitReadable(boolean orWritable, long nanos) throws IOException;

  /**
   * Waits until bytes can be written, or until a write would fail. Writer only; {@link
   * #awaitReadable} may run at the same time.
   *
   * @param nanos as for {@link #awaitReadable}
   * @return as for {@link #awaitReadable}
   * @throws java.nio.channels.ClosedChannelException if this end is closed, before or meanwhile
   * @throws IOException if waiting itself is not possible
   * @throws IllegalStateException if another thread is in this method
   */
  boolean awaitWritable(long nanos) throws IOException;

  /**
   * Ends a wait of either kind that is in progress; a kind of which none is in progress has its
   * next wait ended instead. Wakeups do not add up. Any thread; never waits. What the calling
   * thread did before is visible to the thread that returns from the wait.
   */
  void wakeup();

  /**
   * The channel that a selector can watch for bytes; null where there is none. It stays the
   * transport's. Any thread.
   */
  default SelectableChannel channel() {
    return null;
  }

  /**
   * Gives back what {@link #awaitReadable} keeps for the next time: descriptors, where the platform
   * needs them to wait. Reader only, while it does not wait.
   */
  default void releaseReader() {}

  /**
   * Tells the peer that no more bytes follow those already written (TCP: FIN). Reading goes on.
   * Idempotent. Writer only.
   *
   * @throws IOException if the connection failed
   */
  void shutdownOutput() throws IOException;

  /**
   * Closes this end and ends both waits, which then throw {@link
   * java.nio.channels.ClosedChannelException}. Idempotent; any thread; never throws.
   */
  @Override
  void close();

  /** Whether {@link #close} has not been called. Says nothing about the peer. Any thread. */
  boolean isOpen();

  /** The address of this end; stays readable after {@link #close}. Any thread. */
  SocketAddress localAddress();

  /** The address of the peer; stays readable after {@link #close}. Any thread. */
  SocketAddress remoteAddress();
}
