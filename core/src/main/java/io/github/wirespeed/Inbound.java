package io.github.wirespeed;

import io.github.wirespeed.protocol.Opcode;
import io.github.wirespeed.protocol.ReadHalf;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The reading hand of an actor: bytes in, events to where they belong. Whoever has the baton reads,
 * on its own thread: the loop, or a caller that waits. It reads the socket once a turn, so that the
 * connections of a loop share its time.
 */
abstract class Inbound extends Hand {
  /** What {@link #step} did: took an event, found nothing, or there is nothing to come. */
  enum Step {
    EVENT,
    NOTHING,
    ENDED
  }

  /** How much is read at a time of what nobody looks at any more. */
  private static final int DISCARDED = 4 << 10;

  final Actor actor;

  // Holder only, all below.
  private Halves.Reads reads; // null while the connection is quiet
  private boolean ended; // the peer's Close, a violation, the end of TCP, or our own failure

  // Written by the holder.
  private volatile boolean eof;

  /** Begins with the bytes that came with the handshake's end. */
  Inbound(Actor actor, ByteBuffer first) {
    this.actor = actor;
    if (first.hasRemaining()) {
      this.reads = actor.halves().readsBehind(first);
    }
  }

  /** Compressed messages may come. Before the start, then holder only. */
  void attach() {
    if (reads != null && actor.deflation() != null) {
      reads.half.attach(actor.deflation().inflater());
    }
  }

  /** A message came. Holder only. */
  abstract void message(Halves.Reads from);

  /** A ping came; its pong is owed already. Holder only. */
  void ping(ByteBuffer payload) {}

  /** A pong came, of whatever kind. Holder only. */
  void pong(ByteBuffer payload) {}

  /** Whether there is somebody, or room, for another message. Holder only. */
  abstract boolean wantsMessage();

  /** Nothing more will come: whoever waits is told. Holder only; may be called again. */
  abstract void tellEnd();

  /** Does what others left to be done, beside reading. Holder only. */
  abstract void serve();

  /** Whether the loop should watch for bytes. Loop only. */
  abstract boolean wantsBytes();

  /** A turn of the loop: reads once, and takes all that came. True if anything was done. */
  boolean turn() {
    if (!tryTake()) {
      return false; // a caller reads, and has what it finds
    }
    boolean worked = false;
    do {
      worked |= readOnce();
    } while (!leaveClean());
    return worked;
  }

  /** Others left something to be done. Any thread. */
  void prompt() {
    if (signal()) {
      do {
        attend();
        takeWaiting();
      } while (!leaveClean());
    }
  }

  /** Gives back what is not needed while nothing is going on. Loop only. */
  void rest() {
    if (tryTake()) {
      restOthers();
      actor.transport().releaseReader();
      leaveAll();
    }
  }

  /** Gives back what a kind of this has beside the half. Holder only. */
  abstract void restOthers();

  /** Leaves the baton, having done what was left meanwhile. Holder only. */
  void leaveAll() {
    while (!leaveClean()) {
      attend();
      takeWaiting();
    }
  }

  /** Does what was left to be done, and ends where that is what was left. Holder only. */
  void attend() {
    if (!ended && actor.failing()) {
      end();
    }
    serve();
  }

  /** Leaves the baton, and no half behind that is not needed; false if it was not to be left. */
  private boolean leaveClean() {
    if (reads != null && !actor.warm() && (ended || actor.halves().takeBack(reads))) {
      reads = null;
    }
    return leave();
  }

  private boolean readOnce() {
    attend();
    boolean worked = takeAll();
    if (step(true) == Step.EVENT) {
      worked = true;
      takeAll();
    }
    return worked;
  }

  /** Takes what was read already, if somebody waits for it who may get it here. Holder only. */
  abstract void takeWaiting();

  boolean takeAll() {
    boolean worked = false;
    while (step(false) == Step.EVENT) {
      worked = true;
    }
    return worked;
  }

  /**
   * Takes one event out of the bytes that are there.
   *
   * @param mayRead whether the socket may be read, once, if they do not suffice: then bytes that
   *     came count as an event
   */
  @SuppressWarnings("CatchingUnchecked") // out of memory, most likely: it ends this connection only
  Step step(boolean mayRead) {
    try {
      return event(mayRead);
    } catch (Throwable t) {
      actor.crash(t);
      end();
      return Step.EVENT;
    }
  }

  private Step event(boolean mayRead) {
    if (ended) {
      return mayRead || actor.transport().buffered() ? discard() : Step.ENDED;
    }
    if (!wantsMessage()) {
      return Step.NOTHING;
    }
    if (reads == null) {
      if (!mayRead && !actor.transport().buffered()) {
        return Step.NOTHING;
      }
      reads = actor.halves().reads();
      attach();
    }
    ReadHalf half = reads.half;
    switch (half.poll(reads.in.bytes())) {
      case ReadHalf.MESSAGE -> {
        count(1, half.payload().remaining());
        if (!actor.keeps(reads)) {
          message(reads);
        }
      }
      // RFC 6455 5.5.2: a pong is owed, at once.
      case ReadHalf.PING -> {
        actor.outbound().owe(half.owed(), half.owedPayload());
        ping(half.owedPayload());
      }
      case ReadHalf.PONG -> {
        actor.pongCame(half.payload());
        pong(half.payload());
      }
      case ReadHalf.CLOSE -> {
        actor.ending().received(half.closeStatus());
        owedClose(half);
      }
      case ReadHalf.FAILED -> {
        actor
            .ending()
            .failed(
                new ProtocolViolationException(
                    half.closeStatus().code(), half.closeStatus().reason()));
        owedClose(half);
      }
      default -> {
        return mayRead || actor.transport().buffered() ? read() : Step.NOTHING;
      }
    }
    return Step.EVENT;
  }

  private void owedClose(ReadHalf half) {
    if (actor.ending().handshake().closeOwed()) {
      actor.outbound().owe(Opcode.CLOSE, half.owedPayload());
    }
    end();
  }

  /** Nothing more is delivered; what is left of the connection is the loop's. Holder only. */
  void end() {
    if (!ended) {
      ended = true;
      if (actor.deflation() != null) {
        actor.deflation().inflater().close();
      }
      tellEnd();
      actor.windUp();
    }
  }

  private Step read() {
    int n = 0;
    try {
      n = actor.transport().read(reads.in.target());
    } catch (IOException e) {
      lost(e);
      return Step.EVENT;
    } finally {
      reads.in.filled(n);
    }
    if (n < 0) {
      lost(null);
    } else if (n > 0) {
      reads.view.readAt(System.nanoTime());
      actor.heard();
    }
    return n == 0 ? Step.NOTHING : Step.EVENT;
  }

  private void lost(IOException why) {
    eof = true;
    if (why != null && !actor.ending().closing()) {
      actor.ending().lost(why);
    }
    actor.ending().ended();
    end();
  }

  /** After the end: reads on and looks at nothing, until the end of TCP. */
  private Step discard() {
    if (eof) {
      return Step.ENDED;
    }
    ByteBuffer nowhere = ByteBuffer.allocate(DISCARDED);
    try {
      int n = actor.transport().read(nowhere);
      if (n >= 0) {
        return n == 0 ? Step.NOTHING : Step.EVENT;
      }
    } catch (IOException e) {
      // The end of TCP is all that was waited for.
    }
    eof = true;
    // A peer may end its side right behind its Close and still hear our answer: a sender may have
    // that in hand.
    actor.outbound().endWhenIdle();
    return Step.ENDED;
  }

  /** Whether the end of TCP was read. Any thread. */
  boolean eof() {
    return eof;
  }

  /** Whether nothing more will be delivered. Holder only. */
  boolean ended() {
    return ended;
  }
}
