package io.github.wirespeed.protocol;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * XORs a payload with its masking key, eight bytes a step and more (RFC 6455 5.3). Masking and
 * unmasking are the same operation. A payload may come in parts: the phase says how many bytes came
 * before.
 */
public final class Masker {
  private static final boolean LITTLE = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

  private Masker() {}

  /**
   * Masks in place.
   *
   * <p>One method, and longer than what the JIT inlines (325 bytes of bytecode; a test counts
   * them): so it is compiled by itself and its loops are vector code whoever calls. Inlined at the
   * end of a chain of calls each access to the buffer was a call, as that is five levels more and
   * the JIT stops after 15: a message of 100 KiB cost 90 us more (decision 30).
   *
   * @param buffer heap or direct; its position, limit and order are as before when this returns
   * @param from the first index
   * @param to after the last index
   * @param key the masking key, its first byte on the wire the highest
   * @param phase how many bytes of this payload came before {@code from}
   */
  @SuppressWarnings("DuplicateBranches") // each loop is compiled for one kind of buffer
  public static void mask(ByteBuffer buffer, int from, int to, int key, long phase) {
    int turned = Integer.rotateLeft(key, (int) (phase & 3) << 3);
    long wide = (turned & 0xFFFF_FFFFL) << 32 | (turned & 0xFFFF_FFFFL);
    long step = LITTLE ? Long.reverseBytes(wide) : wide;
    ByteOrder order = buffer.order();
    // Native order and bounds that are known not to be negative: with both, JDK 17 turns such a
    // loop into vector code, and without either it does not. A quarter of the time (decision 7).
    buffer.order(ByteOrder.nativeOrder());
    int i = from & Integer.MAX_VALUE;
    int last = (to & Integer.MAX_VALUE) - 8;
    if (buffer.isDirect()) {
      for (; i <= last; i += 8) {
        buffer.putLong(i, buffer.getLong(i) ^ step);
      }
    } else {
      for (; i <= last; i += 8) {
        buffer.putLong(i, buffer.getLong(i) ^ step);
      }
    }
    buffer.order(order);
    int left = to - i;
    if (left > 0) {
      buffer.put(i, (byte) (buffer.get(i) ^ (turned >>> 24)));
    }
    if (left > 1) {
      buffer.put(i + 1, (byte) (buffer.get(i + 1) ^ (turned >>> 16)));
    }
    if (left > 2) {
      buffer.put(i + 2, (byte) (buffer.get(i + 2) ^ (turned >>> 8)));
    }
    if (left > 3) {
      buffer.put(i + 3, (byte) (buffer.get(i + 3) ^ turned));
    }
    if (left > 4) {
      buffer.put(i + 4, (byte) (buffer.get(i + 4) ^ (turned >>> 24)));
    }
    if (left > 5) {
      buffer.put(i + 5, (byte) (buffer.get(i + 5) ^ (turned >>> 16)));
    }
    if (left > 6) {
      buffer.put(i + 6, (byte) (buffer.get(i + 6) ^ (turned >>> 8)));
    }
  }
}
