package io.github.wirespeed.protocol;

import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Objects;

/**
 * Bytes in, frames out: the pull parser of RFC 6455 section 5. It consumes all that it is given, so
 * a payload may be larger than any buffer and may be split anywhere; a caller that stops polling is
 * back-pressure. Payload is unmasked where it lies.
 *
 * <p>The order of events is {@code (HEADER PAYLOAD*)* FAILED?}; a frame ends when {@link
 * #remaining()} is 0. Every violation is found at the first byte that shows it, however the bytes
 * are split; a length, which is to be named, when it is whole. It is reported by {@link
 * #failure()}: nothing is thrown.
 *
 * <p>Owned by the one thread that reads.
 */
public final class FrameDecoder {
  /** Every byte is consumed; more are needed. */
  public static final int NEED_BYTES = 0;

  /** A header is complete; {@link #opcode()} and the rest describe it. */
  public static final int HEADER = 1;

  /** A part of the payload lies unmasked from {@link #partStart()} to {@link #partEnd()}. */
  public static final int PAYLOAD = 2;

  /** The peer broke the protocol; the state is final. */
  public static final int FAILED = -1;

  private enum Stage {
    FIRST,
    SECOND,
    LENGTH,
    KEY,
    PAYLOAD,
    FAILED
  }

  private final Role role;
  private final Limits limits;

  // All below: reader only.
  private int allowedRsv;
  private boolean compressed; // the message that is open, or was last
  private Stage stage = Stage.FIRST;
  private int first;
  private Opcode opcode = Opcode.CONTINUATION;
  private boolean masked;
  private int bytesDue;
  private int lengthBytes;
  private long length;
  private int key;
  private long remaining;
  private boolean messageOpen;
  private int partStart;
  private int partEnd;
  private CloseStatus failure;

  /** A decoder without extensions: every reserved bit is a violation. */
  public FrameDecoder(Role role, Limits limits) {
    this(role, limits, 0);
  }

  /**
   * A decoder for a connection with extensions.
   *
   * @param role this side's role
   * @param allowedRsv the reserved bits that a negotiated extension gives a meaning on the first
   *     frame of a message
   */
  public FrameDecoder(Role role, Limits limits, int allowedRsv) {
    this.role = Objects.requireNonNull(role, "role");
    this.limits = Objects.requireNonNull(limits, "limits");
    this.allowedRsv = allowedRsv;
  }

  /** Allows these reserved bits from now on; between two messages. */
  void allow(int rsv) {
    allowedRsv = rsv;
  }

  /**
   * Takes bytes up to the next event.
   *
   * @param in ready to be read, writable where the peer masks; payload is unmasked in place
   */
  public int poll(ByteBuffer in) {
    if (stage == Stage.PAYLOAD) {
      int available = (int) Math.min(remaining, in.remaining());
      if (available == 0) {
        return NEED_BYTES;
      }
      partStart = in.position();
      partEnd = partStart + available;
      in.position(partEnd);
      payload(in, partStart, partEnd);
      return PAYLOAD;
    }
    while (in.hasRemaining()) {
      if (stage == Stage.FAILED) {
        in.position(in.limit());
      } else if (header(in.get() & 0xFF)) {
        return stage == Stage.FAILED ? FAILED : HEADER;
      }
    }
    return stage == Stage.FAILED ? FAILED : NEED_BYTES;
  }

  /**
   * Takes payload that was read straight to where it is gathered, past {@link #poll}.
   *
   * @param target holds the bytes, at most {@link #remaining()}, which are unmasked in place
   */
  void payload(ByteBuffer target, int from, int to) {
    if (masked) {
      Masker.mask(target, from, to, key, length - remaining);
    }
    remaining -= to - from;
    if (remaining == 0) {
      stage = Stage.FIRST;
    }
  }

  /** Takes one byte of a header; true when it is complete or has failed. */
  private boolean header(int b) {
    if (stage == Stage.FIRST) {
      return first(b);
    } else if (stage == Stage.SECOND) {
      return second(b);
    } else if (stage == Stage.LENGTH) {
      return length(b);
    }
    key = key << 8 | b;
    return --bytesDue == 0 && complete();
  }

  private boolean first(int b) {
    first = b;
    opcode = Opcode.of(b & FrameHeader.OPCODE);
    if (opcode == null) {
      return fail("reserved opcode 0x%X (first byte 0x%02X)", b & FrameHeader.OPCODE, b);
    }
    // RFC 7692 6: RSV1 marks the first frame of a message, never a control frame or continuation.
    boolean startsMessage = opcode == Opcode.TEXT || opcode == Opcode.BINARY;
    if ((b & FrameHeader.RSV & ~(startsMessage ? allowedRsv : 0)) != 0) {
      return fail(
          "reserved bits %s set on a %s frame without an extension that defines them"
              + " (first byte 0x%02X)",
          rsv(b), opcode, b);
    }
    if (opcode.isControl()) {
      if ((b & FrameHeader.FIN) == 0) {
        // RFC 6455 5.5: control frames MUST NOT be fragmented.
        return fail("fragmented %s frame (first byte 0x%02X)", opcode, b);
      }
    } else if (opcode == Opcode.CONTINUATION) {
      if (!messageOpen) {
        // RFC 6455 5.4: a continuation needs a message that was started.
        return fail("continuation frame without a message to continue (first byte 0x%02X)", b);
      }
    } else if (messageOpen) {
      // RFC 6455 5.4: the fragments of one message are not interleaved with another's.
      return fail("%s frame inside a fragmented message (first byte 0x%02X)", opcode, b);
    } else {
      compressed = (b & FrameHeader.RSV1) != 0;
    }
    stage = Stage.SECOND;
    return false;
  }

  private boolean second(int b) {
    masked = (b & FrameHeader.MASK) != 0;
    if (masked != role.peerMasks()) {
      // RFC 6455 5.1: a client masks every frame, a server none.
      return fail(
          masked
              ? "masked %s frame from a server (second byte 0x%02X)"
              : "unmasked %s frame from a client (second byte 0x%02X)",
          opcode,
          b);
    }
    int shortLength = b & FrameHeader.LENGTH;
    if (opcode.isControl() && shortLength > FrameHeader.MAX_CONTROL_PAYLOAD) {
      // RFC 6455 5.5: 125 bytes at most, so a longer form of length is a violation by itself.
      return fail("%s frame of more than 125 bytes (second byte 0x%02X)", opcode, b);
    }
    if (shortLength < FrameHeader.LENGTH_16) {
      length = shortLength;
      return lengthKnown();
    }
    length = 0;
    lengthBytes = shortLength == FrameHeader.LENGTH_16 ? 2 : 8;
    bytesDue = lengthBytes;
    stage = Stage.LENGTH;
    return false;
  }

  private boolean length(int b) {
    if (bytesDue == 8 && b > 0x7F) {
      // RFC 6455 5.2: the most significant bit MUST be 0.
      return fail("64-bit payload length with the top bit set (first length byte 0x%02X)", b);
    }
    length = length << 8 | b;
    if (--bytesDue > 0) {
      return false;
    }
    if (length <= (lengthBytes == 2 ? FrameHeader.MAX_CONTROL_PAYLOAD : 0xFFFF)) {
      // RFC 6455 5.2: the minimal number of bytes MUST be used.
      return fail("payload length %d in %d bytes is not minimal", length, lengthBytes);
    }
    return lengthKnown();
  }

  private boolean lengthKnown() {
    // A control frame has a bound of its own, and a Close must get through any limit.
    long limit = compressed ? Limits.compressed(limits.frame()) : limits.frame();
    if (length > limit && !opcode.isControl()) {
      return fail(
          CloseCode.TOO_BIG,
          "%s of %d bytes exceeds the frame limit of %d",
          compressed ? "compressed frame" : "frame",
          length,
          limit);
    }
    if (masked) {
      key = 0;
      bytesDue = 4;
      stage = Stage.KEY;
      return false;
    }
    return complete();
  }

  private boolean complete() {
    if (!opcode.isControl()) {
      messageOpen = !fin();
    }
    remaining = length;
    stage = length == 0 ? Stage.FIRST : Stage.PAYLOAD;
    return true;
  }

  private boolean fail(String format, Object... values) {
    return fail(CloseCode.PROTOCOL_ERROR, format, values);
  }

  private boolean fail(int code, String format, Object... values) {
    failure = CloseStatus.violation(code, String.format(Locale.ROOT, format, values));
    stage = Stage.FAILED;
    return true;
  }

  private static String rsv(int b) {
    return ((b & FrameHeader.RSV1) != 0 ? "1" : "")
        + ((b & FrameHeader.RSV2) != 0 ? "2" : "")
        + ((b & FrameHeader.RSV3) != 0 ? "3" : "");
  }

  /** Whether it stands between two messages, with no byte of a frame taken. */
  boolean clean() {
    return stage == Stage.FIRST && !messageOpen;
  }

  /** Whether the last frame of a message lies whole in the bytes that come next. */
  boolean messageBehind(ByteBuffer in) {
    return stage == Stage.FIRST && Lookahead.message(in, role.peerMasks());
  }

  /** The current frame's opcode. */
  public Opcode opcode() {
    return opcode;
  }

  /** Whether the current frame is the last, or only, one of its message. */
  public boolean fin() {
    return (first & FrameHeader.FIN) != 0;
  }

  /** The reserved bits of the current frame, as in the first byte. */
  public int rsv() {
    return first & FrameHeader.RSV;
  }

  /** The declared payload length of the current frame. */
  public long length() {
    return length;
  }

  /** How much payload of the current frame is still to come. */
  public long remaining() {
    return remaining;
  }

  /** Index in the polled buffer at which the part of {@link #PAYLOAD} starts. */
  public int partStart() {
    return partStart;
  }

  /** Index in the polled buffer after the last byte of the part. */
  public int partEnd() {
    return partEnd;
  }

  /** The close code owed for the violation, with its text; null while there is none. */
  public CloseStatus failure() {
    return failure;
  }
}
