package io.github.wirespeed.protocol;

import java.nio.ByteBuffer;

/**
 * The layout of a frame's first 2 to 14 bytes (RFC 6455 5.2), named once.
 *
 * <pre>
 *   0               1               2               3
 *   7 6 5 4 3 2 1 0 7 6 5 4 3 2 1 0 7 6 5 4 3 2 1 0 7 6 5 4 3 2 1 0
 *  +-+-+-+-+-------+-+-------------+-------------------------------+
 *  |F|R|R|R| op    |M| length 0-125| 126: 16 bits of length        |
 *  |I|S|S|S| code  |A| or 126, 127 | 127: 64 bits, the top one 0   |
 *  |N|V|V|V|       |S|             | (always the shortest form)    |
 *  | |1|2|3|       |K|             |                               |
 *  +-+-+-+-+-------+-+-------------+-------------------------------+
 *  | masking key, 32 bits, if MASK | payload ...                   |
 *  +-------------------------------+-------------------------------+
 * </pre>
 */
public final class FrameHeader {
  /** First byte: the last, or only, fragment. */
  public static final int FIN = 0x80;

  /** First byte: reserved for extensions; permessage-deflate marks a compressed message with it. */
  public static final int RSV1 = 0x40;

  /** First byte: reserved for extensions. */
  public static final int RSV2 = 0x20;

  /** First byte: reserved for extensions. */
  public static final int RSV3 = 0x10;

  /** First byte: all three reserved bits. */
  public static final int RSV = RSV1 | RSV2 | RSV3;

  /** First byte: the opcode's bits. */
  public static final int OPCODE = 0x0F;

  /** Second byte: a masking key follows the length. */
  public static final int MASK = 0x80;

  /** Second byte: the length's bits. */
  public static final int LENGTH = 0x7F;

  /** In place of a length: 16 bits of length follow. */
  public static final int LENGTH_16 = 126;

  /** In place of a length: 64 bits of length follow. */
  public static final int LENGTH_64 = 127;

  /** The longest payload of a control frame, and of a two-byte header. */
  public static final int MAX_CONTROL_PAYLOAD = 125;

  /** Most bytes that a header takes. */
  public static final int MAX_LENGTH = 14;

  /** The longest payload whose length takes 16 bits. */
  static final int MAX_16_PAYLOAD = 0xFFFF;

  private FrameHeader() {}

  /** How many bytes the header of such a frame takes. */
  public static int length(long payloadLength, boolean masked) {
    int length =
        payloadLength <= MAX_CONTROL_PAYLOAD ? 2 : payloadLength <= MAX_16_PAYLOAD ? 4 : 10;
    return masked ? length + 4 : length;
  }

  /**
   * Writes an unmasked header, in the shortest form as RFC 6455 5.2 demands.
   *
   * @param firstByte FIN, reserved bits and opcode
   * @param out big-endian, with room for the header
   */
  public static void write(ByteBuffer out, int firstByte, long payloadLength) {
    write(out, firstByte, payloadLength, 0);
  }

  /** Writes a masked header: {@link #write(ByteBuffer, int, long)} and the key. */
  public static void writeMasked(ByteBuffer out, int firstByte, long payloadLength, int key) {
    write(out, firstByte, payloadLength, MASK);
    out.putInt(key);
  }

  private static void write(ByteBuffer out, int firstByte, long payloadLength, int mask) {
    out.put((byte) firstByte);
    if (payloadLength <= MAX_CONTROL_PAYLOAD) {
      out.put((byte) (mask | payloadLength));
    } else if (payloadLength <= MAX_16_PAYLOAD) {
      out.put((byte) (mask | LENGTH_16)).putShort((short) payloadLength);
    } else {
      out.put((byte) (mask | LENGTH_64)).putLong(payloadLength);
    }
  }
}
