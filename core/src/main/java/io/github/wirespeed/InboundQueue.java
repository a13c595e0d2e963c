package io.github.wirespeed;

import io.github.wirespeed.loop.Mailbox;
import io.github.wirespeed.loop.Spin;
import io.github.wirespeed.transport.VirtualThreads;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The reading hand of a connection whose messages are asked for. A receive that finds a message, or
 * bytes in the socket, takes it at once; one that does not waits its turn among the takers. With no
 * taker the loop reads ahead into the inbox up to its bounds, and then stops: TCP pushes back.
 *
 * <p>A thread that waits for a stage hosts the reading meanwhile ({@link #host}).
 */
final class InboundQueue extends Inbound {
  private final Mailbox<Taker> takers = new Mailbox<>();

  // Holder only.
  private Inbox inbox; // null while nothing is kept
  // A receive looks for a message on its own thread: what it finds is its.
  private boolean looking;

  // Written by the holder, read by any.
  private volatile boolean full; // the inbox is: the loop does not read
  private volatile boolean exhausted; // the end was reached and nothing is left
  private volatile boolean hostParked; // the holder sleeps, and must be woken

  InboundQueue(Actor actor, ByteBuffer first) {
    super(actor, first);
  }

  /** The next message, now if it is there. */
  Stage<Message> receive() {
    if (exhausted) {
      return actor.refused();
    }
    actor.outbound().flush();
    if (!tryTake()) {
      ReceiveStage waits = new ReceiveStage(actor);
      take(waits);
      return waits;
    }
    try {
      Message now = look();
      if (now != null) {
        return new ReadyStage<>(now);
      } else if (exhausted) {
        return actor.refused();
      }
      ReceiveStage waits = new ReceiveStage(actor);
      takers.push(waits);
      return waits;
    } finally {
      leaveAll();
    }
  }

  /** Waits for a message behind those who wait already. Any thread. */
  void take(Taker taker) {
    takers.push(taker);
    prompt();
    if (hostParked) {
      actor.transport().wakeup();
    }
  }

  /** Whether the connection has ended and all that came before was taken. Any thread. */
  boolean exhausted() {
    return exhausted;
  }

  /** Whether a thread sleeps while it hosts. Any thread. */
  boolean hostParked() {
    return hostParked;
  }

  /** Wakes a thread that sleeps while it hosts, if there is one. Any thread. */
  void wake() {
    prompt();
    if (hostParked) {
      actor.transport().wakeup();
    }
  }

  /** The next message if nobody waits for it already: kept, decoded, or in the socket. */
  private Message look() {
    attend();
    if (takers.peek() != null) {
      return null;
    }
    Message kept = pollInbox();
    if (kept != null || ended()) {
      return kept;
    }
    looking = true;
    boolean read = false;
    Message found = null;
    while (found == null) {
      Step step = step(false);
      if (step == Step.NOTHING && !read) {
        read = true;
        step = step(true);
      }
      if (step != Step.EVENT) {
        break;
      }
      found = takeFound();
    }
    looking = false;
    return found;
  }

  @Override
  void message(Halves.Reads from) {
    if (actor.ending().closing()) {
      return; // nobody receives after a close
    }
    Message message = from.message().toMessage();
    if (looking) {
      from.found = message;
      return;
    }
    if (keeps()) {
      serve(); // whoever asked since the last look gets what is kept, which came before
    }
    if (!keeps()) {
      for (Taker taker = takers.poll(); taker != null; taker = takers.poll()) {
        if (taker.claim()) {
          taker.take(message);
          return;
        }
      }
    }
    if (inbox == null) {
      inbox = new Inbox();
    }
    inbox.add(message);
    full = inbox.full(actor.options());
  }

  private boolean keeps() {
    return inbox != null && !inbox.isEmpty();
  }

  @Override
  boolean wantsMessage() {
    return !full || takers.peek() != null || actor.ending().closing();
  }

  @Override
  boolean wantsBytes() {
    return !full;
  }

  @Override
  void serve() {
    if (actor.ending().closing() && inbox != null) {
      inbox = null;
      full = false;
    }
    for (Taker taker = takers.peek(); taker != null; taker = takers.peek()) {
      boolean end = ended() || actor.ending().closing();
      if (taker.gone()) {
        takers.poll();
        continue;
      }
      if (!keeps()) {
        if (!end) {
          return;
        }
        takers.poll();
        if (taker.claim()) {
          taker.ended(actor.endedWith());
        }
        continue;
      }
      takers.poll();
      if (taker.claim()) {
        taker.take(pollInbox());
      }
    }
    noteExhausted();
  }

  /**
   * Who came to wait while the baton was on its way found nothing kept, but there may be messages
   * in what was read before the inbox was full: nothing that comes over the network would tell of
   * them.
   */
  @Override
  void takeWaiting() {
    if (takers.peek() != null) {
      takeAll();
    }
  }

  private void noteExhausted() {
    if (!keeps() && (ended() || actor.ending().closing())) {
      exhausted = true;
    }
  }

  @Override
  void restOthers() {
    if (!keeps()) {
      inbox = null;
    }
  }

  @Override
  void tellEnd() {
    full = false;
    serve();
  }

  private Message pollInbox() {
    Message message = inbox == null ? null : inbox.poll();
    if (message == null) {
      return null;
    }
    noteExhausted();
    if (full && inbox.roomy(actor.options())) {
      full = false;
      actor.roomAgain();
    }
    return message;
  }

  /**
   * Reads on the calling thread until the stage is settled, the deadline is over, the thread is
   * interrupted, or there is nothing to be read any more. Not on the loop's thread.
   */
  void host(PendingStage<?> stage, long deadline) {
    actor.outbound().flush();
    Spin wait = null;
    long start = 0;
    while (!stage.settled()) {
      if (tryTake()) {
        boolean othersWait;
        try {
          othersWait = read(stage, deadline);
        } finally {
          leaveAll();
        }
        if (othersWait) {
          actor.relied();
        }
        break;
      }
      // Somebody else reads, for a moment or for long: then it is better to sleep.
      if (wait == null) {
        wait = actor.options().waitStrategy().newSpin();
        start = wait.begin();
      }
      if (VirtualThreads.isCurrent() || !wait.again(start)) {
        break;
      }
    }
    if (!stage.settled()) {
      actor.relied();
    }
  }

  /** As {@link #host}, with the baton; says whether others still wait for messages. */
  private boolean read(PendingStage<?> stage, long deadline) {
    actor.hosted();
    Spin spin = null;
    boolean maySpin = !VirtualThreads.isCurrent();
    boolean waiting = false;
    boolean parked = false;
    long start = 0;
    while (true) {
      attend();
      if (stage.settled()) {
        break;
      }
      Step step = step(true);
      if (step == Step.EVENT) {
        if (waiting) {
          spin.end(start, parked);
          waiting = false;
        }
        continue;
      } else if (step == Step.ENDED || !wantsMessage()) {
        break;
      }
      if (!waiting) {
        waiting = true;
        parked = false;
        spin = spin();
        start = spin.begin();
      }
      if (deadline != StageHost.FOREVER && System.nanoTime() - deadline >= 0) {
        break;
      }
      if (!parked && maySpin && spin.again(start)) {
        continue;
      }
      if (Thread.currentThread().isInterrupted()) {
        break;
      }
      parked = true;
      if (!sleep(deadline)) {
        break;
      }
    }
    if (waiting) {
      spin.end(start, parked);
    }
    actor.hosted();
    return takers.peek() != null;
  }

  /** How to wait here. It learns, so it is kept with the half: as long as callers are busy. */
  private Spin spin() {
    Halves.Reads half = reads();
    Spin spin = half == null ? null : half.spin;
    if (spin == null) {
      spin = actor.options().waitStrategy().newSpin();
    }
    if (half != null) {
      half.spin = spin;
    }
    return spin;
  }

  private Message takeFound() {
    Halves.Reads half = reads();
    Message found = half == null ? null : half.found;
    if (found != null) {
      half.found = null;
    }
    return found;
  }

  /** Sleeps until bytes come or somebody signals; false if the connection is closed. */
  private boolean sleep(long deadline) {
    hostParked = true;
    try {
      // After the flag is up: a signal that came before it would not have woken the transport.
      if (!takeSignal()) {
        actor
            .transport()
            .awaitReadable(
                false, deadline == StageHost.FOREVER ? deadline : deadline - System.nanoTime());
      }
      return true;
    } catch (IOException e) {
      return false;
    } finally {
      hostParked = false;
    }
  }
}
