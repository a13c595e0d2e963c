package io.github.wirespeed.protocol;

import java.util.BitSet;

/**
 * What UTF-8 is, taken from the JDK's own encoder and not from any table of ranges: all 1,112,064
 * code points are encoded, and every beginning of such a sequence is remembered.
 */
final class Utf8Oracle {
  private static final BitSet WHOLE = new BitSet(1 << 24);
  private static final BitSet STARTED = new BitSet(1 << 24);
  private static final int[] SECTION = {0, 0, 1 << 8, (1 << 8) + (1 << 16)};

  static {
    for (int codePoint = 0; codePoint <= 0x10FFFF; codePoint++) {
      if (codePoint == 0xD800) {
        codePoint = 0xE000;
      }
      byte[] bytes = Wire.utf8(Character.toString(codePoint));
      for (int n = 1; n < bytes.length; n++) {
        STARTED.set(index(bytes, 0, n));
      }
      if (bytes.length < 4) {
        WHOLE.set(index(bytes, 0, bytes.length));
      }
    }
  }

  private Utf8Oracle() {}

  /** The index of the byte that no continuation can save, or -1 where the bytes are a start. */
  static int deadAt(byte[] bytes) {
    int start = 0;
    for (int i = 0; i < bytes.length; i++) {
      int n = i + 1 - start;
      if (n == 4) {
        if ((bytes[i] & 0xC0) != 0x80) {
          return i;
        }
        start = i + 1;
      } else if (WHOLE.get(index(bytes, start, n))) {
        start = i + 1;
      } else if (!STARTED.get(index(bytes, start, n))) {
        return i;
      }
    }
    return -1;
  }

  /** One number for each sequence of one, two or three bytes. */
  private static int index(byte[] bytes, int from, int n) {
    int index = 0;
    for (int i = 0; i < n; i++) {
      index = index << 8 | (bytes[from + i] & 0xFF);
    }
    return SECTION[n] + index;
  }
}
