package io.github.wirespeed;

import io.github.wirespeed.protocol.CloseStatus;
import io.github.wirespeed.protocol.Compress;
import io.github.wirespeed.protocol.EncodedMessage;
import io.github.wirespeed.protocol.Opcode;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;

/**
 * The writing hand of an actor: what whoever has its baton does. It encodes what was left in the
 * mailbox and what the reader owes the peer, and writes as much as the network takes; the rest
 * waits for the loop to find room.
 */
abstract class WritingHand extends Hand {
  /** What {@link #frames} returns when a message is complete. */
  static final int DONE = -1;

  private static final VarHandle MAILROOM;

  static {
    try {
      MAILROOM =
          MethodHandles.lookup().findVarHandle(WritingHand.class, "mailroom", Mailroom.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  final Actor actor;

  // Made when first needed: by the first mail, and when the peer first pings or closes. Any thread.
  private volatile Mailroom mailroom;
  volatile Owed owed;

  // Holder only, down to the blank line.
  Writes writes; // null while the connection is quiet
  Mail current; // being encoded
  boolean closed; // a Close is encoded: nothing follows it

  // Written by the holder, read by any.
  volatile boolean blocked; // the network took less than there is: the loop waits for room
  volatile boolean deferred; // encoded bytes wait for the end of a burst, or of a turn
  volatile boolean broken; // the network failed
  volatile boolean behind; // the mailbox was full: a server reads no more until all is written

  // Written by any, taken back by the holder.
  volatile boolean flushAsked;
  volatile boolean endAsked; // what is left to write is all that the end waits for
  // Written once, by the loop.
  volatile boolean over;

  WritingHand(Actor actor) {
    this.actor = actor;
  }

  /** Has whoever holds the baton look, or looks itself. */
  void prompt() {
    if (signal()) {
      work();
      leaveClean();
    }
  }

  /** Leaves the baton, and nothing to be done behind. */
  void leaveClean() {
    release();
    while (!leave()) {
      work();
      release();
    }
  }

  /** A connection that nobody is busy with keeps no half. */
  private void release() {
    if (writes != null && !actor.warm() && actor.halves().takeBack(writes)) {
      writes = null;
    }
  }

  @SuppressWarnings("CatchingUnchecked") // out of memory, most likely: it ends this connection only
  private void work() {
    try {
      if (over) {
        finish();
      } else {
        workOn();
      }
    } catch (Throwable t) {
      fail(t);
    }
  }

  private void workOn() {
    if (flushAsked) {
      flushAsked = false;
      write();
    }
    if (!blocked) {
      encodeOwed();
      drain();
    }
    if (!blocked && !deferred) {
      write();
    }
    if (behind && (broken || clear())) {
      behind = false;
      actor.caughtUp();
    }
    tellOfRoom();
    if (endAsked && idle()) {
      endAsked = false;
      actor.ending().ended();
      actor.windUp();
    }
  }

  private void tellOfRoom() {
    Mailroom known = mailroom;
    // Of one that accepts nothing any more nobody is told: they would only ask again.
    if (known == null || refuses() || actor.closing()) {
      return;
    }
    Runnable task = known.roomTask(actor.options().mailbox());
    if (task != null) {
      actor.home().execute(task);
    }
  }

  private boolean idle() {
    return broken
        || ((owed == null || !owed.any(false)) && (writes == null || !writes.half.hasPending()));
  }

  private void drain() {
    while (!blocked) {
      if (current == null) {
        current = mailroom == null ? null : mailroom.poll();
      }
      if (current == null || !put(current)) {
        return;
      }
      current = null;
      writeIfEnough();
      encodeOwed(); // of which some may not go out between the frames of a message
    }
  }

  /** Encodes a mail; false if a part of it is left. */
  private boolean put(Mail mail) {
    if (!mail.start()) {
      return true; // cancelled before it was sent
    }
    if (closed || broken) {
      mailroom().drop(mail);
      return true;
    }
    if (!mail.isMessage()) {
      control(mail);
      return true;
    }
    while (mail.hasPart()) {
      int next =
          mail.encoded != null
              ? frames(mail.encoded, mail.next)
              : frames(mail.opcode, mail.text, mail.next, mail.payload, mail.compress);
      if (next != DONE && (closed || broken)) {
        mailroom().drop(mail);
        return true;
      } else if (next != DONE) {
        mail.next = next;
        return false;
      }
      mail.partDone();
      if (mail.hasPart() && !writeIfEnough() && !broken) {
        return false;
      }
    }
    mailroom().giveRoom(mail);
    if (mail.stage != null) {
      mail.stage.complete(null);
    }
    return true;
  }

  private void control(Mail mail) {
    writes().half.control(mail.opcode, mail.payload);
    if (mail.opcode == Opcode.CLOSE) {
      closed = true;
      actor.ending().sent(CloseStatus.of(mail.payload.rewind()));
    }
  }

  /**
   * Encodes frames until the message is complete or the network takes no more.
   *
   * @param opcode of a payload
   * @param from index of the first character of a text that is not encoded yet
   * @return the next such index, or {@link #DONE}
   */
  int frames(Opcode opcode, String text, int from, ByteBuffer payload, Compress compress) {
    int next = from;
    while (!closed && !broken) {
      next = writes().frame(opcode, text, next, payload, compress);
      if (!writes.half.messageOpen()) {
        return DONE;
      }
      if (!write()) {
        return next;
      }
      encodeOwed(); // a pong must not wait for the end of a long message
    }
    return next;
  }

  /** The same for a message that is encoded already, from the index of a byte. */
  int frames(EncodedMessage message, int from) {
    int next = from;
    while (!closed && !broken) {
      next = writes().frame(message, next);
      if (!writes.half.messageOpen()) {
        return DONE;
      }
      if (!write()) {
        return next;
      }
      encodeOwed();
    }
    return next;
  }

  /**
   * Writes messages that are encoded already from where they lie, with nothing in front of them.
   * What the network does not take of the message that it took last is ours from then on.
   *
   * @return how many messages are written, or on their way
   */
  int straight(LaidMessages laid) {
    ByteBuffer bytes = laid.bytes();
    try {
      actor.transport().write(bytes);
    } catch (IOException e) {
      networkFailed(e);
      return FanOut.ENDED;
    }
    int written = bytes.position();
    int whole = laid.endingBy(written);
    if (whole > 0) {
      count(whole, laid.payloadBytes(whole));
    }
    if (laid.deflated()) {
      actor.deflation().deflater().overtaken();
    }
    if (whole == laid.count()) {
      return whole;
    }
    // One message more, even if nothing of it is written: the network's room is waited for with
    // something that is to go there. No copy of more than a frame, however slow a client is.
    EncodedMessage last = laid.message(whole);
    int next = writes().frame(last, written - laid.start(whole));
    if (writes.half.messageOpen()) {
      current = new Mail(last, null, Mail.UNCOUNTED);
      current.next = next;
      current.start();
    }
    blocked = true;
    actor.wantRoom();
    return whole + 1;
  }

  private void encodeOwed() {
    Owed due = owed;
    if (due == null || broken || !due.any(writes != null && writes.half.messageOpen())) {
      return;
    }
    if (due.encode(writes().half, actor.ending())) {
      closed = true;
      deferred = false;
    }
  }

  /** False if so much is encoded that it had to be written, and the network did not take all. */
  boolean writeIfEnough() {
    return writes == null || !writes.enough() || write();
  }

  /** Writes what is encoded; false if the network did not take all of it. */
  boolean write() {
    deferred = false;
    if (broken || writes == null || !writes.half.hasPending()) {
      return !broken;
    }
    int before = blocked ? writes.half.pending().remaining() : 0;
    boolean all;
    try {
      all = writes.write(actor.transport(), this);
    } catch (IOException e) {
      networkFailed(e);
      return false;
    } catch (Error e) {
      fail(e);
      return false;
    }
    if (blocked && owed != null && writes.half.pending().remaining() < before) {
      owed.roomCame();
    }
    if (blocked == all) {
      blocked = !all;
      if (blocked) {
        actor.wantRoom();
      }
    }
    return all;
  }

  private void networkFailed(IOException e) {
    broken = true;
    blocked = false;
    actor.writeFailed(e);
  }

  /** Nothing that follows could be trusted to begin where a frame does. */
  void fail(Throwable t) {
    broken = true;
    blocked = false;
    actor.crash(t);
  }

  /** The end, once: counts and reports what was not written. */
  private void finish() {
    broken = true;
    blocked = false;
    deferred = false;
    mailroom().seal();
    drain();
    if (!mailroom.account()) {
      mailroom.unsent += writes == null ? 0 : writes.messages();
      writes = null;
      if (actor.deflation() != null) {
        actor.deflation().deflater().close();
      }
      actor.outboundEnded(mailroom.unsent, mailroom.refused());
    }
  }

  /** How many accepted messages wait in the mailbox. Any thread. */
  int depth() {
    Mailroom made = mailroom;
    return made == null ? 0 : made.depth();
  }

  boolean refuses() {
    return closed || broken || over || actor.ending().finished();
  }

  /** Whether nothing is in front of a message that is to be encoded now. */
  boolean clear() {
    return current == null && !blocked && (mailroom == null || mailroom.peek() == null);
  }

  Writes writes() {
    if (writes == null) {
      writes = actor.halves().writes();
      if (actor.deflation() != null) {
        writes.half.attach(actor.deflation().deflater());
      }
    }
    return writes;
  }

  Mailroom mailroom() {
    if (mailroom == null) {
      MAILROOM.compareAndSet(this, null, new Mailroom());
    }
    return mailroom;
  }
}
