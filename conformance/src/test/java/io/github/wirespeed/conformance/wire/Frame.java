package io.github.wirespeed.conformance.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A frame that a raw peer read. */
final class Frame {
  static final int CONTINUATION = 0;
  static final int TEXT = 1;
  static final int BINARY = 2;
  static final int CLOSE = 8;
  static final int PING = 9;
  static final int PONG = 10;

  private final int first;
  private final boolean masked;
  private final byte[] payload;

  Frame(int first, boolean masked, byte[] payload) {
    this.first = first;
    this.masked = masked;
    this.payload = payload;
  }

  boolean masked() {
    return masked;
  }

  /** The payload, unmasked. */
  byte[] payload() {
    return payload;
  }

  int opcode() {
    return first & 0x0F;
  }

  boolean fin() {
    return (first & 0x80) != 0;
  }

  String text() {
    return new String(payload, StandardCharsets.UTF_8);
  }

  /** The code of a Close; 1005 if it holds none. */
  int closeCode() {
    return payload.length == 0 ? 1005 : ByteBuffer.wrap(payload).getShort() & 0xFFFF;
  }

  /** The reason of a Close. */
  String closeReason() {
    return payload.length < 2
        ? ""
        : new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return String.format("frame 0x%02X of %d bytes", first, payload.length);
  }
}
