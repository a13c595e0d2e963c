package io.github.wirespeed.conformance.tables;

import java.io.ByteArrayOutputStream;

/**
 * What a compressed message of a few bytes holds, by RFC 1951 and RFC 7692 7.2: a judge that shares
 * nothing with the library, nor with zlib. Too few bytes for a block with codes of its own, which
 * takes more than 29 bits, and for a block that is not compressed and not empty, which takes 40.
 */
final class ShortDeflate {
  private static final int LONGEST = 3;

  private final byte[] payload;
  private int at; // in bits
  private final ByteArrayOutputStream message = new ByteArrayOutputStream();

  private ShortDeflate(byte[] payload) {
    this.payload = payload;
  }

  /** The message; null where the payload is none. */
  static byte[] message(byte[] payload) {
    if (payload.length > LONGEST) {
      throw new IllegalArgumentException("more than " + LONGEST + " bytes: " + payload.length);
    }
    ShortDeflate deflate = new ShortDeflate(payload);
    return deflate.blocks() ? deflate.message.toByteArray() : null;
  }

  /**
   * RFC 7692 7.2.1: what is sent ends with the header of an empty block that is not compressed, of
   * which the four bytes behind the header are cut off. 7.2.3.4: or a final block comes before, and
   * then nothing that holds data; a compressor that leaves it at the final block is understood.
   */
  private boolean blocks() {
    boolean ended = false;
    while (true) {
      if (ended && at == 8 * payload.length) {
        return true;
      }
      int isFinal = bit();
      int type = bit() + 2 * bit();
      if (type < 0 || isFinal < 0 || (ended && isFinal == 1)) {
        return false;
      }
      if (type == 0) {
        align();
        return at == 8 * payload.length;
      }
      int before = message.size();
      if (type != 1 || !fixedBlock() || (ended && message.size() > before)) {
        return false;
      }
      if (isFinal == 1) {
        align();
        ended = true;
      }
    }
  }

  /** RFC 1951 3.2.6. */
  private boolean fixedBlock() {
    while (true) {
      int code = 0;
      for (int i = 0; i < 7; i++) {
        code = 2 * code + bit();
      }
      if (code == 0) {
        return at <= 8 * payload.length; // 256, the end of the block
      }
      int literal;
      if (code < 0b0011000) {
        return false; // 257 to 279: a length, and there is nothing yet to refer to
      }
      code = 2 * code + bit();
      if (code < 0b11000000) {
        literal = code - 0b00110000;
      } else if (code < 0b11001000) {
        return false; // 280 to 287
      } else {
        literal = 2 * code + bit() - 0b110010000 + 144;
      }
      if (at > 8 * payload.length) {
        return false;
      }
      message.write(literal);
    }
  }

  /** The next bit, the lowest of a byte first; a large negative number behind the payload. */
  private int bit() {
    int i = at++;
    return i < 8 * payload.length ? (payload[i / 8] >> (i % 8)) & 1 : -100_000;
  }

  private void align() {
    at = (at + 7) / 8 * 8;
  }
}
