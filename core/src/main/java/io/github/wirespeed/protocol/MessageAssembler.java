package io.github.wirespeed.protocol;

import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Objects;
import java.util.function.IntFunction;

/**
 * Frames' payloads in, messages out (RFC 6455 5.4, 8.1). A message that lies whole in the buffer
 * that was read stays there and is a view; anything else is gathered in one growing buffer, so that
 * what is retained is payload and not an object per fragment. Text is validated as it arrives.
 *
 * <p>Owned by the one thread that reads.
 */
@SuppressWarnings("ReferenceEquality") // the same buffer, not one with equal bytes
final class MessageAssembler {
  /** Allocated at most for a length that is only declared; also what a quiet connection keeps. */
  private static final int FIRST_GATHER = 64 << 10;

  /** Payload of which at least so much is due is read straight to where it is gathered. */
  private static final int WORTH_READING_PAST = 4 << 10;

  /** A larger gathering buffer is given up after so many messages that did not need it. */
  private static final int UNUSED_BEFORE_RELEASE = 64;

  private final Limits limits;
  private final IntFunction<ByteBuffer> buffers;
  private final Utf8Validator utf8 = new Utf8Validator();

  // All below: reader only.
  private MessageInflater inflater; // null where nothing may be compressed
  private boolean text;
  private boolean compressed;
  private long wireSize; // of a compressed message, as its frames declare it
  private int size;
  private int fragments;
  private ByteBuffer gathered;
  private boolean gathering;
  private boolean mayHold;
  private int heldFrom = -1; // in the polled buffer; -1 while nothing is held there
  private int unused;
  private ByteBuffer polled;
  private ByteBuffer polledView;
  private ByteBuffer gatheredView;
  private ByteBuffer message;
  private CloseStatus failure;

  MessageAssembler(Limits limits, IntFunction<ByteBuffer> buffers) {
    this.limits = Objects.requireNonNull(limits, "limits");
    this.buffers = Objects.requireNonNull(buffers, "buffers");
  }

  /** Inflates from now on what is compressed; between two messages. */
  void attach(MessageInflater with) {
    this.inflater = with;
  }

  void release() {
    if (inflater != null) {
      inflater.close();
    }
  }

  /** Takes the header of a data frame; false where the message breaks a limit. */
  boolean frame(FrameDecoder frame) {
    if (frame.opcode() != Opcode.CONTINUATION) {
      text = frame.opcode() == Opcode.TEXT;
      compressed = inflater != null && (frame.rsv() & FrameHeader.RSV1) != 0;
      size = 0;
      fragments = 0;
      gathering = false;
      heldFrom = -1;
      message = null;
      utf8.reset();
      if (compressed) {
        wireSize = 0;
        inflater.begin();
      }
    }
    if (!(compressed ? fitsCompressed(frame.length()) : fits(frame.length()))) {
      return false;
    }
    // Empty fragments count: each costs us work and the peer only two bytes.
    if (frame.length() < Limits.LARGE_FRAGMENT && ++fragments > limits.fragments()) {
      return fail(
          CloseCode.POLICY_VIOLATION,
          "message of more than " + limits.fragments() + " fragments exceeds the fragment limit");
    }
    return true;
  }

  private boolean fits(long length) {
    // Both terms are bounded, the declared one by the frame limit: the sum cannot overflow a long.
    return size + length <= limits.message() || tooBig("message", size + length, limits.message());
  }

  private boolean fitsCompressed(long length) {
    wireSize += length;
    long limit = Limits.compressed(limits.message());
    return wireSize <= limit || tooBig("compressed message", wireSize, limit);
  }

  private boolean tooBig(String what, long bytes, long limit) {
    return fail(
        CloseCode.TOO_BIG,
        what + " of at least " + bytes + " bytes exceeds the message limit of " + limit);
  }

  /** Takes a part of the payload that lies in the polled buffer. */
  boolean part(FrameDecoder frame, ByteBuffer in, int from, int to) {
    if (compressed) {
      inflater.part(view(in, from, to));
      return inflate();
    }
    if (!valid(in, from, to)) {
      return false;
    }
    int length = to - from;
    boolean whole = frame.remaining() == 0;
    if (!gathering && frame.fin() && (whole || mayHold)) {
      // All of the message in one piece, or it will be: the polled buffer is as good a place as
      // any.
      if (size == 0) {
        heldFrom = from;
      }
      size += length;
      if (whole) {
        message = view(in, heldFrom, to);
        heldFrom = -1;
      }
      return true;
    }
    gather(in, from, length);
    return true;
  }

  /** From now on a message in one frame may stay in the polled buffer while it is incomplete. */
  void holdInPlace() {
    mayHold = true;
  }

  /** Where in the polled buffer the message starts that is held there; -1 if none is. */
  int heldFrom() {
    return heldFrom;
  }

  /** The bytes that are held were moved to the start of the buffer that is polled next. */
  void heldMoved() {
    heldFrom = 0;
  }

  /** Moves what is held in the polled buffer to where messages are gathered. */
  void gatherHeld(ByteBuffer in) {
    int held = size;
    size = 0;
    gather(in, heldFrom, held);
    heldFrom = -1;
  }

  /** Whether a message is under way, in part gathered. */
  boolean gathering() {
    return gathering && !compressed;
  }

  /** Takes what the inflater makes of its input; no more than the limit, and one byte to see it. */
  private boolean inflate() {
    while (true) {
      boolean full = size == limits.message();
      ByteBuffer target =
          full ? ByteBuffer.allocate(1) : room(1).limit(inflatable()).position(size);
      int n = inflater.inflate(target);
      if (n < 0) {
        return fail(
            CloseCode.INVALID_PAYLOAD, "compressed message is not valid: " + inflater.problem());
      } else if (n == 0) {
        return true;
      } else if (full) {
        return tooBig("inflated message", size + 1L, limits.message());
      }
      boolean usedUp = target.hasRemaining() && !inflater.hasMore();
      gathered.clear();
      if (!valid(gathered, size, size + n)) {
        return false;
      }
      size += n;
      if (usedUp) {
        return true;
      }
    }
  }

  private int inflatable() {
    return Math.min(gathered.capacity(), limits.message());
  }

  private void gather(ByteBuffer in, int from, int length) {
    room(length).put(size, in, from, length);
    size += length;
  }

  /**
   * Where the next bytes of the payload may be read to directly, or null where reading them into
   * the ordinary buffer is as good.
   */
  ByteBuffer space(FrameDecoder frame) {
    long due = frame.remaining();
    if (due < WORTH_READING_PAST || !gathering()) {
      return null;
    }
    ByteBuffer target = room(1);
    return target.limit((int) Math.min(target.capacity(), size + due)).position(size);
  }

  /** Takes what was read into {@link #space}. */
  boolean arrived(FrameDecoder frame) {
    int from = size;
    int to = gathered.position();
    frame.payload(gathered, from, to);
    gathered.clear();
    size = to;
    return valid(gathered, from, to);
  }

  /** Ends the message with its last frame; false where its text stops inside a code point. */
  boolean finish(ByteBuffer in) {
    if (compressed) {
      inflater.end();
      if (!inflate()) {
        return false;
      }
      inflater.finish();
    }
    if (text && !utf8.complete()) {
      return fail(
          CloseCode.INVALID_PAYLOAD,
          "text message of " + size + " bytes ends inside a UTF-8 sequence");
    }
    if (gathering) {
      unused = 0;
      gathering = false;
      message = gatheredView.limit(size).position(0);
    } else {
      if (message == null) {
        message = view(in, in.position(), in.position());
      }
      releaseUnused();
    }
    return true;
  }

  private boolean valid(ByteBuffer buffer, int from, int to) {
    if (!text) {
      return true;
    }
    int bad = utf8.validate(buffer, from, to);
    if (bad < 0) {
      return true;
    }
    return fail(
        CloseCode.INVALID_PAYLOAD,
        String.format(
            Locale.ROOT,
            "invalid UTF-8 in a text message: byte 0x%02X at offset %d",
            buffer.get(bad) & 0xFF,
            buffer == gathered ? bad : size + bad - from));
  }

  /** The gathering buffer with room for {@code more} bytes behind the {@link #size} gathered. */
  private ByteBuffer room(int more) {
    gathering = true;
    int needed = size + more;
    if (gathered == null || gathered.capacity() < needed) {
      // Grows with what has arrived, never with what is only declared; the limit caps the last
      // step.
      long wanted = Math.max(needed, Math.max(FIRST_GATHER, 2L * size));
      int capacity = (int) Math.max(needed, Math.min(wanted, limits.message()));
      ByteBuffer larger = buffers.apply(capacity);
      if (size > 0) {
        larger.put(0, gathered, 0, size);
      }
      gathered = larger;
      gatheredView = larger.duplicate();
    }
    return gathered.clear();
  }

  private void releaseUnused() {
    if (gathered != null
        && ++unused > UNUSED_BEFORE_RELEASE
        && gathered.capacity() > FIRST_GATHER) {
      gathered = null;
      gatheredView = null;
    }
  }

  /** A view of the polled buffer; made anew only when the caller comes with another buffer. */
  private ByteBuffer view(ByteBuffer in, int from, int to) {
    if (polled != in) {
      polled = in;
      polledView = in.duplicate();
    }
    return polledView.limit(to).position(from);
  }

  private boolean fail(int code, String text) {
    failure = CloseStatus.violation(code, text);
    return false;
  }

  int gatherCapacity() {
    return gathered == null ? 0 : gathered.capacity();
  }

  boolean text() {
    return text;
  }

  boolean ascii() {
    return utf8.ascii();
  }

  /** The finished message's payload, valid until the next poll. */
  ByteBuffer message() {
    return message;
  }

  CloseStatus failure() {
    return failure;
  }
}
