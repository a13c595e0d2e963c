package io.github.wirespeed.bench.micro;

import java.nio.ByteBuffer;

/**
 * UTF-8 in small methods, eight bytes of ASCII a step: what was shipped before decision 30. It only
 * says whether the text is valid.
 */
final class SteppingUtf8Validator {
  private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

  private int due;
  private int low;
  private int high;

  /** Whether a whole text is UTF-8. */
  boolean valid(ByteBuffer buffer, int from, int to) {
    due = 0;
    int i = from;
    while (i < to) {
      if (due == 0) {
        i = skipAscii(buffer, i, to);
        if (i == to) {
          return true;
        }
        if (!lead(buffer.get(i) & 0xFF)) {
          return false;
        }
      } else {
        int b = buffer.get(i) & 0xFF;
        if (b < low || b > high) {
          return false;
        }
        due--;
        low = 0x80;
        high = 0xBF;
      }
      i++;
    }
    return due == 0;
  }

  private static int skipAscii(ByteBuffer buffer, int from, int to) {
    int i = from;
    for (int last = to - 8; i <= last; i += 8) {
      if ((buffer.getLong(i) & HIGH_BITS) != 0) {
        break;
      }
    }
    while (i < to && buffer.get(i) >= 0) {
      i++;
    }
    return i;
  }

  private boolean lead(int b) {
    low = 0x80;
    high = 0xBF;
    if (b < 0xC2 || b > 0xF4) {
      return false;
    } else if (b < 0xE0) {
      due = 1;
    } else if (b < 0xF0) {
      due = 2;
      if (b == 0xE0) {
        low = 0xA0;
      } else if (b == 0xED) {
        high = 0x9F;
      }
    } else {
      due = 3;
      if (b == 0xF0) {
        low = 0x90;
      } else if (b == 0xF4) {
        high = 0x8F;
      }
    }
    return true;
  }
}
