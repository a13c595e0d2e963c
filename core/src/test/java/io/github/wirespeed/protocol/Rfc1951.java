package io.github.wirespeed.protocol;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * Inflates by RFC 1951 alone, slowly, and measures how far back the data refers: the judge of what
 * a compressor with a small window really does. It keeps all that it has seen, over any number of
 * messages.
 */
final class Rfc1951 {
  private static final int[] LENGTH_BASE = {
    3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131,
    163, 195, 227, 258
  };
  private static final int[] LENGTH_BITS = {
    0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0
  };
  private static final int[] ORDER = {
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15
  };

  private final ByteArrayOutputStream history = new ByteArrayOutputStream();
  private byte[] in;
  private int bit;
  private int farthest;

  /** How far back anything so far has referred. */
  int farthest() {
    return farthest;
  }

  /** The bytes of one message, whose cut-off tail is put back. */
  byte[] message(byte[] compressed) {
    in = Arrays.copyOf(compressed, compressed.length + 4);
    in[in.length - 2] = -1;
    in[in.length - 1] = -1;
    bit = 0;
    int before = history.size();
    while (bit < 8 * in.length) {
      boolean last = bits(1) == 1;
      switch (bits(2)) {
        case 0 -> stored();
        case 1 -> fixed();
        case 2 -> dynamic();
        default -> throw new IllegalStateException("block of type 3");
      }
      if (last) {
        throw new IllegalStateException("a final block in a message");
      }
    }
    byte[] all = history.toByteArray();
    return Arrays.copyOfRange(all, before, all.length);
  }

  private int bits(int count) {
    int value = 0;
    for (int i = 0; i < count; i++, bit++) {
      value |= (in[bit >> 3] >> (bit & 7) & 1) << i;
    }
    return value;
  }

  private void stored() {
    bit = (bit + 7) & ~7;
    int length = bits(16);
    if (bits(16) != (~length & 0xFFFF)) {
      throw new IllegalStateException("stored length and its complement");
    }
    for (int i = 0; i < length; i++) {
      history.write(bits(8));
    }
  }

  private void fixed() {
    int[] lengths = new int[288];
    Arrays.fill(lengths, 0, 144, 8);
    Arrays.fill(lengths, 144, 256, 9);
    Arrays.fill(lengths, 256, 280, 7);
    Arrays.fill(lengths, 280, 288, 8);
    int[] distances = new int[30];
    Arrays.fill(distances, 5);
    codes(lengths, distances);
  }

  private void dynamic() {
    int literals = bits(5) + 257;
    int distances = bits(5) + 1;
    int count = bits(4) + 4;
    int[] order = new int[19];
    for (int i = 0; i < count; i++) {
      order[ORDER[i]] = bits(3);
    }
    int[] lengths = new int[literals + distances];
    for (int i = 0; i < lengths.length; ) {
      int symbol = symbol(order);
      if (symbol < 16) {
        lengths[i++] = symbol;
        continue;
      }
      int value = symbol == 16 ? lengths[i - 1] : 0;
      int times = symbol == 16 ? 3 + bits(2) : symbol == 17 ? 3 + bits(3) : 11 + bits(7);
      Arrays.fill(lengths, i, i + times, value);
      i += times;
    }
    codes(Arrays.copyOf(lengths, literals), Arrays.copyOfRange(lengths, literals, lengths.length));
  }

  private void codes(int[] lengths, int[] distances) {
    for (int symbol = symbol(lengths); symbol != 256; symbol = symbol(lengths)) {
      if (symbol < 256) {
        history.write(symbol);
        continue;
      }
      int length = LENGTH_BASE[symbol - 257] + bits(LENGTH_BITS[symbol - 257]);
      int code = symbol(distances);
      int extra = Math.max(0, code / 2 - 1);
      int distance = (code < 4 ? code : (2 + code % 2) << extra) + bits(extra) + 1;
      farthest = Math.max(farthest, distance);
      byte[] all = history.toByteArray();
      for (int i = 0; i < length; i++) {
        history.write(all[all.length - distance + i % distance]);
      }
    }
  }

  /** The next symbol of a canonical Huffman code with these lengths (RFC 1951 3.2.2). */
  private int symbol(int[] lengths) {
    int code = 0;
    int first = 0;
    for (int length = 1; length < 16; length++) {
      code = code << 1 | bits(1);
      int count = 0;
      for (int l : lengths) {
        count += l == length ? 1 : 0;
      }
      if (code - first < count) {
        return nth(lengths, length, code - first);
      }
      first = (first + count) << 1;
    }
    throw new IllegalStateException("no such code");
  }

  private static int nth(int[] lengths, int length, int n) {
    int left = n;
    for (int i = 0; i < lengths.length; i++) {
      if (lengths[i] == length && left-- == 0) {
        return i;
      }
    }
    throw new IllegalStateException("no such symbol");
  }
}
