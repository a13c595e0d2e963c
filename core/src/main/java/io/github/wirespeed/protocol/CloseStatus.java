package io.github.wirespeed.protocol;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * What a Close frame says: a code and a reason (RFC 6455 5.5.1).
 *
 * @param code the close code; {@link CloseCode#NO_STATUS} where the frame was empty
 * @param reason the reason; empty where none was given
 */
public record CloseStatus(int code, String reason) {
  /** The longest reason in UTF-8 bytes: a control frame of 125 less the two of the code. */
  public static final int MAX_REASON = FrameHeader.MAX_CONTROL_PAYLOAD - 2;

  /** A Close frame without a payload. */
  public static final CloseStatus NONE = new CloseStatus(CloseCode.NO_STATUS, "");

  /** A connection that ended without a Close frame. */
  public static final CloseStatus ABNORMAL = new CloseStatus(CloseCode.ABNORMAL, "");

  /** Takes any code: what may go on the wire is asked of {@link #sendable}. */
  public CloseStatus {
    Objects.requireNonNull(reason, "reason");
  }

  /**
   * A status that this side may send.
   *
   * @throws IllegalArgumentException if the code must not be on the wire, or the reason is over 123
   *     bytes of UTF-8 or holds a lone surrogate
   */
  public static CloseStatus sendable(int code, String reason) {
    if (!CloseCode.isValid(code)) {
      throw new IllegalArgumentException(
          "close code "
              + code
              + " must not be sent: only 1000-1003, 1007-1014 and 3000-4999 may (RFC 6455 7.4)");
    }
    CloseStatus status = new CloseStatus(code, reason);
    int length = status.utf8Reason().remaining();
    if (length > MAX_REASON) {
      throw new IllegalArgumentException(
          "close reason of " + length + " bytes exceeds " + MAX_REASON + " (RFC 6455 5.5)");
    }
    return status;
  }

  /**
   * A status for a violation: the text is cut where it does not fit a control frame.
   *
   * @param text plain ASCII
   */
  static CloseStatus violation(int code, String text) {
    return new CloseStatus(code, text.length() > MAX_REASON ? text.substring(0, MAX_REASON) : text);
  }

  /**
   * What the payload of a Close frame says.
   *
   * @param payload valid: empty, or a code and a reason in UTF-8; its position is left alone
   */
  public static CloseStatus of(ByteBuffer payload) {
    if (!payload.hasRemaining()) {
      return NONE;
    }
    ByteBuffer reason = payload.duplicate();
    int code = reason.getShort() & 0xFFFF;
    return new CloseStatus(code, StandardCharsets.UTF_8.decode(reason).toString());
  }

  /** The payload of the Close frame, in a new buffer; empty for {@link CloseCode#NO_STATUS}. */
  public ByteBuffer payload() {
    if (code == CloseCode.NO_STATUS) {
      return ByteBuffer.allocate(0);
    }
    ByteBuffer utf8 = utf8Reason();
    return ByteBuffer.allocate(2 + utf8.remaining()).putShort((short) code).put(utf8).flip();
  }

  private ByteBuffer utf8Reason() {
    try {
      return StandardCharsets.UTF_8
          .newEncoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .encode(CharBuffer.wrap(reason));
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("close reason holds a lone surrogate", e);
    }
  }

  /** "1000 (normal) bye": for messages and logs. */
  @Override
  public String toString() {
    String meaning = CloseCode.describe(code);
    return code
        + (meaning.isEmpty() ? "" : " (" + meaning + ")")
        + (reason.isEmpty() ? "" : " " + reason);
  }
}
