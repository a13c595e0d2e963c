package io.github.wirespeed;

import io.github.wirespeed.protocol.Compress;
import io.github.wirespeed.protocol.EncodedMessage;
import io.github.wirespeed.protocol.Opcode;
import io.github.wirespeed.protocol.Role;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The writing hand of an actor, as senders find it. Whoever has the baton encodes and writes, on
 * its own thread: the sender itself where it gets it, else the one who has it, else the loop.
 *
 * <p><b>Bursts.</b> A thread that sends again and again without waiting in between would make a
 * system call per message. From the third message of a burst on, what is encoded waits: until there
 * is enough of it, until somebody waits for the peer, or until the loop, which is told when it
 * begins, comes round. What is sent in a turn of the loop waits for the end of that turn.
 */
final class Outbound extends WritingHand {
  /**
   * A payload up to this is copied where it cannot be encoded at once; a larger one is waited for.
   */
  private static final int COPIED = 16 << 10;

  private static final VarHandle OWED;

  static {
    try {
      OWED = MethodHandles.lookup().findVarHandle(WritingHand.class, "owed", Owed.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  // How many sends there were since somebody waited. A hint: races make it a little wrong.
  private int streak;

  // Written by the holder, taken back by the loop.
  private volatile boolean loopAsked;

  Outbound(Actor actor) {
    super(actor);
  }

  /** Sends a message, {@code text} or else {@code payload}. */
  Stage<Void> send(String text, ByteBuffer payload, Compress compress) {
    return send(Opcode.BINARY, text, payload, compress);
  }

  /** Sends a payload that is the caller's again at once: what cannot leave now is copied. */
  Stage<Void> sendBorrowed(Opcode opcode, ByteBuffer payload) {
    return trySend(opcode, null, payload, Compress.BY_SIZE)
        ? ReadyStage.VOID
        : send(opcode, null, copyOf(payload), Compress.BY_SIZE);
  }

  private Stage<Void> send(Opcode opcode, String text, ByteBuffer payload, Compress compress) {
    if (actor.isOver()) {
      return actor.refused();
    }
    Stage<Void> done = null;
    if (tryTake()) {
      try {
        done =
            refuses() ? actor.refused() : clear() ? direct(opcode, text, payload, compress) : null;
      } catch (Error e) {
        fail(e);
        return actor.refused();
      } finally {
        leaveClean();
      }
    }
    return done != null ? done : leaveMail(opcode, text, payload, compress);
  }

  private Stage<Void> direct(Opcode opcode, String text, ByteBuffer payload, Compress compress) {
    int next = frames(opcode, text, 0, payload, compress);
    if (next == DONE) {
      return afterMessage() ? ReadyStage.VOID : actor.refused();
    } else if (broken || closed) {
      return actor.refused();
    }
    // Blocked in the middle of a long message. A text stays as it is; a payload is not copied, so
    // its sender has to wait.
    PendingStage<Void> stage = text != null ? null : new PendingStage<>(actor);
    current = new Mail(opcode, text, handedOver(payload), compress, stage, Mail.UNCOUNTED);
    current.next = next;
    current.start();
    return stage != null ? stage : ReadyStage.VOID;
  }

  private Stage<Void> leaveMail(Opcode opcode, String text, ByteBuffer payload, Compress compress) {
    if (actor.closing()) {
      return actor.refused();
    }
    int size = size(text, payload);
    if ((text != null || size <= COPIED) && takeRoom(size)) {
      return push(new Mail(opcode, text, copyOf(payload), compress, null, size))
          ? ReadyStage.VOID
          : actor.refused();
    }
    if (actor.halves().role() == Role.SERVER) {
      behind = true; // before the mail is there: whoever writes it takes this back
    }
    PendingStage<Void> stage = new PendingStage<>(actor);
    return push(new Mail(opcode, text, handedOver(payload), compress, stage, Mail.UNCOUNTED))
        ? stage
        : actor.refused();
  }

  /** Sends a message if it is accepted now. */
  boolean trySend(String text, ByteBuffer payload, Compress compress) {
    return trySend(Opcode.BINARY, text, payload, compress);
  }

  private boolean trySend(Opcode opcode, String text, ByteBuffer payload, Compress compress) {
    int start = payload == null ? 0 : payload.position();
    if (tryTake()) {
      boolean accepted = false;
      try {
        if (refuses()) {
          return false;
        } else if (clear()) {
          accepted = tryDirect(opcode, text, payload, compress);
          return accepted;
        }
      } catch (Error e) {
        fail(e);
        return false;
      } finally {
        if (!accepted && payload != null) {
          payload.position(start);
        }
        leaveClean();
      }
    }
    int size = size(text, payload);
    return !actor.closing()
        && takeRoom(size)
        && push(new Mail(opcode, text, copyOf(payload), compress, null, size));
  }

  private boolean tryDirect(Opcode opcode, String text, ByteBuffer payload, Compress compress) {
    int next = frames(opcode, text, 0, payload, compress);
    boolean accepted = next == DONE ? afterMessage() : !broken && !closed;
    if (accepted && next != DONE) {
      current = new Mail(opcode, text, copyOf(payload), compress, null, Mail.UNCOUNTED);
      current.next = next;
      current.start();
    }
    return accepted;
  }

  /** Sends a message that others are sent too. */
  Stage<Void> send(PreparedMessage message) {
    if (masks()) {
      return send(message.opcode(), null, message.payload(), Compress.BY_SIZE);
    } else if (actor.isOver()) {
      return actor.refused();
    }
    EncodedMessage encoded = encoded(message);
    if (tryTake()) {
      try {
        if (refuses()) {
          return actor.refused();
        } else if (clear()) {
          return direct(encoded) ? ReadyStage.VOID : actor.refused();
        }
      } catch (Error e) {
        fail(e);
        return actor.refused();
      } finally {
        leaveClean();
      }
    }
    if (actor.closing()) {
      return actor.refused();
    } else if (takeRoom(encoded.length())) {
      return push(new Mail(encoded, null, encoded.length())) ? ReadyStage.VOID : actor.refused();
    }
    PendingStage<Void> stage = new PendingStage<>(actor);
    return push(new Mail(encoded, stage, Mail.UNCOUNTED)) ? stage : actor.refused();
  }

  /** Sends a message that others are sent too, if it is accepted now. */
  boolean trySend(PreparedMessage message) {
    if (masks()) {
      return trySend(message.opcode(), null, message.payload(), Compress.BY_SIZE);
    }
    EncodedMessage encoded = encoded(message);
    if (tryTake()) {
      try {
        if (refuses()) {
          return false;
        } else if (clear()) {
          return direct(encoded);
        }
      } catch (Error e) {
        fail(e);
        return false;
      } finally {
        leaveClean();
      }
    }
    return !actor.closing()
        && takeRoom(encoded.length())
        && push(new Mail(encoded, null, encoded.length()));
  }

  /** What cannot leave now waits as it is: its bytes are nobody's to change. */
  private boolean direct(EncodedMessage encoded) {
    int next = frames(encoded, 0);
    if (next == DONE) {
      return afterMessage();
    } else if (broken || closed) {
      return false;
    }
    current = new Mail(encoded, null, Mail.UNCOUNTED);
    current.next = next;
    current.start();
    return true;
  }

  /**
   * Sends messages that others are sent too, if nothing is in front of them. Loop only.
   *
   * @return how many of them, from the first, are accepted; {@link FanOut#ENDED} if no more ever
   *     will be
   */
  int send(FanOut messages) {
    if (masks() || !tryTake()) {
      return 0;
    }
    try {
      if (refuses()) {
        return FanOut.ENDED;
      } else if (!clear() || !write()) { // the tail of a burst goes first
        return broken ? FanOut.ENDED : 0;
      }
      return straight(messages.laid(sharedDeflate(), actor.halves().fragmentSize()));
    } catch (Error e) {
      fail(e);
      return FanOut.ENDED;
    } finally {
      leaveClean();
    }
  }

  private boolean masks() {
    return actor.halves().role().masks();
  }

  private EncodedMessage encoded(PreparedMessage message) {
    return message.encoded(sharedDeflate(), actor.halves().fragmentSize());
  }

  private SharedDeflate sharedDeflate() {
    return actor.deflation() == null ? null : actor.deflation().shared();
  }

  /**
   * Has a task run on the loop when the mailbox has room for a message; see {@link
   * Mailroom#whenRoom}.
   */
  void whenRoom(PreparedMessage message, Runnable task) {
    mailroom().whenRoom(message.length(), task);
    prompt();
  }

  /** Sends messages with nothing in between, in one write where the network takes it. */
  Stage<Void> sendAll(List<Message> messages) {
    for (Message message : messages) {
      if (message.isText()) {
        Encodable.check(message.text());
      }
    }
    if (actor.closing()) {
      return actor.refused();
    }
    PendingStage<Void> stage = new PendingStage<>(actor);
    if (!push(new Mail(messages.iterator(), stage))) {
      return actor.refused();
    }
    return stage.settled() && stage.failure() == null ? ReadyStage.VOID : stage;
  }

  /** Sends a ping, a pong, or the Close, behind what was accepted before; false after the end. */
  boolean control(Opcode opcode, ByteBuffer payload) {
    return push(new Mail(opcode, null, copyOf(payload), null, Mail.UNCOUNTED));
  }

  /** The reader owes the peer a frame: it goes out before the next frame of a message. */
  void owe(Opcode opcode, ByteBuffer payload) {
    if (owed == null) {
      OWED.compareAndSet(this, null, new Owed());
    }
    owed.put(opcode, payload);
    prompt();
  }

  /** What is owed goes there from now on. Before the start. */
  void owesIn(Owed place) {
    owed = place;
  }

  /** Somebody waits, or a turn ends: what was kept back is written now. Any thread. */
  void flush() {
    streak = 0;
    if (deferred) {
      flushAsked = true;
      prompt();
    }
  }

  /** The network takes bytes again, or the burst that the loop was told of is old. Loop only. */
  void resume() {
    loopAsked = false;
    if (deferred || blocked) {
      flushAsked = true;
      prompt();
    }
  }

  /** Whether the loop should wait for room. Any thread. */
  boolean blocked() {
    return blocked;
  }

  /** Whether the peer takes less than it has us send. Any thread. */
  boolean behind() {
    return behind && !broken;
  }

  /** Tells the peer that nothing follows, if all is written. Loop only. */
  void shutdown() {
    if (tryTake()) {
      try {
        if (!broken && (writes == null || !writes.half.hasPending())) {
          actor.transport().shutdownOutput();
        }
      } catch (IOException e) {
        broken = true; // it is over anyway
      } finally {
        leaveClean();
      }
    }
  }

  /** The peer has ended TCP: the connection is over once nothing is left to write. Any thread. */
  void endWhenIdle() {
    endAsked = true;
    prompt();
  }

  /** The connection is over: what was not written never will be. Loop only. */
  void end() {
    over = true;
    prompt();
  }

  /** Gives the half back if nothing is going on. Loop only. */
  void rest() {
    if (tryTake()) {
      leaveClean();
    }
  }

  /** Leaves a mail; false if the connection is over: then it was neither sent nor counted. */
  private boolean push(Mail mail) {
    boolean left = mailroom().push(mail);
    if (left) {
      prompt();
    }
    return left;
  }

  /**
   * A message of the calling thread's is encoded: writes it, or lets it wait for more; false if the
   * network failed, so that it is not accepted.
   */
  private boolean afterMessage() {
    if (actor.inTurn()) {
      deferred = true;
      writeIfEnough();
    } else if (++streak > 1 && writes.mayWait(streak, actor.options().mailbox(), deferred)) {
      deferred = true;
      if (!loopAsked) {
        loopAsked = true;
        actor.askLoop();
      }
    } else {
      write();
    }
    if (broken) {
      mailroom().unsent--; // counted with what is encoded, but its sender knows
    }
    return !broken;
  }

  private boolean takeRoom(int bytes) {
    return mailroom().takeRoom(bytes, actor.options().mailbox());
  }

  /** The bytes of a message, about; refuses a text that could not be encoded later. */
  private static int size(String text, ByteBuffer payload) {
    if (text == null) {
      return payload.remaining();
    }
    Encodable.check(text);
    return text.length();
  }

  /** What is left of a payload, as ours to send; the caller's buffer looks as if it were sent. */
  private static ByteBuffer handedOver(ByteBuffer payload) {
    if (payload == null) {
      return null;
    }
    ByteBuffer rest = payload.duplicate();
    payload.position(payload.limit());
    return rest;
  }

  private static ByteBuffer copyOf(ByteBuffer payload) {
    if (payload == null) {
      return null;
    }
    return ByteBuffer.allocate(payload.remaining()).put(payload).flip();
  }
}
