package io.github.wirespeed.protocol;

/** The close codes of RFC 6455 7.4 and of the registry that it opened. */
public final class CloseCode {
  /** The purpose of the connection is fulfilled. */
  public static final int NORMAL = 1000;

  /** A server shuts down, or a page is left. */
  public static final int GOING_AWAY = 1001;

  /** The peer broke the protocol. */
  public static final int PROTOCOL_ERROR = 1002;

  /** A type of data that this end does not take. */
  public static final int UNSUPPORTED_DATA = 1003;

  /** Stands for "the Close frame held no code"; never on the wire. */
  public static final int NO_STATUS = 1005;

  /** Stands for "the connection ended without a Close frame"; never on the wire. */
  public static final int ABNORMAL = 1006;

  /** Text that is not UTF-8, or a payload that its message type forbids. */
  public static final int INVALID_PAYLOAD = 1007;

  /** A policy was violated and no other code fits. */
  public static final int POLICY_VIOLATION = 1008;

  /** A message or frame is larger than this end takes. */
  public static final int TOO_BIG = 1009;

  /** The server did not negotiate an extension that the client needs. */
  public static final int MISSING_EXTENSION = 1010;

  /** Something unexpected happened at this end. */
  public static final int INTERNAL_ERROR = 1011;

  private CloseCode() {}

  /**
   * Whether a Close frame may carry the code (RFC 6455 7.4.1, 7.4.2): 1000 to 1003, 1007 to 1014,
   * 3000 to 4999. Everything else is reserved, undefined, or stands for something local.
   */
  public static boolean isValid(int code) {
    return (code >= 1000 && code <= 1003)
        || (code >= 1007 && code <= 1014)
        || (code >= 3000 && code <= 4999);
  }

  /** The meaning of a code in a few words, for messages; "" where the code has none. */
  public static String describe(int code) {
    return switch (code) {
      case NORMAL -> "normal";
      case GOING_AWAY -> "going away";
      case PROTOCOL_ERROR -> "protocol error";
      case UNSUPPORTED_DATA -> "unsupported data";
      case NO_STATUS -> "no status in the close frame";
      case ABNORMAL -> "no close frame";
      case INVALID_PAYLOAD -> "invalid payload";
      case POLICY_VIOLATION -> "policy violation";
      case TOO_BIG -> "message too big";
      case MISSING_EXTENSION -> "missing extension";
      case INTERNAL_ERROR -> "internal error";
      case 1012 -> "service restart";
      case 1013 -> "try again later";
      case 1014 -> "bad gateway";
      case 1015 -> "TLS handshake failed";
      default -> "";
    };
  }
}
