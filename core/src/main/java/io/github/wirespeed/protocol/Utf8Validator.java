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
   * <p>One method, longer than what the JIT inlines, for the reason that {@link Masker#mask} has.
   *
   * @return the index of the first bad byte, or -1 where all of them may stand
   */
  public int validate(ByteBuffer buffer, int from, int to) {
    int due = this.due;
    int low = this.low;
    int high = this.high;
    int i = from;
    while (i < to) {
      int b = buffer.get(i) & 0xFF;
      if (due > 0) {
        if (b < low || b > high) {
          return i;
        }
        due--;
        low = 0x80;
        high = 0xBF;
        i++;
      } else if (b < 0x80) {
        i = skipAscii(buffer, i, to);
      } else {
        // A code point of more than one byte; the ranges are RFC 3629 section 4.
        ascii = false;
        low = 0x80;
        high = 0xBF;
        if (b < 0xC2 || b > 0xF4) {
          // A continuation byte without a lead, an overlong two-byte form, or beyond U+10FFFF.
          return i;
        } else if (b < 0xE0) {
          due = 1;
          if (to - i > 1 && (buffer.get(i + 1) & 0xC0) == 0x80) {
            due = 0;
            i++;
          }
        } else if (b < 0xF0) {
          due = 2;
          if (b == 0xE0) {
            low = 0xA0; // overlong below
          } else if (b == 0xED) {
            high = 0x9F; // surrogates above
          } else if (to - i > 2
              && (buffer.get(i + 1) & 0xC0) == 0x80
              && (buffer.get(i + 2) & 0xC0) == 0x80) {
            due = 0; // a whole code point a step, as above: what is split goes by bytes
            i += 2;
          }
        } else {
          due = 3;
          if (b == 0xF0) {
            low = 0x90; // overlong below
          } else if (b == 0xF4) {
            high = 0x8F; // beyond U+10FFFF above
          }
        }
        i++;
      }
    }
    this.due = due;
    this.low = low;
    this.high = high;
    return -1;
  }

  /** The index of the first byte that is not ASCII. */
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
}
