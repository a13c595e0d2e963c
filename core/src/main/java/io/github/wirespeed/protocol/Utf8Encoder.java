package io.github.wirespeed.protocol;

import java.nio.ByteBuffer;
import java.util.Locale;

/**
 * Text to UTF-8 without an allocation per message. The characters go through a small array in
 * chunks: {@code String.getChars} and the narrowing loop are vectorised by the JIT, which a loop
 * over {@code charAt} is not.
 *
 * <p>Owned by the one thread that writes.
 */
final class Utf8Encoder {
  private static final int CHUNK = 1024;

  private final char[] chars = new char[CHUNK]; // writer only
  private final byte[] bytes = new byte[3 * CHUNK]; // writer only

  /**
   * Refuses a text that has no UTF-8 form.
   *
   * @throws IllegalArgumentException at a surrogate without its pair
   */
  static void check(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        pair(text, i);
        i++;
      }
    }
  }

  /**
   * Encodes whole code points while they surely fit.
   *
   * @param from index of the first character to encode
   * @param out its position moves; what does not fit is left for the next buffer
   * @return index of the first character that was not encoded
   * @throws IllegalArgumentException at a surrogate without its pair
   */
  int encode(String text, int from, ByteBuffer out) {
    int i = from;
    while (i < text.length() && out.hasRemaining()) {
      int n = Math.min(Math.min(CHUNK, text.length() - i), out.remaining());
      text.getChars(i, i + n, chars, 0);
      if (ascii(n)) {
        out.put(bytes, 0, n);
        i += n;
      } else {
        int next = encodeChunk(text, i, Math.min(n, out.remaining() / 3), out);
        if (next == i) {
          return i;
        }
        i = next;
      }
    }
    return i;
  }

  private boolean ascii(int n) {
    char[] from = chars;
    byte[] to = bytes;
    int seen = 0;
    for (int i = 0; i < n; i++) {
      seen |= from[i];
      to[i] = (byte) from[i];
    }
    return seen < 0x80;
  }

  private int encodeChunk(String text, int from, int n, ByteBuffer out) {
    int length = 0;
    int i = 0;
    for (; i < n; i++) {
      char c = chars[i];
      if (c < 0x80) {
        bytes[length++] = (byte) c;
      } else if (c < 0x800) {
        bytes[length++] = (byte) (0xC0 | c >> 6);
        bytes[length++] = (byte) (0x80 | (c & 0x3F));
      } else if (!Character.isSurrogate(c)) {
        bytes[length++] = (byte) (0xE0 | c >> 12);
        bytes[length++] = (byte) (0x80 | (c >> 6 & 0x3F));
        bytes[length++] = (byte) (0x80 | (c & 0x3F));
      } else {
        int codePoint = pair(text, from + i);
        if (i + 1 == n) {
          break; // the pair does not fit whole: it starts the next chunk
        }
        i++;
        bytes[length++] = (byte) (0xF0 | codePoint >> 18);
        bytes[length++] = (byte) (0x80 | (codePoint >> 12 & 0x3F));
        bytes[length++] = (byte) (0x80 | (codePoint >> 6 & 0x3F));
        bytes[length++] = (byte) (0x80 | (codePoint & 0x3F));
      }
    }
    out.put(bytes, 0, length);
    return from + i;
  }

  private static int pair(String text, int index) {
    char high = text.charAt(index);
    if (Character.isHighSurrogate(high) && index + 1 < text.length()) {
      char low = text.charAt(index + 1);
      if (Character.isLowSurrogate(low)) {
        return Character.toCodePoint(high, low);
      }
    }
    throw new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "text has no UTF-8 form: lone surrogate U+%04X at index %d",
            (int) high,
            index));
  }
}
