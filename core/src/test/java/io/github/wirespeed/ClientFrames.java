package io.github.wirespeed;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * What a client has written, taken apart by hand. A frame is shown as {@code TEXT "hello"}, {@code
 * BINARY 00FF}, {@code CLOSE 1000 bye}; {@code TEXT...} if more fragments follow; {@code CONT 4000
 * bytes} where it is long.
 */
final class ClientFrames {
  private static final int SHOWN = 40;

  private ByteBuffer arrived = ByteBuffer.allocate(1024).flip(); // ready to be read
  private byte[] payload = {};
  private int key;

  /** Bytes came, from position to limit. */
  void add(ByteBuffer bytes) {
    arrived.compact();
    if (arrived.remaining() < bytes.remaining()) {
      int capacity = 2 * (arrived.position() + bytes.remaining());
      arrived = ByteBuffer.allocate(capacity).put(arrived.flip());
    }
    arrived.put(bytes).flip();
  }

  /** How many bytes are there that {@link #next} has not taken. */
  int left() {
    return arrived.remaining();
  }

  /** The payload of the last frame. */
  byte[] payload() {
    return payload.clone();
  }

  /** The masking key of the last frame. */
  int key() {
    return key;
  }

  /** The next frame; null if there is no whole one. */
  String next() {
    ByteBuffer in = arrived.duplicate();
    if (in.remaining() < 2) {
      return null;
    }
    int first = in.get() & 0xFF;
    int second = in.get() & 0xFF;
    assertThat(second & 0x80).as("a client masks").isEqualTo(0x80);
    int extra = (second & 0x7F) == 126 ? 2 : (second & 0x7F) == 127 ? 8 : 0;
    if (in.remaining() < extra + 4) {
      return null;
    }
    long length = extra == 2 ? in.getShort() & 0xFFFF : extra == 8 ? in.getLong() : second & 0x7F;
    int mask = in.getInt();
    if (in.remaining() < length) {
      return null;
    }
    key = mask;
    payload = new byte[(int) length];
    in.get(payload);
    for (int i = 0; i < payload.length; i++) {
      payload[i] ^= (byte) (key >> (24 - 8 * (i % 4)));
    }
    arrived.position(in.position());
    return show(first, payload);
  }

  private static String show(int first, byte[] payload) {
    String more = (first & 0x80) == 0 ? "..." : "";
    return switch (first & 0x7F) {
      case 0 -> "CONT" + more + " " + show(payload);
      case 1 -> "TEXT" + more + " " + show(payload);
      case 2 -> "BINARY" + more + " " + show(payload);
      case 8 -> "CLOSE" + (payload.length == 0 ? "" : " " + showClose(payload));
      case 9 -> "PING" + more + " " + show(payload);
      case 10 -> "PONG" + more + " " + show(payload);
      default -> throw new AssertionError("first byte 0x" + Integer.toHexString(first));
    };
  }

  private static String showClose(byte[] payload) {
    int code = ByteBuffer.wrap(payload).getShort() & 0xFFFF;
    String reason = new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8);
    return (code + " " + reason).strip();
  }

  private static String show(byte[] payload) {
    if (payload.length > SHOWN) {
      return payload.length + " bytes";
    }
    String text = new String(payload, StandardCharsets.UTF_8);
    boolean plain = text.chars().allMatch(c -> c >= ' ' && c != 0xFFFD);
    return plain ? '"' + text + '"' : HexFormat.of().withUpperCase().formatHex(payload);
  }
}
