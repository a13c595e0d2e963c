package io.github.wirespeed;

import io.github.wirespeed.loop.Spin;
import io.github.wirespeed.protocol.CloseStatus;
import io.github.wirespeed.protocol.Compress;
import io.github.wirespeed.protocol.Opcode;
import io.github.wirespeed.protocol.WriteHalf;
import io.github.wirespeed.transport.Transport;
import io.github.wirespeed.transport.VirtualThreads;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The writing side of a blocking connection. Any number of threads send; one at a time holds the
 * lock, encodes, and writes on its own thread.
 *
 * <p>The reader never waits for that lock. What it owes the peer it leaves in a slot ({@link #owe})
 * and then tries the lock: either it gets it, or the holder finds the slot when it leaves. So a
 * writer that is stuck stops neither the reader nor, longer than its frame, a pong.
 */
final class Sender {
  private final Transport transport;
  private final WriteHalf writes;
  private final CountedEnding ending;
  private final Spin spin;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition messageEnded = lock.newCondition();
  // Guarded by the lock: whose message of several calls is under way, so that no other may start.
  private Thread streaming;

  // Filled by the reader, emptied by the holder of the lock.
  private final Owed owed;

  // Written under the lock; read by the reader, who then also waits for room to write.
  private volatile boolean leftover;
  // Written under the lock: a frame is on the wire in part and cannot be completed.
  private volatile boolean broken;

  /**
   * A sender.
   *
   * @param owed where the reader leaves what it owes
   */
  Sender(Transport transport, WriteHalf writes, CountedEnding ending, Spin spin, Owed owed) {
    this.owed = owed;
    this.transport = transport;
    this.writes = writes;
    this.ending = ending;
    this.spin = spin;
  }

  /** Sends a text message; returns when all of it is handed to the network. */
  void text(String text, Compress compress) throws IOException {
    take();
    try {
      int next = 0;
      do {
        next = writes.text(text, next, compress);
        flush();
      } while (writes.messageOpen() && unclosed());
      ending.sent.count(writes.messageBytes());
    } finally {
      leave();
    }
  }

  /** Sends a message; returns when all of it is handed to the network. */
  void message(Opcode opcode, ByteBuffer payload, Compress compress) throws IOException {
    take();
    int start = payload.position();
    try {
      boolean complete;
      do {
        complete = writes.data(opcode, payload, true, compress);
        flush();
      } while (!complete && unclosed());
      ending.sent.count(writes.messageBytes());
    } catch (InterruptedIOException e) {
      if (!broken) {
        payload.position(start); // withdrawn: nothing of it was sent, all of it is the caller's
      }
      throw e;
    } finally {
      leave();
    }
  }

  /** Starts a message of several {@link #part}s: no other message may start until its last. */
  void start() throws IOException {
    take();
    streaming = Thread.currentThread();
    leave();
  }

  /** Sends the next part of the message that {@link #start} started. */
  void part(Opcode opcode, ByteBuffer payload, boolean last) throws IOException {
    acquire();
    try {
      unclosed();
      boolean complete;
      do {
        complete = writes.data(opcode, payload, last);
        flush();
      } while (!complete && (last || payload.hasRemaining()) && unclosed());
      if (complete) {
        ending.sent.count(writes.messageBytes());
      }
    } finally {
      if (last || broken) {
        streaming = null;
        messageEnded.signalAll();
      }
      leave();
    }
  }

  /** Gives up a message: if part of it is sent it cannot be taken back, so the connection ends. */
  void abandon(Throwable why) {
    lock.lock();
    try {
      streaming = null;
      messageEnded.signalAll();
      if (writes.messageOpen() && !broken && !writes.closed()) {
        ending.because(why);
        owed.put(Opcode.CLOSE, CloseStatus.sendable(1011, "message source failed").payload());
      }
    } finally {
      leave();
    }
  }

  /** Sends a ping, or a pong that nobody asked for. */
  void control(Opcode opcode, ByteBuffer payload) throws IOException {
    acquire();
    try {
      refuseIfOver();
      writes.control(opcode, payload);
      flush();
    } finally {
      leave();
    }
  }

  /**
   * Sends a Close, unless one was sent; waits for other senders and for the network, but not longer
   * than until the deadline. The writing side is over after it, however it went.
   */
  void close(CloseStatus status, long deadline) {
    boolean held = false;
    try {
      // The plain try first: a thread that is interrupted may still say goodbye.
      held = lock.tryLock() || lock.tryLock(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!held) {
      return;
    }
    try {
      if (!writes.closed() && !broken) {
        writes.control(Opcode.CLOSE, status.payload());
        ending.sent(status);
        flush(deadline);
      }
    } catch (IOException e) {
      ending.lost(e);
    } finally {
      leave();
    }
  }

  /** The reader owes the peer a frame: it goes out now if nobody writes, else after that frame. */
  void owe(Opcode opcode, ByteBuffer payload) {
    owed.put(opcode, payload);
    settle();
  }

  /** Whether somebody sends, or is in the middle of a message of several parts. A hint. */
  boolean busy() {
    return lock.isLocked() || streaming != null;
  }

  /** Whether bytes wait that the network did not take: the reader waits for room too. */
  boolean leftover() {
    return leftover;
  }

  /** Writes what waits, if the network takes it and nobody else is about to. Never waits. */
  void settle() {
    if (lock.tryLock()) {
      leave();
    }
  }

  /** The same, with a moment's patience for whoever is writing. */
  void settleWithin(long nanos) {
    try {
      if (lock.tryLock(nanos, TimeUnit.NANOSECONDS)) {
        leave();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Tells the peer that nothing follows, if all is written and nobody is writing. Never waits. */
  void shutdown() {
    if (lock.tryLock()) {
      try {
        if (!writes.hasPending() && !broken) {
          transport.shutdownOutput();
        }
      } catch (IOException e) {
        // What ends the connection is known already.
      } finally {
        leave();
      }
    }
  }

  private void take() throws IOException {
    acquire();
    boolean ready = false;
    try {
      while (streaming != null && !ending.over() && !writes.closed()) {
        if (streaming == Thread.currentThread()) {
          throw new IllegalStateException("this thread is in the middle of sending a stream");
        }
        messageEnded.await();
      }
      refuseIfOver();
      ready = true;
    } catch (InterruptedException e) {
      throw interrupted("interrupted before the message was sent");
    } finally {
      if (!ready) {
        leave();
      }
    }
  }

  private void acquire() throws IOException {
    if (!lock.tryLock()) {
      try {
        lock.lockInterruptibly();
      } catch (InterruptedException e) {
        throw interrupted("interrupted before the message was sent");
      }
    }
  }

  private void refuseIfOver() throws IOException {
    if (broken || writes.closed() || ending.over() || ending.closing()) {
      throw ending.exception();
    }
  }

  /**
   * True while a message may go on: a Close that the peer was owed may have gone out in between, or
   * the connection may have ended.
   */
  private boolean unclosed() throws IOException {
    if (broken || writes.closed() || ending.over()) {
      throw ending.exception();
    }
    return true;
  }

  /** Writes all that is encoded; what the reader owes goes out before the next frame. */
  private void flush() throws IOException {
    flush(Long.MAX_VALUE);
    encodeOwed();
  }

  private void flush(long deadline) throws IOException {
    try {
      ByteBuffer pending = writes.pending();
      transport.write(pending);
      while (pending.hasRemaining()) {
        awaitRoom(pending, deadline);
      }
      writes.written();
    } catch (InterruptedIOException e) {
      writes.written();
      if (!writes.withdraw()) {
        // Part of the message is on the wire and cannot be taken back.
        InterruptedIOException ended =
            new InterruptedIOException(
                "interrupted in the middle of a frame: the connection is closed");
        broken = true;
        ending.because(ended);
        ending.ended();
        transport.close();
        throw ended;
      }
      throw e;
    } catch (IOException e) {
      // Bytes that arrived before are still for the reader to find: the transport stays open.
      fail(e);
      throw ending.exception();
    }
  }

  private void fail(IOException e) {
    broken = true;
    leftover = false;
    if (!ending.finished()) {
      ending.lost(e); // else it is only what closing on this side did to a sender that waited
    }
  }

  private void awaitRoom(ByteBuffer pending, long deadline) throws IOException {
    long start = spin.begin();
    boolean parked = false;
    if (!VirtualThreads.isCurrent()) {
      while (spin.again(start)) {
        if (transport.write(pending) > 0) {
          spin.end(start, false);
          owed.roomCame();
          return;
        }
        refuseToWait(deadline);
      }
    }
    while (transport.write(pending) == 0) {
      refuseToWait(deadline);
      parked = true;
      transport.awaitWritable(deadline == Long.MAX_VALUE ? deadline : deadline - System.nanoTime());
    }
    spin.end(start, parked);
    owed.roomCame();
  }

  private static void refuseToWait(long deadline) throws IOException {
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException(
          "interrupted before the message was sent: the peer takes no bytes");
    }
    if (deadline != Long.MAX_VALUE && deadline - System.nanoTime() <= 0) {
      throw new IOException("the peer did not take the bytes of the close frame in time");
    }
  }

  /** Leaves the lock, and nothing owed behind that the network would take. */
  private void leave() {
    boolean open = false;
    do {
      try {
        if (!broken && writePending()) {
          // Only now: what is owed waits in its slot, where the next pong takes the place of this.
          encodeOwed();
          writePending();
        }
        if (broken || ending.over()) {
          messageEnded.signalAll();
          writes.release();
        }
      } catch (IOException e) {
        fail(e);
      } finally {
        open = streaming != null || writes.messageOpen(); // then it is for who ends the message
        lock.unlock();
      }
      // Whoever filled a slot after we looked failed to get the lock: then it is for us to do,
      // unless the network takes nothing: then the reader comes back to it.
    } while (owed.any(open) && !leftover && !broken && lock.tryLock());
  }

  /** Writes what the network takes; true if nothing is left. */
  private boolean writePending() throws IOException {
    if (writes.hasPending()) {
      if (transport.write(writes.pending()) > 0 && leftover) {
        owed.roomCame();
      }
      setLeftover(!writes.written());
    } else if (leftover) {
      leftover = false;
    }
    return !leftover;
  }

  private void setLeftover(boolean now) {
    boolean before = leftover;
    leftover = now;
    if (now && !before) {
      transport.wakeup(); // so that a reader that waits begins to wait for room as well
    }
  }

  private void encodeOwed() {
    if (owed.encode(writes, ending)) {
      messageEnded.signalAll();
    }
  }

  static InterruptedIOException interrupted(String what) {
    Thread.currentThread().interrupt();
    return new InterruptedIOException(what);
  }
}
