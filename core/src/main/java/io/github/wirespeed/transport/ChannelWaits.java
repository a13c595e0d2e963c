package io.github.wirespeed.transport;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.channels.SocketChannel;

/**
 * The two waits, the reader's and the writer's, on one channel, and the closing of all three.
 *
 * <p>The waits are made when first needed: a connection that lives in an event loop has none. Any
 * thread.
 */
final class ChannelWaits {

  private static final VarHandle READER;
  private static final VarHandle WRITER;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      READER = lookup.findVarHandle(ChannelWaits.class, "reader", ChannelWait.class);
      WRITER = lookup.findVarHandle(ChannelWaits.class, "writer", ChannelWait.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final SocketChannel channel;

  /**
   * Null until first needed, then kept (but see {@link #releaseReader}). Any thread, by
   * compare-and-set.
   */
  private volatile ChannelWait reader;

  /** Null until first needed, then kept. Any thread, by compare-and-set. */
  private volatile ChannelWait writer;

  /** Whether the readiness thread may have a key of the channel. Set by waiting threads only. */
  private volatile boolean watched;

  ChannelWaits(SocketChannel channel) {
    this.channel = channel;
  }

  SocketChannel channel() {
    return channel;
  }

  ChannelWait reader() {
    ChannelWait wait = reader;
    return wait != null ? wait : made(READER, "read");
  }

  ChannelWait writer() {
    ChannelWait wait = writer;
    return wait != null ? wait : made(WRITER, "write");
  }

  /** Whether the readiness thread may know this object: it does so for good. */
  boolean watched() {
    return watched;
  }

  /**
   * Gives the reader's selector back, which connecting used, or a caller who read for a while, and
   * an event loop's connection would keep for nothing. Only while nobody is in the reader's wait.
   */
  void releaseReader() {
    ChannelWait r = reader;
    if (r != null) {
      reader = null;
      r.release();
    }
  }

  /** Asks the readiness thread for one signal when the channel is ready for one of {@code ops}. */
  void watch(int ops) throws IOException {
    watched = true; // before the key exists, so that a close that misses the flag finds no key
    ReadinessThread.watch(this, ops);
  }

  /** The channel is ready for {@code ops}. Called by the readiness thread. */
  void ready(int ops) {
    ChannelWait r = reader;
    if (r != null) {
      r.ready(ops);
    }
    ChannelWait w = writer;
    if (w != null) {
      w.ready(ops);
    }
  }

  /** Nobody watches the channel any more. Called by the readiness thread as it ends. */
  void unwatched(Throwable cause) {
    ChannelWait r = reader;
    if (r != null) {
      r.unwatched(cause);
    }
    ChannelWait w = writer;
    if (w != null) {
      w.unwatched(cause);
    }
  }

  void wakeup() {
    reader().wakeup();
    writer().wakeup();
  }

  /** Closes the channel, ends the waits and gives their descriptors back. Idempotent. */
  void close() {
    try {
      // First, so that a wait that begins now finds the channel closed.
      channel.close();
    } catch (IOException ignored) {
      // The descriptor is gone whatever close(2) says, and there is nothing left to be done about
      // bytes that could not be delivered: whoever needs to know has a handshake for it.
    }
    ChannelWait r = reader;
    if (r != null) {
      r.release();
    }
    ChannelWait w = writer;
    if (w != null) {
      w.release();
    }
    if (watched) {
      // A channel keeps its descriptor until each selector has dropped its key.
      ReadinessThread.dropClosed();
    }
  }

  private ChannelWait made(VarHandle field, String what) {
    ChannelWait made = new ChannelWait(this, what);
    ChannelWait there = (ChannelWait) field.compareAndExchange(this, (ChannelWait) null, made);
    return there != null ? there : made;
  }
}
