package io.github.wirespeed.conformance.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A frame that a raw peer read. */
public final class Frame {
  public static final int CONTINUATION = 0;
  public static final int TEXT = 1;
  public static final int BINARY = 2;
  public static final int CLOSE = 8;
  public static final int PING = 9;
  public static final int PONG = 10;

  private final int first;
  private final boolean masked;
  private final byte[] payload;

  public Frame(int first, boolean masked, byte[] payload) {
    this.first = first;
    this.masked = masked;
    this.payload = payload;
  }

  public boolean masked() {
    return masked;
  }

  /** The payload, unmasked. */
  public byte[] payload() {
    return payload;
  }

  public int opcode() {
    return first & 0x0F;
  }

  public boolean fin() {
    return (first & 0x80) != 0;
  }

  /** Whether the bit is set that permessage-deflate uses. */
  public boolean rsv1() {
    return (first & 0x40) != 0;
  }

  public String text() {
    return new String(payload, StandardCharsets.UTF_8);
  }

  /** The code of a Close; 1005 if it holds none. */
  public int closeCode() {
    return payload.length == 0 ? 1005 : ByteBuffer.wrap(payload).getShort() & 0xFFFF;
  }

  /** The reason of a Close. */
  public String closeReason() {
    return payload.length < 2
        ? ""
        : new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return String.format("frame 0x%02X of %d bytes", first, payload.length);
  }
}
