package io.github.wirespeed.protocol;

import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.function.IntFunction;

/**
 * The writing side of a connection, for both roles: messages and control frames in, bytes out. A
 * message longer than a fragment leaves as several frames, so that a pong can go between them. It
 * refuses everything after its Close (RFC 6455 5.5.1).
 *
 * <p>How to drive it:
 *
 * <pre>
 *   do {
 *     last = half.data(Opcode.BINARY, payload, true);
 *     write(half.pending()); half.written();     // and whatever control frame is owed
 *   } while (!last);
 * </pre>
 *
 * <p>Owned by the one thread that writes.
 */
public final class WriteHalf {
  /** The largest fragment size: the buffer to encode in must stay a buffer. */
  public static final int MAX_FRAGMENT = 1 << 29;

  private static final int FIRST_BUFFER = 4 << 10;

  /** A text is compressed in pieces of so many bytes. */
  private static final int CHUNK = 8 << 10;

  private final FrameEncoder encoder;
  private final int fragmentSize;
  private final IntFunction<ByteBuffer> buffers;
  private final Utf8Encoder utf8 = new Utf8Encoder();

  // All below: writer only.
  private ByteBuffer out; // its position is the end of what is encoded
  private ByteBuffer view;
  private int written;
  private boolean messageOpen;
  private long messageBytes; // of payload, of the message that was started last
  private boolean continued; // a frame of the open message is encoded: what follows continues it
  private boolean closed;
  private MessageDeflater deflater; // null where nothing is compressed
  private boolean compressing; // the open message
  private ByteBuffer chunk; // of a text that is compressed; null until there is one
  // What it takes to withdraw the frame that was encoded last: where it starts in out, -1 if it
  // cannot be withdrawn, and what messageOpen was before it.
  private int lastStart = -1;
  private boolean openBefore;
  private boolean lastDeflated;

  /**
   * A write half.
   *
   * @param fragmentSize most payload bytes of a frame, 125 to {@link #MAX_FRAGMENT}
   * @param buffers where the buffer to encode into comes from, by capacity
   */
  public WriteHalf(Role role, MaskingKeys keys, int fragmentSize, IntFunction<ByteBuffer> buffers) {
    if (fragmentSize < FrameHeader.MAX_CONTROL_PAYLOAD || fragmentSize > MAX_FRAGMENT) {
      throw new IllegalArgumentException(
          "fragment size of " + fragmentSize + " bytes is not in 125 to " + MAX_FRAGMENT);
    }
    this.encoder = new FrameEncoder(role, keys);
    this.fragmentSize = fragmentSize;
    this.buffers = Objects.requireNonNull(buffers, "buffers");
  }

  /**
   * Compresses from now on, for a connection on which that was negotiated; between two messages.
   *
   * @param with the connection's own; null for none
   */
  public void attach(MessageDeflater with) {
    this.deflater = with;
    this.compressing = false;
  }

  /** Lets go of native memory: nothing more will be sent. Idempotent. */
  public void release() {
    if (deflater != null) {
      deflater.close();
    }
  }

  /** Whether messages may be compressed: then {@link #header} is not for them. */
  public boolean compresses() {
    return deflater != null;
  }

  /** {@link #data(Opcode, ByteBuffer, boolean, Compress)}, compressed by its size. */
  public boolean data(Opcode opcode, ByteBuffer payload, boolean last) {
    return data(opcode, payload, last, Compress.BY_SIZE);
  }

  /**
   * Encodes the next frame of a message.
   *
   * @param opcode {@link Opcode#TEXT} or {@link Opcode#BINARY}: of the message, on every call for
   *     it
   * @param payload what is to be sent, of which at most what fills a fragment is taken: its
   *     position moves
   * @param last whether the message ends with this payload
   * @param compress looked at when the message starts
   * @return whether the message is complete; if not, call again even if nothing is left of the
   *     payload, unless there is more to come
   * @throws IllegalStateException after a Close
   */
  public boolean data(Opcode opcode, ByteBuffer payload, boolean last, Compress compress) {
    refuseAfterClose(opcode);
    beginFrame();
    if (deflater != null && compresses(compress, payload.remaining(), last)) {
      int before = payload.position();
      int start = beginDeflated(payload.remaining(), payload.remaining());
      int from = out.position();
      deflater.frame(out);
      boolean done = deflater.deflate(payload, last, out);
      messageBytes += payload.position() - before;
      return endDeflated(opcode, start, from, done && last);
    }
    int length = Math.min(payload.remaining(), fragmentSize);
    boolean fin = last && length == payload.remaining();
    reserve(encoder.frameLength(length));
    withdrawable(messageOpen ? -1 : out.position());
    encoder.frame(firstByte(opcode, fin), payload, length, out);
    messageBytes += length;
    opened(!fin);
    return fin;
  }

  /**
   * Encodes only the header of the next frame of a message. Its payload is not copied: the caller
   * writes it, from where it lies, behind {@link #pending()} and before it encodes anything else.
   * Not for a role that masks.
   *
   * @param opcode as for {@link #data}
   * @param available how much of the message is left, of which at most a fragment is taken
   * @param last whether the message ends with what is available
   * @return how many bytes of payload the frame has
   * @throws IllegalStateException after a Close, or for a {@link Role#CLIENT}
   */
  public int header(Opcode opcode, int available, boolean last) {
    refuseAfterClose(opcode);
    beginFrame();
    int length = Math.min(available, fragmentSize);
    boolean fin = last && length == available;
    reserve(FrameHeader.MAX_LENGTH);
    withdrawable(-1);
    encoder.header(firstByte(opcode, fin), length, out);
    messageBytes += length;
    opened(!fin);
    return length;
  }

  /**
   * Takes the next frame of a message that is encoded already, or what is left of a frame. Not for
   * a role that masks.
   *
   * @param from index of the first byte that is not taken yet; 0 starts the message
   * @return index of the first that is still not taken; the message is complete when it is not
   *     {@linkplain #messageOpen open} any more
   * @throws IllegalStateException after a Close, or for a {@link Role#CLIENT}
   */
  public int encoded(EncodedMessage message, int from) {
    refuseAfterClose(Opcode.BINARY);
    encoder.refuseIfMasking();
    int end = message.frameEnd(from);
    reserve(end - from);
    withdrawable(-1);
    message.put(from, end, out);
    messageBytes = message.payloadBytes();
    if (message.deflated() && deflater != null) {
      deflater.overtaken();
    }
    opened(end < message.length());
    return end;
  }

  /** A frame of a message is about to be encoded, the first one perhaps. */
  private void beginFrame() {
    if (!messageOpen) {
      messageBytes = 0;
    }
  }

  private void opened(boolean open) {
    messageOpen = open;
    continued = open;
  }

  /** Whether a message is compressed, which is decided when it starts. */
  private boolean compresses(Compress compress, int size, boolean whole) {
    if (!messageOpen) {
      compressing =
          compress == Compress.YES
              || (compress == Compress.BY_SIZE && (!whole || size >= deflater.threshold()));
    }
    return compressing;
  }

  /** Makes room for a frame of so many bytes at most, before they are compressed. */
  private int beginDeflated(int atLeast, int atMost) {
    reserve(Math.min(deflater.bound(atMost), fragmentSize) + FrameHeader.MAX_LENGTH);
    withdrawable(messageOpen ? -1 : out.position());
    lastDeflated = true;
    if (!messageOpen) {
      deflater.begin(atLeast);
      messageOpen = true;
    }
    int start = encoder.begin(out, FrameHeader.MAX_16_PAYLOAD);
    // The header may turn out longer than expected: room for the longest stays behind the payload.
    int room = out.remaining() - (FrameHeader.MAX_LENGTH - (out.position() - start));
    out.limit(out.position() + Math.min(room, fragmentSize));
    return start;
  }

  private boolean endDeflated(Opcode opcode, int start, int from, boolean fin) {
    out.limit(out.capacity());
    if (!fin) {
      deflater.hold(out, from);
      if (out.position() == from) {
        out.position(start); // all of it is still in the deflater
        lastStart = -1;
        return false;
      }
    }
    int rsv = continued ? 0 : FrameHeader.RSV1; // RFC 7692 6: on the first frame only
    encoder.end(out, start, FrameHeader.MAX_16_PAYLOAD, firstByte(opcode, fin) | rsv);
    opened(!fin);
    if (fin) {
      deflater.finish();
    }
    return fin;
  }

  private int deflated(String text, int from) {
    int chars = text.length() - from;
    int next = from;
    if (!messageOpen) {
      // What a deflater has seen cannot be taken back: a text without a UTF-8 form is refused
      // first.
      chunk = chunk == null ? buffers.apply(CHUNK) : chunk.clear();
      if (chars <= CHUNK / 3) {
        next = utf8.encode(text, 0, chunk);
      } else {
        utf8.check(text);
      }
      messageBytes += chunk.flip().remaining();
    }
    int start = beginDeflated(chars, (int) Math.min(3L * chars, MAX_FRAGMENT));
    int payload = out.position();
    deflater.frame(out);
    boolean room;
    boolean last;
    do {
      if (!chunk.hasRemaining()) {
        next = utf8.encode(text, next, chunk.clear());
        messageBytes += chunk.flip().remaining();
      }
      last = next == text.length();
      room = deflater.deflate(chunk, last, out);
    } while (room && !last);
    endDeflated(Opcode.TEXT, start, payload, room);
    return next;
  }

  /** {@link #text(String, int, Compress)}, compressed by its size. */
  public int text(String text, int from) {
    return text(text, from, Compress.BY_SIZE);
  }

  /**
   * Encodes the next frame of a text message.
   *
   * @param from index of the first character that is not encoded yet; 0 starts the message
   * @param compress looked at when the message starts; its size is that in characters
   * @return index of the first character that is still not encoded; the message is complete when it
   *     is not {@linkplain #messageOpen open} any more
   * @throws IllegalArgumentException if the text holds a lone surrogate: nothing of it is encoded
   * @throws IllegalStateException after a Close
   */
  public int text(String text, int from, Compress compress) {
    refuseAfterClose(Opcode.TEXT);
    beginFrame();
    if (deflater != null && compresses(compress, text.length(), true)) {
      return deflated(text, from);
    }
    int chars = text.length() - from;
    if (from == 0 && chars > fragmentSize / 3) {
      // It may take several frames, and the first must not be on its way when a bad one turns up.
      utf8.check(text);
    }
    int expected = Math.min(chars, fragmentSize);
    reserve((int) Math.min(3L * chars, fragmentSize) + FrameHeader.MAX_LENGTH);
    int start = encoder.begin(out, expected);
    int payload = out.position();
    out.limit(payload + Math.min(out.remaining(), fragmentSize));
    int next;
    try {
      next = utf8.encode(text, from, out);
    } catch (IllegalArgumentException e) {
      out.clear().position(start);
      throw e;
    }
    out.limit(out.capacity());
    messageBytes += out.position() - payload;
    boolean fin = next == text.length();
    encoder.end(out, start, expected, firstByte(Opcode.TEXT, fin));
    withdrawable(messageOpen ? -1 : start);
    opened(!fin);
    return next;
  }

  /**
   * Encodes a ping or pong, which may stand between the fragments of a message.
   *
   * @param payload at most 125 bytes; its position moves to its limit
   * @throws IllegalStateException after a Close
   */
  public void control(Opcode opcode, ByteBuffer payload) {
    refuseAfterClose(opcode);
    int length = payload.remaining();
    if (length > FrameHeader.MAX_CONTROL_PAYLOAD) {
      throw new IllegalArgumentException(
          opcode + " payload of " + length + " bytes exceeds 125 (RFC 6455 5.5)");
    }
    reserve(encoder.frameLength(length));
    withdrawable(opcode == Opcode.CLOSE ? -1 : out.position());
    encoder.frame(FrameHeader.FIN | opcode.code(), payload, length, out);
    closed = opcode == Opcode.CLOSE;
  }

  private int firstByte(Opcode opcode, boolean fin) {
    return (continued ? Opcode.CONTINUATION : opcode).code() | (fin ? FrameHeader.FIN : 0);
  }

  private void refuseAfterClose(Opcode opcode) {
    if (closed) {
      throw new IllegalStateException(opcode + " frame after the close frame (RFC 6455 5.5.1)");
    }
  }

  /** Whether a Close is encoded: nothing may follow it. */
  public boolean closed() {
    return closed;
  }

  /** Whether a message was started and its last frame is still to come. */
  public boolean messageOpen() {
    return messageOpen;
  }

  /**
   * How many bytes of payload the message that was started last has so far, before they are
   * compressed.
   */
  public long messageBytes() {
    return messageBytes;
  }

  /**
   * Whether it stands between two messages with nothing to be written: then it is as good as a new
   * one, and may serve another connection of the same role.
   */
  public boolean clean() {
    return !closed && !messageOpen && !hasPending();
  }

  /** Bytes of the buffer that it encodes into. */
  public int capacity() {
    return out == null ? 0 : out.capacity();
  }

  /** Whether encoded bytes wait to be written. */
  public boolean hasPending() {
    return out != null && written < out.position();
  }

  /**
   * The encoded bytes that wait to be written. Whoever writes some of them, moving the position,
   * says so by {@link #written()} before encoding more.
   */
  public ByteBuffer pending() {
    if (out == null) {
      reserve(0);
    }
    return view.limit(out.position()).position(written);
  }

  /** Takes the position of {@link #pending()} as what is written; true if nothing is left. */
  public boolean written() {
    written = view.position();
    if (written < out.position()) {
      return false;
    }
    written = 0;
    lastStart = -1;
    out.clear();
    return true;
  }

  /**
   * Takes back the ping, the pong, or the first frame of a message that was encoded last, if no
   * byte of it is written.
   *
   * @return whether it was taken back: nothing of it will reach the peer
   */
  public boolean withdraw() {
    if (lastStart < written) {
      return false;
    }
    out.position(lastStart);
    messageOpen = openBefore;
    continued &= openBefore;
    if (lastDeflated) {
      deflater.forget();
    }
    lastStart = -1;
    return true;
  }

  private void withdrawable(int start) {
    lastStart = start;
    openBefore = messageOpen;
    lastDeflated = false;
  }

  private void reserve(int bytes) {
    if (out != null && out.remaining() >= bytes) {
      return;
    }
    int used = out == null ? 0 : out.position() - written;
    int capacity =
        Math.max(FIRST_BUFFER, Integer.highestOneBit(Math.max(1, used + bytes - 1)) << 1);
    ByteBuffer larger = buffers.apply(capacity);
    if (used > 0) {
      larger.put(0, out, written, used);
    }
    out = larger.position(used);
    view = larger.duplicate();
    lastStart = -1;
    written = 0;
  }
}
