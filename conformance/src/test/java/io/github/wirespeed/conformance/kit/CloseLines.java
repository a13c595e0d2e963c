package io.github.wirespeed.conformance.kit;

import static io.github.wirespeed.conformance.kit.Lines.hex;

import java.util.Locale;

/** Lines about the peer's Close: RFC 6455 5.5.1, 7.1 and 7.4. */
final class CloseLines {
  private static final int[] VALID = {
    1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999
  };
  private static final int[] LOCAL = {1005, 1006, 1015};
  private static final int[] UNDEFINED = {0, 1, 999, 1004, 1016, 1100, 2000, 2999, 5000, 65_535};

  private CloseLines() {}

  static void write(Lines lines) {
    lines.rule("6455-5.5.1-1");
    lines.broken("a body of one byte", "88 01|03", 1002, "3");
    lines.broken("a body of one byte inside a message", "01 00|; 88 01|FF", 1002, "255");

    lines.rule("6455-5.5.1-2");
    lines.broken("bad reason", "88 03|03E8FF", 1007, "byte: 0");
    lines.broken("bad reason behind a good letter", "88 05|03E861C328", 1007, "byte: ");
    lines.broken("surrogate in the reason", "88 05|03E8EDA080", 1007, "byte: ");
    lines.broken("cut reason", "88 04|03E8E282", 1007, "byte: ");

    lines.rule("6455-5.5.1-4");
    lines.closing("an empty Close", "88 00|", 1005);
    lines.closing("with a reason", "88 05|03E8627965", 1000);
    lines.closing("with a reason of 123 bytes", "88 7D|03E8" + "78".repeat(123), 1000);
    lines.closing("with a reason in two bytes", "88 04|03E9C3A9", 1001);
    for (int code : VALID) {
      lines.closing("code " + code, String.format(Locale.ROOT, "88 02|%04X", code), code);
    }

    lines.rule("6455-5.5.1-5");
    lines.closing("a message behind it", "88 02|03E8; 81 01|61", 1000);
    lines.closing("a second Close behind it", "88 02|03E8; 88 02|0FA0", 1000);
    lines.closing("a wrong Close behind it", "88 02|03E9; 88 01|00", 1001);
    lines.closing("garbage behind it", "88 02|03E8; FF FF|FFFFFFFF", 1000);
    lines.closing("a huge header behind it", "88 02|03E8; 82 7F 7FFFFFFFFFFFFFFF|", 1000);

    lines.rule("6455-7.4.1-1");
    for (int code : LOCAL) {
      undefined(lines, code);
    }
    lines.rule("6455-7.4.2-1");
    for (int code : UNDEFINED) {
      undefined(lines, code);
    }

    lines.rule("6455-7.1.7-1");
    lines.broken("a Close behind a violation", "83 00|; 88 02|03E8", 1002, "0x83");
    lines.broken("a ping behind a violation", "80 00|; 89 00|; 89 00|", 1002, "0x80");
    lines.broken("another violation behind it", "81 01|FF; 83 00|", 1007, "offset");
    lines.broken("a violation behind it in the frame", "C1 7F FFFFFFFFFFFFFFFF|", 1002, "0xC1");
  }

  private static void undefined(Lines lines, int code) {
    String frames = String.format(Locale.ROOT, "88 02|%04X", code);
    lines.broken("code " + code, frames, 1002, Integer.toString(code));
    frames = String.format(Locale.ROOT, "88 03|%04X%s", code, hex('x'));
    lines.broken("code " + code + " and a reason", frames, 1002, Integer.toString(code));
  }
}
