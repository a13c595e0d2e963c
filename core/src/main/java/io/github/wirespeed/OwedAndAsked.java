package io.github.wirespeed;

import io.github.wirespeed.protocol.Compress;
import io.github.wirespeed.protocol.Opcode;
import io.github.wirespeed.protocol.WriteHalf;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;

/**
 * {@link Owed} of a connection with a {@link Keepalive}, and what that asks the peer: a slot each
 * for a ping, a ping message and the answer to one, of which the newest wins. They go out in front
 * of what waits in a mailbox; messages not between the frames of another one. Any thread.
 */
final class OwedAndAsked extends Owed {
  private static final VarHandle PING;
  private static final VarHandle QUESTION;
  private static final VarHandle REPLY;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      PING = lookup.findVarHandle(OwedAndAsked.class, "ping", ByteBuffer.class);
      QUESTION = lookup.findVarHandle(OwedAndAsked.class, "question", Message.class);
      REPLY = lookup.findVarHandle(OwedAndAsked.class, "reply", Message.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Heartbeat heartbeat;

  private volatile ByteBuffer ping;
  private volatile Message question;
  private volatile Message reply;

  OwedAndAsked(Heartbeat heartbeat) {
    this.heartbeat = heartbeat;
  }

  @Override
  void roomCame() {
    heartbeat.roomCame();
  }

  /** Sends a ping from now on. */
  void ping(ByteBuffer payload) {
    ping = payload;
  }

  /** Sends a message from now on that asks for a sign of life. */
  void ask(Message message) {
    question = message;
  }

  /** Sends a message from now on that answers one of the peer's. */
  void reply(Message message) {
    reply = message;
  }

  @Override
  boolean any(boolean messageOpen) {
    return super.any(messageOpen)
        || ping != null
        || (!messageOpen && (question != null || reply != null));
  }

  @Override
  boolean encode(WriteHalf writes, Ending ending) {
    ByteBuffer payload = ping == null ? null : (ByteBuffer) PING.getAndSet(this, null);
    if (payload != null && !writes.closed()) {
      writes.control(Opcode.PING, payload);
    }
    if (!writes.messageOpen() || writes.closed()) {
      encode(writes, question == null ? null : (Message) QUESTION.getAndSet(this, null));
      encode(writes, reply == null ? null : (Message) REPLY.getAndSet(this, null));
    }
    return super.encode(writes, ending); // the Close, if one is owed, behind all that
  }

  /** Never compressed: it is short, and says the same every time. */
  private static void encode(WriteHalf writes, Message message) {
    if (message == null || writes.closed()) {
      return;
    }
    if (message.isText()) {
      int next = 0;
      do {
        next = writes.text(message.text(), next, Compress.NO);
      } while (writes.messageOpen());
    } else {
      ByteBuffer payload = ByteBuffer.wrap(message.bytes());
      while (!writes.data(Opcode.BINARY, payload, true, Compress.NO)) {
        // The next fragment of it.
      }
    }
  }
}
