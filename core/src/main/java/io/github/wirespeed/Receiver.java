package io.github.wirespeed;

import io.github.wirespeed.loop.Spin;
import io.github.wirespeed.protocol.CloseHandshake;
import io.github.wirespeed.protocol.CloseStatus;
import io.github.wirespeed.protocol.InboundBuffer;
import io.github.wirespeed.protocol.Opcode;
import io.github.wirespeed.protocol.ReadHalf;
import io.github.wirespeed.transport.Transport;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/**
 * The reading side of a blocking connection: whoever holds the turn reads, on its own thread. That
 * is the thread in {@code receive}, else one that waits for a pong, else the one that closes.
 *
 * <p>A view that was handed out keeps the turn with its thread, so that nobody else reads over it.
 */
final class Receiver {
  /** Deadline of a wait without one. */
  static final long FOREVER = Long.MAX_VALUE;

  /**
   * How long the end of TCP is waited for after the last frame. RFC 6455 7.1.1 has the server close
   * first; closing at once would answer bytes still under way with a reset, which may destroy our
   * Close before the peer reads it.
   */
  private static final long LINGER_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final Transport transport;
  private final ReadHalf reads;
  private final Sender sender;
  private final CountedEnding ending;
  private final Pings pings;
  private final ReadWait wait;
  private final MessageView view;

  private final Turn turn = new Turn();

  // All below: whoever holds the turn.
  private final InboundBuffer in;
  private final ReadAhead ahead = new ReadAhead();

  private final BlockingKeeper keeper; // null without a keepalive

  /**
   * A receiver.
   *
   * @param first bytes that came with the handshake's end: the first frames
   * @param keeper null without a keepalive
   */
  Receiver(
      Transport transport,
      ReadHalf reads,
      Sender sender,
      CountedEnding ending,
      Pings pings,
      Spin spin,
      ByteBuffer first,
      BlockingKeeper keeper) {
    this.transport = transport;
    this.reads = reads;
    this.sender = sender;
    this.ending = ending;
    this.pings = pings;
    this.wait = new ReadWait(transport, sender, ending, spin);
    this.keeper = keeper;
    this.in = new InboundBuffer(reads, this::buffer, first);
    this.view = new MessageView(reads, in);
  }

  private ByteBuffer buffer(int capacity) {
    if (view != null) {
      view.bufferReplaced();
    }
    return ByteBuffer.allocateDirect(capacity);
  }

  /** The next message, as one to keep. */
  Message receive(long deadline) throws IOException {
    take(deadline);
    try {
      Message stored = takeStored();
      if (stored != null) {
        return stored;
      }
      return next(deadline).toMessage();
    } finally {
      leave();
    }
  }

  /** The next message where it lies; the turn stays with the caller until it receives again. */
  MessageView receiveView(long deadline) throws IOException {
    take(deadline);
    boolean kept = false;
    try {
      Message stored = takeStored();
      MessageView shown = stored == null ? next(deadline) : view.show(stored);
      kept = true;
      if (keeper != null) {
        keeper.lent();
      }
      return shown;
    } finally {
      if (!kept) {
        leave();
      }
    }
  }

  /** Waits until the pong is there, and says when it was read; stores messages that come first. */
  long awaitPong(int ping, long deadline) throws IOException {
    while (!pings.answered(ping)) {
      if (ending.finished()) {
        throw ending.exception();
      }
      try {
        // With the inbox full only a receive can go on; it wakes this thread when it leaves.
        if (turn.take(
            () -> !ahead.full(), () -> pings.answered(ping) || ending.finished(), deadline)) {
          readUntilPong(ping, deadline);
        } else if (deadline - System.nanoTime() <= 0) {
          throw new SocketTimeoutException("no pong in time");
        }
      } catch (InterruptedException e) {
        throw Sender.interrupted("interrupted while waiting for a pong");
      } catch (SocketTimeoutException e) {
        throw new SocketTimeoutException(
            ahead.full()
                ? "no pong in time: messages that came before it wait to be received"
                : "no pong in time");
      } catch (InterruptedIOException e) {
        throw Sender.interrupted("interrupted while waiting for a pong");
      } finally {
        leave();
      }
    }
    return pings.answeredAt();
  }

  private void readUntilPong(int ping, long deadline) throws IOException {
    while (!ahead.full() && !pings.answered(ping)) {
      if (event(deadline) == ReadHalf.MESSAGE) {
        ahead.keep(arrived().toMessage(), reads.payload().remaining());
      }
    }
  }

  /**
   * After our Close: reads, and discards, until the peer's Close and the end of TCP, or the
   * deadline.
   */
  void drain(long deadline) {
    try {
      if (turn.tryTake() || turn.take(() -> true, ending::over, deadline)) {
        ahead.clear();
        discard(deadline);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      ending.lost(e);
    } finally {
      leave();
    }
  }

  /** The connection is closed: a view that the caller still holds is void. */
  void release() {
    leave();
  }

  private void leave() {
    turn.leave();
    letGo();
  }

  /** After a close of this side nobody receives any more: whoever sees that last lets go. */
  private void letGo() {
    if (ending.closing() && ending.over() && turn.tryTake()) {
      reads.release();
      turn.leave();
    }
  }

  private void take(long deadline) throws IOException {
    if (keeper != null) {
      keeper.visited();
    }
    if (turn.tryTake()) {
      return; // perhaps with a view, which now becomes void
    }
    try {
      if (turn.take(() -> true, ending::closing, deadline)) {
        return;
      }
    } catch (InterruptedException e) {
      throw Sender.interrupted("interrupted while waiting for a message");
    }
    if (ending.closing()) {
      throw ending.exception();
    }
    throw new SocketTimeoutException("no message in time: another thread is receiving");
  }

  private Message takeStored() throws IOException {
    if (ending.closing()) {
      throw ending.exception();
    }
    if (keeper != null && ahead.full()) {
      keeper.readAgain();
    }
    return ahead.poll();
  }

  private MessageView next(long deadline) throws IOException {
    int event;
    do {
      event = event(deadline);
    } while (event != ReadHalf.MESSAGE);
    return arrived();
  }

  private MessageView arrived() {
    return view.show(reads.text(), reads.ascii(), reads.payload());
  }

  /** Reads up to the next event that a caller may care for, and does what all of them need. */
  private int event(long deadline) throws IOException {
    for (; ; ) {
      int event = reads.poll(in.bytes());
      switch (event) {
        // RFC 6455 5.5.2: a pong is owed, at once.
        case ReadHalf.PING -> pingCame();
        case ReadHalf.PONG -> {
          pongCame();
          return event;
        }
        case ReadHalf.MESSAGE -> {
          ending.received.count(reads.payload().remaining());
          if (keeper == null || !keeper.hides(arrived())) {
            return event;
          }
        }
        case ReadHalf.CLOSE, ReadHalf.FAILED -> {
          lastCame(event);
          end();
          throw ending.exception();
        }
        case ReadHalf.NEED_BYTES -> {
          if (ending.finished()) {
            reads.release();
            throw ending.exception();
          }
          fill(deadline);
        }
        case ReadHalf.ENDED -> throw ending.exception();
        default -> {
          return event;
        }
      }
    }
  }

  void pingCame() {
    sender.owe(reads.owed(), reads.owedPayload());
  }

  void pongCame() {
    if (pings.pong(reads.payload())) {
      turn.wake();
    }
  }

  /** The peer's Close was read, or a violation: says so, and answers it. */
  void lastCame(int event) {
    CloseStatus status = reads.closeStatus();
    if (event == ReadHalf.FAILED) {
      ending.failed(new ProtocolViolationException(status.code(), status.reason()));
    } else {
      ending.received(status);
    }
    if (reads.owed() != null && ending.handshake().closeOwed()) {
      sender.owe(Opcode.CLOSE, reads.owedPayload());
    }
    if (!ending.closing() && ending.handshake().state() == CloseHandshake.State.FAILED) {
      // RFC 6455 7.1.7: nothing is expected of the peer any more, not even its Close.
      sender.shutdown();
    }
  }

  /** After the last frame: waits a little for the end of TCP. */
  private void end() {
    if (ending.closing()) {
      return; // whoever closes waits for the end of TCP
    }
    long deadline = System.nanoTime() + LINGER_NANOS;
    try {
      discard(deadline);
    } catch (IOException ignored) {
      // What ended the connection is known already.
    }
    over();
  }

  void over() {
    ending.ended();
    if (keeper != null) {
      keeper.stop();
    }
    transport.close();
    reads.release();
    turn.wake();
    sender.settle();
  }

  /** After our last frame: reads and discards up to the end of TCP, or the deadline. */
  private void discard(long deadline) throws IOException {
    while (!ending.over()) {
      long left = deadline - System.nanoTime();
      if (left <= 0 || Thread.currentThread().isInterrupted()) {
        return;
      }
      switch (reads.poll(in.bytes())) {
        case ReadHalf.PING -> sender.owe(reads.owed(), reads.owedPayload());
        case ReadHalf.CLOSE -> {
          ending.received(reads.closeStatus());
          sender.owe(Opcode.CLOSE, reads.owedPayload());
        }
        case ReadHalf.NEED_BYTES, ReadHalf.ENDED -> {
          int n = readSome();
          if (n < 0) {
            // A peer may end its side right behind its Close and still hear our answer.
            sender.settleWithin(Math.min(left, LINGER_NANOS));
            over();
          } else if (n == 0) {
            transport.awaitReadable(sender.leftover(), left);
            sender.settle();
          }
        }
        case ReadHalf.MESSAGE -> ending.received.count(reads.payload().remaining());
        default -> {
          // A pong that nobody waits for any more, or a violation that changes nothing.
        }
      }
    }
  }

  private void fill(long deadline) throws IOException {
    try {
      int n = readSome();
      if (n == 0) {
        n = wait.forBytes(this, deadline);
      }
      if (n < 0) {
        over();
        throw ending.exception();
      }
    } catch (WebSocketException | InterruptedIOException e) {
      throw e;
    } catch (IOException e) {
      if (!ending.closing()) {
        ending.lost(e);
        over();
      }
      throw ending.exception();
    }
  }

  int readSome() throws IOException {
    int n = 0;
    try {
      n = transport.read(in.target());
    } finally {
      in.filled(n);
    }
    if (n > 0) {
      view.readAt(System.nanoTime());
      if (keeper != null) {
        keeper.heard();
      }
    }
    return n;
  }

  // ---- for a keepalive ----

  /** The next event of what was read. Whoever holds the turn. */
  int poll() {
    return reads.poll(in.bytes());
  }

  /** Keeps the message that was polled for later, if it is for the application. */
  void keep() throws IOException {
    if (!keeper.hides(arrived())) {
      ahead.keep(arrived().toMessage(), reads.payload().remaining());
    }
  }

  /** Reads what is there, if nobody else reads. Never waits. */
  ReadAhead.Step readAhead() {
    if (ahead.full()) {
      return ReadAhead.Step.FULL;
    } else if (!turn.tryTake()) {
      return ReadAhead.Step.BUSY;
    }
    try {
      return ahead.read(this);
    } catch (IOException e) {
      if (!ending.closing()) {
        ending.because(e);
        over();
      }
      return ReadAhead.Step.ENDED;
    } finally {
      leave();
    }
  }

  /** Whether somebody has the turn. */
  boolean held() {
    return turn.held();
  }

  /** Whether as much is kept as may be. Any thread. */
  boolean full() {
    return ahead.full();
  }

  /** The connection is dead: ends it, whoever reads. Never waits. */
  void giveUp() {
    if (turn.tryTake()) {
      over();
      leave();
    } else {
      ending.ended();
      transport.close(); // which ends a wait
      turn.wake();
      sender.settle();
    }
  }
}
