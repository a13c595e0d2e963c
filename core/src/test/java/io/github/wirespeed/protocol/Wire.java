package io.github.wirespeed.protocol;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;

/**
 * Bytes on the wire for tests, as hex and as frames. Builds frames from RFC 6455 5.2 alone, without
 * any of the code under test.
 */
final class Wire {
  /** The masking key of the examples in RFC 6455 5.7. */
  static final int KEY = 0x37FA213D;

  private static final HexFormat SPACED = HexFormat.ofDelimiter(" ").withUpperCase();

  private Wire() {}

  /** "81 05 4865" to bytes; blanks are ignored. */
  static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  static String hex(byte[] bytes) {
    return SPACED.formatHex(bytes);
  }

  /** The remaining bytes; the position stays. */
  static String hex(ByteBuffer buffer) {
    return hex(copy(buffer));
  }

  /** The remaining bytes; the position stays. */
  static byte[] copy(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(buffer.position(), bytes);
    return bytes;
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  /** {@code length} bytes that repeat only after 251. */
  static byte[] pattern(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i % 251);
    }
    return bytes;
  }

  /** An unmasked frame in the shortest form. */
  static byte[] frame(int firstByte, byte[] payload) {
    return concat(header(firstByte, 0, payload.length), payload);
  }

  /** A masked frame in the shortest form. */
  static byte[] masked(int firstByte, int key, byte[] payload) {
    return concat(
        header(firstByte, 0x80, payload.length), bytes(hexInt(key)), applyMask(key, payload));
  }

  /** A frame as the peer of {@code receiver} sends it. */
  static byte[] to(Role receiver, int firstByte, byte[] payload) {
    return receiver == Role.SERVER ? masked(firstByte, KEY, payload) : frame(firstByte, payload);
  }

  /** A frame as the peer of {@code receiver} sends it. */
  static byte[] to(Role receiver, int firstByte, String hexPayload) {
    return to(receiver, firstByte, bytes(hexPayload));
  }

  /** A text frame as the peer of {@code receiver} sends it. */
  static byte[] text(Role receiver, int firstByte, String text) {
    return to(receiver, firstByte, utf8(text));
  }

  /** The start of a frame of a form of length that is chosen freely: 0 to 7 bits, 2 or 8 bytes. */
  static byte[] start(Role receiver, int firstByte, int lengthBytes, long length) {
    int mask = receiver == Role.SERVER ? 0x80 : 0;
    ByteBuffer out = ByteBuffer.allocate(2 + lengthBytes).put((byte) firstByte);
    if (lengthBytes == 0) {
      out.put((byte) (mask | length));
    } else if (lengthBytes == 2) {
      out.put((byte) (mask | 126)).put((byte) (length >> 8)).put((byte) length);
    } else {
      out.put((byte) (mask | 127));
      for (int shift = 56; shift >= 0; shift -= 8) {
        out.put((byte) (length >> shift));
      }
    }
    return out.array();
  }

  /**
   * What follows {@link #start}: the key, where the peer of {@code receiver} masks, and payload.
   */
  static byte[] rest(Role receiver, byte[] payload) {
    return receiver == Role.SERVER
        ? concat(bytes(hexInt(KEY)), applyMask(KEY, payload))
        : payload.clone();
  }

  static byte[] applyMask(int key, byte[] payload) {
    byte[] out = new byte[payload.length];
    byte[] turns = bytes(hexInt(key));
    for (int i = 0; i < payload.length; i++) {
      out[i] = (byte) (payload[i] ^ turns[i % 4]);
    }
    return out;
  }

  private static byte[] header(int firstByte, int maskBit, int length) {
    if (length < 126) {
      return new byte[] {(byte) firstByte, (byte) (maskBit | length)};
    }
    if (length < 65536) {
      return new byte[] {
        (byte) firstByte, (byte) (maskBit | 126), (byte) (length / 256), (byte) (length % 256)
      };
    }
    return concat(
        new byte[] {(byte) firstByte, (byte) (maskBit | 127), 0, 0, 0, 0}, bytes(hexInt(length)));
  }

  private static String hexInt(int value) {
    return String.format(Locale.ROOT, "%08X", value);
  }
}
