package io.github.wirespeed.protocol;

import java.nio.ByteBuffer;
import java.util.function.IntFunction;

/**
 * The reading side of a connection, for both roles: bytes in, messages and control frames out. It
 * never writes: what the peer is owed for an event, a pong or a Close, is returned by {@link
 * #owed()} and is for the caller to hand to the {@link WriteHalf}.
 *
 * <p>How to drive it:
 *
 * <pre>
 *   for (;;) {
 *     switch (half.poll(in)) {
 *       case MESSAGE: deliver(half.text(), half.payload()); break;
 *       case PING:    owe(half.owed(), half.owedPayload()); break;
 *       case CLOSE:   // the peer says goodbye: half.closeStatus()
 *       case FAILED:  // the peer broke the protocol: half.closeStatus() says how
 *                     owe(half.owed(), half.owedPayload()); return;
 *       case NEED_BYTES: read more, into half.space() where that is not null
 *     }
 *   }
 * </pre>
 *
 * <p>After {@link #CLOSE} or {@link #FAILED} everything further from the peer is discarded (RFC
 * 6455 5.5.1, 7.1.7). Borrowed bytes live until the next call. Owned by the one thread that reads.
 */
public final class ReadHalf {
  /** Every byte is consumed; more are needed. */
  public static final int NEED_BYTES = 0;

  /** A message is complete: {@link #text()}, {@link #payload()}. */
  public static final int MESSAGE = 1;

  /** A ping came: {@link #payload()}; a pong is owed. */
  public static final int PING = 2;

  /** A pong came: {@link #payload()}. */
  public static final int PONG = 3;

  /** The peer's Close came: {@link #closeStatus()}; unless this side closed first, one is owed. */
  public static final int CLOSE = 4;

  /** The peer broke the protocol: {@link #closeStatus()} is what it is told. */
  public static final int FAILED = 5;

  /** Nothing is read any more: the bytes are discarded. */
  public static final int ENDED = 6;

  private static final ByteBuffer EMPTY = ByteBuffer.allocate(0);

  private final FrameDecoder decoder;
  private final MessageAssembler assembler;
  private final ByteBuffer control = ByteBuffer.allocate(FrameHeader.MAX_CONTROL_PAYLOAD);
  // The same bytes with a position of its own: reading a ping must not empty its pong.
  private final ByteBuffer owedControl = control.duplicate();

  // All below: reader only.
  private boolean ended;
  private ByteBuffer payload = EMPTY;
  private Opcode owed;
  private ByteBuffer owedPayload = EMPTY;
  private CloseStatus closeStatus;
  // Set by arrived(), for the next poll: the end of a message that did not pass through poll.
  private boolean messageDue;
  private CloseStatus lateFailure;

  /** A read half without extensions that gathers in buffers of its own. */
  public ReadHalf(Role role, Limits limits) {
    this(role, limits, 0, ByteBuffer::allocateDirect);
  }

  /**
   * A read half.
   *
   * @param role this side's role
   * @param allowedRsv reserved bits that a negotiated extension defines
   * @param buffers where buffers to gather messages in come from, by capacity
   */
  public ReadHalf(Role role, Limits limits, int allowedRsv, IntFunction<ByteBuffer> buffers) {
    this.decoder = new FrameDecoder(role, limits, allowedRsv);
    this.assembler = new MessageAssembler(limits, buffers);
  }

  /**
   * Takes compressed messages from now on, for a connection on which that was negotiated; between
   * two messages.
   *
   * @param with the connection's own; null for none
   */
  public void attach(MessageInflater with) {
    decoder.allow(with == null ? 0 : FrameHeader.RSV1);
    assembler.attach(with);
  }

  /** Lets go of native memory: nothing more will be polled. Idempotent. */
  public void release() {
    assembler.release();
  }

  /**
   * Takes bytes up to the next event.
   *
   * @param in ready to be read and writable; everything that is not left for a later event is
   *     consumed, payload is unmasked in place
   * @return one of the constants of this class
   */
  public int poll(ByteBuffer in) {
    owed = null;
    if (ended) {
      in.position(in.limit());
      return ENDED;
    }
    if (lateFailure != null) {
      return fail(lateFailure);
    } else if (messageDue) {
      return message(in);
    }
    while (true) {
      int event = decoder.poll(in);
      if (event == FrameDecoder.NEED_BYTES) {
        return NEED_BYTES;
      } else if (event == FrameDecoder.FAILED) {
        return fail(decoder.failure());
      }
      boolean isControl = decoder.opcode().isControl();
      if (isControl) {
        takeControl(event, in);
      } else if (!takeData(event, in)) {
        return fail(assembler.failure());
      }
      if (decoder.remaining() == 0) {
        if (isControl) {
          return control();
        } else if (decoder.fin()) {
          return message(in);
        }
      }
    }
  }

  private boolean takeData(int event, ByteBuffer in) {
    return event == FrameDecoder.HEADER
        ? assembler.frame(decoder)
        : assembler.part(decoder, in, decoder.partStart(), decoder.partEnd());
  }

  private void takeControl(int event, ByteBuffer in) {
    if (event == FrameDecoder.HEADER) {
      control.clear();
    } else {
      int from = decoder.partStart();
      int length = decoder.partEnd() - from;
      control.put(control.position(), in, from, length);
      control.position(control.position() + length);
    }
  }

  private int message(ByteBuffer in) {
    messageDue = false;
    if (!assembler.finish(in)) {
      return fail(assembler.failure());
    }
    payload = assembler.message();
    return MESSAGE;
  }

  private int control() {
    payload = control.flip();
    if (decoder.opcode() == Opcode.CLOSE) {
      return close();
    } else if (decoder.opcode() == Opcode.PONG) {
      return PONG;
    }
    owed = Opcode.PONG;
    owedPayload = owedControl.position(0).limit(control.limit());
    return PING;
  }

  private int close() {
    int length = control.remaining();
    if (length == 0) {
      closeStatus = CloseStatus.NONE;
      owedPayload = owedControl.position(0).limit(0);
    } else if (length == 1) {
      // RFC 6455 5.5.1: if there is a body, its first two bytes MUST be a code.
      return fail(
          CloseCode.PROTOCOL_ERROR,
          "close frame of 1 byte: a close code takes two",
          control.get(0) & 0xFF);
    } else {
      int code = control.getShort(0) & 0xFFFF;
      if (!CloseCode.isValid(code)) {
        return fail(CloseCode.PROTOCOL_ERROR, "close code must not be sent", code);
      }
      Utf8Validator reason = new Utf8Validator();
      int bad = reason.validate(control, 2, length);
      if (bad >= 0 || !reason.complete()) {
        return fail(
            CloseCode.INVALID_PAYLOAD,
            "close reason is not UTF-8, bad from byte",
            bad >= 0 ? bad - 2 : length - 2);
      }
      closeStatus = CloseStatus.of(control);
      // RFC 6455 5.5.1: the answer typically echoes the code that was received.
      owedPayload = owedControl.position(0).limit(2);
    }
    owed = Opcode.CLOSE;
    ended = true;
    return CLOSE;
  }

  private int fail(int code, String what, int value) {
    return fail(CloseStatus.violation(code, what + ": " + value));
  }

  private int fail(CloseStatus status) {
    closeStatus = status;
    owed = Opcode.CLOSE;
    owedPayload = status.payload();
    ended = true;
    return FAILED;
  }

  /**
   * Where the next bytes should be read to, in place of the caller's own buffer: the middle of a
   * large payload goes straight to where the message is gathered. Only to be asked for after {@link
   * #NEED_BYTES}.
   *
   * @return null where the caller's buffer is right
   */
  public ByteBuffer space() {
    return ended ? null : assembler.space(decoder);
  }

  /** Says that bytes were read into {@link #space()}: its position has moved. */
  public void arrived() {
    if (!assembler.arrived(decoder)) {
      lateFailure = assembler.failure();
    } else if (decoder.remaining() == 0 && decoder.fin()) {
      messageDue = true;
    }
  }

  /**
   * Lets an incomplete message stay in the polled buffer: the caller keeps its bytes there, adds to
   * them, and says so when it moves them.
   */
  void holdInPlace() {
    assembler.holdInPlace();
  }

  /** Where in the polled buffer the incomplete message starts that is held there; -1 if none is. */
  int heldFrom() {
    return ended ? -1 : assembler.heldFrom();
  }

  /** How many bytes of payload the current frame still lacks. */
  long due() {
    return decoder.remaining();
  }

  /** The held bytes were moved to the start of the buffer that is polled next. */
  void heldMoved() {
    assembler.heldMoved();
  }

  /** The held bytes cannot stay: moves them to where messages are gathered. */
  void gatherHeld(ByteBuffer in) {
    assembler.gatherHeld(in);
  }

  /** Whether a message is under way of which a part is gathered. */
  boolean gathering() {
    return !ended && assembler.gathering();
  }

  /**
   * Whether it stands between two messages with nothing left over: then it is as good as a new one,
   * and may serve another connection of the same role and limits.
   */
  public boolean clean() {
    return !ended && !messageDue && lateFailure == null && decoder.clean();
  }

  /** Bytes of the buffer that large messages are gathered in, as it is now. */
  public int gatherCapacity() {
    return assembler.gatherCapacity();
  }

  /**
   * Whether a whole message lies in the bytes behind the one that was polled last: a look ahead,
   * which takes nothing. Bytes that break a rule count as none.
   */
  public boolean messageBehind(ByteBuffer in) {
    return !ended && decoder.messageBehind(in);
  }

  /** Whether the message is text, else binary. */
  public boolean text() {
    return assembler.text();
  }

  /** Whether a text message holds only bytes below 0x80. */
  public boolean ascii() {
    return assembler.ascii();
  }

  /** The payload of the message, ping or pong; borrowed until the next call. */
  public ByteBuffer payload() {
    return payload;
  }

  /**
   * What the last event obliges this side to send: {@link Opcode#PONG}, {@link Opcode#CLOSE}, or
   * null. A Close is owed once, and only by a side that has not sent one.
   */
  public Opcode owed() {
    return owed;
  }

  /** The payload of {@link #owed()}; borrowed until the next call. */
  public ByteBuffer owedPayload() {
    return owedPayload;
  }

  /** After {@link #CLOSE} what the peer said, after {@link #FAILED} what it is told; else null. */
  public CloseStatus closeStatus() {
    return closeStatus;
  }
}
