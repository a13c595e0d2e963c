package io.github.wirespeed.protocol;

import java.nio.ByteBuffer;

/**
 * Checks UTF-8 as it arrives (RFC 3629, RFC 6455 8.1) and stops at the first byte after which no
 * continuation could make the text valid. Knows no frames: the parts may be split anywhere.
 *
 * <p>Owned by the one thread that reads.
 */
public final class Utf8Validator {
  private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

  // Reader only. Continuation bytes still due, and the range in which the next one must lie.
  private int due;
  private int low;
  private int high;
  private boolean ascii = true;

  /** Forgets everything: the next byte starts a text. */
  public void reset() {
    due = 0;
    ascii = true;
  }

  /** Whether the text may end here: no code point is half read. */
  public boolean complete() {
    return due == 0;
  }

  /** Whether every byte since the reset was below 0x80. */
  public boolean ascii() {
    return ascii;
  }

  /**
   * Checks the next part.
   *
   * @return the index of the first bad byte, or -1 where all of them may stand
   */
  public int validate(ByteBuffer buffer, int from, int to) {
    int i = from;
    while (i < to) {
      if (due == 0) {
        i = skipAscii(buffer, i, to);
        if (i == to) {
          return -1;
        }
        if (!lead(buffer.get(i) & 0xFF)) {
          return i;
        }
        ascii = false;
      } else {
        int b = buffer.get(i) & 0xFF;
        if (b < low || b > high) {
          return i;
        }
        due--;
        low = 0x80;
        high = 0xBF;
      }
      i++;
    }
    return -1;
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

  /** Takes a byte of 0x80 or more that starts a code point; the ranges are RFC 3629 section 4. */
  private boolean lead(int b) {
    low = 0x80;
    high = 0xBF;
    if (b < 0xC2 || b > 0xF4) {
      // A continuation byte without a lead, an overlong two-byte form, or beyond U+10FFFF.
      return false;
    } else if (b < 0xE0) {
      due = 1;
    } else if (b < 0xF0) {
      due = 2;
      if (b == 0xE0) {
        low = 0xA0; // overlong below
      } else if (b == 0xED) {
        high = 0x9F; // surrogates above
      }
    } else {
      due = 3;
      if (b == 0xF0) {
        low = 0x90; // overlong below
      } else if (b == 0xF4) {
        high = 0x8F; // beyond U+10FFFF above
      }
    }
    return true;
  }
}
