package io.github.wirespeed.cli;

import io.github.wirespeed.MessageView;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/** Messages as they are shown. */
final class Shown {
  private static final int BINARY_BYTES = 64;
  private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

  private Shown() {}

  /** "< hello", or "< [5 bytes] 68 65 6c 6c 6f", cut after 64 bytes. */
  static String received(MessageView message) {
    return message.isText() ? "< " + plain(message.text()) : "< " + binary(message.payload());
  }

  /** Text without what would play tricks with a terminal; line breaks and tabs may stay. */
  static String plain(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              if (Character.getType(c) == Character.CONTROL && c != '\n' && c != '\t') {
                plain.append(String.format("\\u%04x", c));
              } else {
                plain.appendCodePoint(c);
              }
            });
    return plain.toString();
  }

  private static String binary(ByteBuffer payload) {
    int size = payload.remaining();
    byte[] start = new byte[Math.min(size, BINARY_BYTES)];
    payload.get(start);
    String head = "[" + size + (size == 1 ? " byte]" : " bytes]");
    String hex = size == 0 ? "" : " " + HEX.formatHex(start);
    return head + hex + (size > BINARY_BYTES ? " ..." : "");
  }
}
