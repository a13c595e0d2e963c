package io.github.wirespeed.protocol;

/** The six opcodes of RFC 6455 5.2; every other value of the four bits is reserved. */
public enum Opcode {
  /** A further fragment of the message that an earlier frame started. */
  CONTINUATION(0x0),
  /** A text message, or its first fragment: UTF-8. */
  TEXT(0x1),
  /** A binary message, or its first fragment. */
  BINARY(0x2),
  /** Starts or answers the close handshake. */
  CLOSE(0x8),
  /** Asks for a pong that carries the same payload. */
  PING(0x9),
  /** Answers a ping, or is sent unasked as a heartbeat. */
  PONG(0xA);

  private static final Opcode[] BY_CODE = new Opcode[16];

  static {
    for (Opcode opcode : values()) {
      BY_CODE[opcode.code] = opcode;
    }
  }

  private final int code;

  Opcode(int code) {
    this.code = code;
  }

  /** The four bits on the wire. */
  public int code() {
    return code;
  }

  /** Close, ping and pong: at most 125 bytes, never fragmented (RFC 6455 5.5). */
  public boolean isControl() {
    return code >= 0x8;
  }

  /**
   * The opcode of four bits.
   *
   * @param code 0 to 15
   * @return null where the value is reserved
   */
  public static Opcode of(int code) {
    return BY_CODE[code];
  }
}
