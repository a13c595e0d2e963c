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
   * @param buffer heap or direct; its position, limit and order are as before when this returns
   * @param from the first index
   * @param to after the last index
   * @param key the masking key, its first byte on the wire the highest
   * @param phase how many bytes of this payload came before {@code from}
   */
  public static void mask(ByteBuffer buffer, int from, int to, int key, long phase) {
    int turned = Integer.rotateLeft(key, (int) (phase & 3) << 3);
    long wide = (turned & 0xFFFF_FFFFL) << 32 | (turned & 0xFFFF_FFFFL);
    long step = LITTLE ? Long.reverseBytes(wide) : wide;
    ByteOrder order = buffer.order();
    // Native order and bounds that are known not to be negative: with both, JDK 17 turns this loop
    // into vector code, and without either it does not. A quarter of the time (decision 7).
    buffer.order(ByteOrder.nativeOrder());
    int i = from & Integer.MAX_VALUE;
    int last = (to & Integer.MAX_VALUE) - 8;
    for (; i <= last; i += 8) {
      buffer.putLong(i, buffer.getLong(i) ^ step);
    }
    buffer.order(order);
    for (int shift = 24; i < to; i++, shift -= 8) {
      // At most seven bytes are left; a shift count is taken modulo 32, so the key repeats.
      buffer.put(i, (byte) (buffer.get(i) ^ (turned >>> shift)));
    }
  }
}
