package io.github.wirespeed.protocol;

import java.nio.ByteBuffer;

/** Looks at the headers of frames that were read and not yet decoded; takes nothing. */
final class Lookahead {
  private Lookahead() {}

  /**
   * Whether the last frame of a message lies whole between position and limit. Only lengths and
   * opcodes are looked at: what is wrong in other ways turns up when it is decoded.
   */
  static boolean message(ByteBuffer in, boolean masked) {
    int at = in.position();
    while (in.limit() - at >= 2) {
      int first = in.get(at);
      int shortLength = in.get(at + 1) & FrameHeader.LENGTH;
      int lengthBytes =
          shortLength < FrameHeader.LENGTH_16 ? 0 : shortLength == FrameHeader.LENGTH_16 ? 2 : 8;
      int header = 2 + lengthBytes + (masked ? 4 : 0);
      if (in.limit() - at < header) {
        return false;
      }
      long length =
          switch (lengthBytes) {
            case 0 -> shortLength;
            case 2 -> in.getShort(at + 2) & 0xFFFF;
            default -> in.getLong(at + 2);
          };
      if (length < 0 || length > in.limit() - at - header) {
        return false;
      }
      boolean control = (first & 0x08) != 0; // RFC 6455 5.5: control opcodes have this bit
      if (!control && (first & FrameHeader.FIN) != 0) {
        return true;
      }
      at += header + (int) length;
    }
    return false;
  }
}
