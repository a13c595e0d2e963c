package io.github.wirespeed;

import io.github.wirespeed.protocol.CloseStatus;
import io.github.wirespeed.protocol.Opcode;
import io.github.wirespeed.protocol.WriteHalf;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;

/**
 * What the reader of a connection owes the peer, until whoever writes gets to it: a slot for a
 * pong, of which the newest wins (RFC 6455 5.5.3), and one for a Close, which is owed once. So a
 * peer that pings and does not read costs one pong of memory. Any thread.
 *
 * <p>Not final: a connection with a {@link Keepalive} has more to send than it owes.
 */
class Owed {
  private static final VarHandle PONG;
  private static final VarHandle CLOSE;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      PONG = lookup.findVarHandle(Owed.class, "pong", byte[].class);
      CLOSE = lookup.findVarHandle(Owed.class, "close", byte[].class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile byte[] pong;
  private volatile byte[] close;

  /**
   * Owes a frame from now on.
   *
   * @param payload copied; its position is left alone
   */
  void put(Opcode opcode, ByteBuffer payload) {
    byte[] copy = new byte[payload.remaining()];
    payload.get(payload.position(), copy);
    if (opcode == Opcode.PONG) {
      pong = copy;
    } else {
      CLOSE.compareAndSet(this, null, copy);
    }
  }

  /**
   * Whether there is something that may be encoded now.
   *
   * @param messageOpen whether a message is sent in part, so that no other may begin
   */
  boolean any(boolean messageOpen) {
    return pong != null || close != null;
  }

  /** The network takes bytes after it took none. For who writes. */
  void roomCame() {}

  /**
   * Encodes what is owed and may still be sent. For who writes.
   *
   * @return whether a Close was encoded: nothing follows it
   */
  boolean encode(WriteHalf writes, Ending ending) {
    byte[] owedPong = pong == null ? null : (byte[]) PONG.getAndSet(this, null);
    if (owedPong != null && !writes.closed()) {
      writes.control(Opcode.PONG, ByteBuffer.wrap(owedPong));
    }
    byte[] owedClose = close == null ? null : (byte[]) CLOSE.getAndSet(this, null);
    if (owedClose == null || writes.closed()) {
      return false;
    }
    writes.control(Opcode.CLOSE, ByteBuffer.wrap(owedClose));
    ending.sent(CloseStatus.of(ByteBuffer.wrap(owedClose)));
    return true;
  }
}
