package io.github.wirespeed.conformance.wire;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Frames as they are on the wire, right and wrong ones. */
public final class Bytes {
  /** Not zero, so that a payload which is not unmasked shows. */
  private static final byte[] KEY = {0x37, (byte) 0xFA, 0x21, 0x3D};

  private Bytes() {}

  public static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits.replace(" ", ""));
  }

  public static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  public static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  /** A correct text frame. */
  public static byte[] text(boolean masked, String text) {
    return frame(masked, 0x81, text.getBytes(StandardCharsets.UTF_8));
  }

  /** A correct Close frame. */
  public static byte[] close(boolean masked, int code, String reason) {
    byte[] utf8 = reason.getBytes(StandardCharsets.UTF_8);
    ByteBuffer payload = ByteBuffer.allocate(2 + utf8.length).putShort((short) code).put(utf8);
    return frame(masked, 0x88, payload.array());
  }

  /** A frame whose length has the shortest form. */
  public static byte[] frame(boolean masked, int first, byte[] payload) {
    ByteBuffer header = ByteBuffer.allocate(10).put((byte) first);
    if (payload.length < 126) {
      header.put((byte) payload.length);
    } else if (payload.length < 65_536) {
      header.put((byte) 126).putShort((short) payload.length);
    } else {
      header.put((byte) 127).putLong(payload.length);
    }
    byte[] exact = new byte[header.flip().remaining()];
    header.get(exact);
    return frame(masked, exact, payload);
  }

  /** A frame with any header; a masked one gets the mask bit and a key. */
  public static byte[] frame(boolean masked, byte[] header, byte[] payload) {
    if (!masked) {
      return concat(header, payload);
    }
    byte[] changed = header.clone();
    if (changed.length > 1) {
      changed[1] |= (byte) 0x80;
    }
    byte[] hidden = payload.clone();
    for (int i = 0; i < hidden.length; i++) {
      hidden[i] ^= KEY[i & 3];
    }
    return concat(changed, KEY, hidden);
  }

  /**
   * Frames by a line of hex: {@code "01 03|48656C; 80 02|6C6F"}, header and payload apart, so that
   * the same line can be masked.
   */
  public static byte[] frames(boolean masked, String spec) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (String frame : spec.split(";")) {
      String[] parts = frame.split("\\|", -1);
      all.writeBytes(frame(masked, hex(parts[0]), parts.length > 1 ? hex(parts[1]) : new byte[0]));
    }
    return all.toByteArray();
  }
}
