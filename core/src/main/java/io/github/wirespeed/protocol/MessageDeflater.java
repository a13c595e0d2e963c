package io.github.wirespeed.protocol;

import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.zip.Deflater;

/**
 * A message's bytes in, compressed payload out (RFC 7692 7.2.1), for one frame after the other. One
 * per connection. Where it may not refer to earlier messages, it holds native memory only while a
 * message is under way.
 *
 * <p><b>Windows.</b> The JDK's deflater always looks 32 KiB back. A smaller window of 2^n bytes is
 * kept by making it forget all that it saw after every 2^n bytes of input: it then never refers
 * further back than that.
 *
 * <p>Owned by the one thread that writes.
 */
public final class MessageDeflater {
  private static final byte[] NOTHING = {};

  /** What the flush at the end of a message leaves behind it, and is cut off: 00 00 FF FF. */
  private static final int TAIL = 4;

  private final boolean takeover;
  private final int window;
  private final int level;
  private final int threshold;
  private final Zlib zlib;

  // All below: writer only.
  private Deflater deflater; // null while none is needed
  private int seen; // bytes since it last forgot; counted only where the window is small
  private boolean forgetting;
  private boolean empty;
  private boolean used; // it may refer to what it has seen
  private int held; // the last bytes of a frame, which may be a part of the tail
  private int heldCount;

  /**
   * A deflater.
   *
   * @param role this side's
   * @param level of compression: 0 to 9, or -1 for zlib's own choice
   * @param threshold messages of fewer bytes are sent as they are, unless asked otherwise
   */
  public MessageDeflater(PerMessageDeflate agreed, Role role, int level, int threshold, Zlib zlib) {
    this.takeover = agreed.takeover(role);
    this.window = 1 << agreed.windowBits(role);
    this.level = level;
    this.threshold = threshold;
    this.zlib = Objects.requireNonNull(zlib, "zlib");
  }

  /** The size from which on messages are compressed, in bytes. */
  int threshold() {
    return threshold;
  }

  /**
   * A message begins.
   *
   * @param size in bytes, or at least so many
   */
  void begin(int size) {
    if (deflater == null) {
      deflater = zlib.deflater(level);
      seen = 0;
    } else if (small() && size > window - seen && size <= window) {
      forget(); // costs no byte, and none is needed inside this message then
    }
    empty = true;
    used = true;
    forgetting = false;
    heldCount = 0;
  }

  private boolean small() {
    return window < 1 << PerMessageDeflate.MAX_WINDOW_BITS;
  }

  /** Most bytes that so much input takes, its end included; a little less than level 0 may take. */
  int bound(int size) {
    long forgets = small() ? size / window + 1 : 0;
    // zlib's own bound for its default settings, and what flushes take.
    long most = 32L + size + (size >> 12) + (size >> 14) + (size >> 25) + 10 * forgets;
    return (int) Math.min(most, Integer.MAX_VALUE);
  }

  /** A frame begins: what the one before it held back goes first. */
  void frame(ByteBuffer out) {
    for (; heldCount > 0; heldCount--) {
      out.put((byte) held);
      held >>>= 8;
    }
  }

  /**
   * Compresses.
   *
   * @param in its position moves by what was taken
   * @param last whether the message ends with it
   * @param out its position moves; room for more than {@link #frame} put there
   * @return true if all is taken and, of the last, all is there; false if there was no room
   */
  boolean deflate(ByteBuffer in, boolean last, ByteBuffer out) {
    empty &= !in.hasRemaining();
    if (last && empty) {
      out.put((byte) 0); // 7.2.3.6: the header of an empty block, whose rest is cut off
      return true;
    }
    if (small() && !windowed(in, out)) {
      return false;
    }
    take(in, last ? Deflater.SYNC_FLUSH : Deflater.NO_FLUSH, out);
    if (in.hasRemaining() || (last && !out.hasRemaining())) {
      return false;
    }
    if (last) {
      out.position(out.position() - TAIL);
    }
    return true;
  }

  /** Takes all but the last window of the input, forgetting between two windows. */
  private boolean windowed(ByteBuffer in, ByteBuffer out) {
    int end = in.limit();
    while (forgetting || in.remaining() > window - seen) {
      if (forgetting || seen == window) {
        forgetting = true;
        deflater.deflate(out, Deflater.FULL_FLUSH);
        if (!out.hasRemaining()) {
          return false;
        }
        forgetting = false;
        seen = 0;
        continue;
      }
      take(in.limit(in.position() + window - seen), Deflater.NO_FLUSH, out);
      in.limit(end);
      if (!out.hasRemaining()) {
        return false;
      }
    }
    return true;
  }

  private void take(ByteBuffer in, int flush, ByteBuffer out) {
    int start = in.position();
    deflater.setInput(in);
    deflater.deflate(out, flush);
    // Our caller's bytes are not kept: the next call may come with a copy of what is left.
    deflater.setInput(NOTHING);
    if (small()) {
      seen += in.position() - start;
    }
  }

  /** A frame ends that is not the message's last: its end may be the tail of the message. */
  void hold(ByteBuffer out, int start) {
    while (heldCount < TAIL && out.position() > start) {
      int last = out.position() - 1;
      held = (held << 8) | (out.get(last) & 0xFF);
      heldCount++;
      out.position(last);
    }
  }

  /** The message is complete. */
  void finish() {
    if (!takeover) {
      close();
    }
  }

  /** What was compressed of the message will not be sent after all. */
  void forget() {
    if (deflater != null) {
      deflater.reset();
      used = false;
      seen = 0;
      forgetting = false;
      heldCount = 0;
    }
  }

  /**
   * A compressed message went out that did not come from here. The peer's window has it now, in
   * front of what came from here before, so later messages must not refer back to that. Between two
   * messages.
   */
  public void overtaken() {
    if (used) {
      forget();
    }
  }

  /**
   * The compressed payload of a message, all of it at once, which refers to no other message. For a
   * deflater that is not attached to a connection.
   *
   * @param payload its position moves to its limit
   */
  public ByteBuffer whole(ByteBuffer payload) {
    ByteBuffer out = ByteBuffer.allocate(bound(payload.remaining()));
    forget();
    begin(payload.remaining());
    while (!deflate(payload, true, out)) {
      out = ByteBuffer.allocate(2 * out.capacity()).put(out.flip());
    }
    finish();
    return out.flip();
  }

  /** Lets go of native memory: nothing more will be written. Idempotent. */
  public void close() {
    if (deflater != null) {
      zlib.giveBack(deflater, level);
      deflater = null;
      used = false;
    }
  }
}
