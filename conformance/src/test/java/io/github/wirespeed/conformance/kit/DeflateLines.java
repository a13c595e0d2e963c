package io.github.wirespeed.conformance.kit;

import static io.github.wirespeed.conformance.kit.Lines.hex;
import static io.github.wirespeed.conformance.kit.Lines.named;

import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.zip.Deflater;

/** Lines about compressed messages: RFC 7692 6 and 7.2, with the extension agreed on. */
final class DeflateLines {
  private static final String AGREED = "permessage-deflate";
  private static final String NO_TAKEOVER =
      AGREED + "; server_no_context_takeover; client_no_context_takeover";

  private static final String HELLO = "F248CDC9C90700";
  private static final String HELLO_TEXT = "text 48656C6C6F";

  /** The limit on messages of all these lines. */
  static final int LIMIT = 1 << 20;

  private DeflateLines() {}

  static void write(Lines lines) {
    reservedBits(lines);
    right(lines);
    notDeflate(lines);
    text(lines);
    limits(lines);
  }

  private static void reservedBits(Lines lines) {
    lines.rule("7692-6-1").extension(AGREED);
    lines.broken("on the second frame", "41 03|F248CD; C0 04|C9C90700", 1002, "0xC0");
    lines.broken("on a middle frame", "41 03|F248CD; 40 01|C9", 1002, "0x40");
    lines.broken("of a message that is not compressed", "01 01|61; C0 01|62", 1002, "0xC0");
    lines.broken("of nothing", "C0 01|00", 1002, "0xC0");

    lines.rule("7692-6-2").extension(AGREED);
    for (int first : new int[] {0xC8, 0xC9, 0xCA}) {
      String header = hex(first);
      lines.broken("on a control frame", header + " 00|", 1002, named(first));
      lines.broken("inside a message", "41 03|F248CD; " + header + " 00|", 1002, named(first));
    }

    lines.rule("7692-6-3").extension(AGREED);
    for (int first : new int[] {0x91, 0xA1, 0xB1, 0xD1, 0xE1, 0xF1, 0xC3, 0xCB}) {
      lines.broken("bits of no extension", hex(first) + " 07|" + HELLO, 1002, named(first));
    }

    lines.rule("7692-6-4").extension(AGREED);
    lines.right("not compressed", "81 05|48656C6C6F", HELLO_TEXT);
    lines.right(
        "in turns",
        "81 01|61; C1 07|" + HELLO + "; 82 01|62; C1 05|F200110000",
        "text 61",
        HELLO_TEXT,
        "binary 62",
        HELLO_TEXT);
    lines.right("in fragments", "01 03|48656C; 80 02|6C6F", HELLO_TEXT);
  }

  private static void right(Lines lines) {
    lines.rule("7692-7.2.2-1").extension(AGREED);
    lines.right("one block", "C1 07|" + HELLO, HELLO_TEXT);
    lines.right("binary", "C2 07|" + HELLO, "binary 48656C6C6F");
    lines.right("a stored block", "C1 0B|000500FAFF48656C6C6F00", HELLO_TEXT);
    lines.right("a final block", "C1 08|F348CDC9C9070000", HELLO_TEXT);
    lines.right("two blocks", "C1 0D|F24805000000FFFFCAC9C90700", HELLO_TEXT);
    lines.right("two fragments", "41 03|F248CD; 80 04|C9C90700", HELLO_TEXT);
    lines.right(
        "a fragment for each byte",
        "41 01|F2; 00 01|48; 00 01|CD; 00 01|C9; 00 01|C9; 00 01|07; 80 01|00",
        HELLO_TEXT);
    lines.right(
        "empty fragments", "41 00|; 00 03|F248CD; 00 00|; 00 04|C9C90700; 80 00|", HELLO_TEXT);
    lines.right("an empty message", "C1 01|00", "text ");
    lines.right("an empty binary", "C2 01|00", "binary ");
    lines.right(
        "control frames between",
        "41 03|F248CD; 89 01|07; 8A 00|; 80 04|C9C90700",
        "ping 07",
        HELLO_TEXT);
    lines.closing("a Close between drops the part", "41 03|F248CD; 88 02|03E9", 1001);
    lines.closing("nothing behind a Close is inflated", "88 02|03E8; C1 01|07", 1000);
    lines.right(
        "4096 bytes", "C2 " + sized(deflated(new byte[4096])), "binary " + "00".repeat(4096));

    lines.rule("7692-7.2.2-2").extension(AGREED);
    lines.right(
        "refers to the message before",
        "C1 07|" + HELLO + "; C1 05|F200110000",
        HELLO_TEXT,
        HELLO_TEXT);
    lines.right(
        "refers behind one that is not compressed",
        "C1 07|" + HELLO + "; 82 01|62; C1 05|F200110000",
        HELLO_TEXT,
        "binary 62",
        HELLO_TEXT);
    lines.right(
        "goes on behind a final block",
        "C1 08|F348CDC9C9070000; C1 07|" + HELLO,
        HELLO_TEXT,
        HELLO_TEXT);

    lines.rule("7692-7.2.2-3").extension(NO_TAKEOVER);
    lines.right("each by itself", "C1 07|" + HELLO + "; C1 07|" + HELLO, HELLO_TEXT, HELLO_TEXT);
    lines.broken(
        "refers to the message before",
        "C1 07|" + HELLO + "; C1 05|F200110000",
        List.of(HELLO_TEXT),
        1007,
        "compressed message is not valid");
  }

  private static void notDeflate(Lines lines) {
    String problem = "compressed message is not valid";
    lines.rule("7692-7.2.2-4").extension(AGREED);
    lines.broken("a block of no type", "C1 01|07", 1007, problem);
    lines.broken("ones", "C1 03|FFFFFF", 1007, problem);
    lines.broken("ones, and the message goes on", "41 03|FFFFFF", 1007, problem);
    lines.broken("a stored length that does not fit", "C2 06|000500000048", 1007, problem);
    lines.broken("refers to what never was", "C1 05|F200110000", 1007, problem);
    lines.broken("in the second fragment", "42 0A|000500FAFF48656C6C6F; 80 01|07", 1007, problem);
    lines.broken(
        "in the second message",
        "C1 07|" + HELLO + "; C1 01|07",
        List.of(HELLO_TEXT),
        1007,
        problem);
    lines.rule("7692-7.2.2-4").extension(NO_TAKEOVER);
    lines.broken("cut off", "C1 03|F248CD", 1007, problem);
    lines.broken("a stored block that is cut off", "C2 07|000500FAFF4865", 1007, problem);
  }

  private static void text(Lines lines) {
    lines.rule("7692-7.2.2-5").extension(AGREED);
    lines.broken("not UTF-8 once inflated", "C1 08|000200FDFFC32800", 1007, "offset");
    lines.broken("and the message goes on", "41 07|000200FDFFC328", 1007, "offset");
    lines.broken("ends inside a code point", "C1 08|000200FDFFE28200", 1007, "2 bytes");
    lines.broken("over fragments", "41 06|000200FDFFC3; 80 02|2800", 1007, "offset");
    lines.right("binary is not looked at", "C2 08|000200FDFFC32800", "binary C328");
    lines.right(
        "code points split between fragments",
        "41 06|000900F6FFC3; 00 03|A9E282; 00 03|ACF09F; 80 03|988000",
        "text C3A9E282ACF09F9880");
  }

  private static void limits(Lines lines) {
    lines.rule("7692-8-1").extension(AGREED);
    byte[] over = deflated(new byte[LIMIT + 1]);
    String inflated = Integer.toString(LIMIT + 1);
    lines.right(
        "the limit", "C2 " + sized(deflated(new byte[LIMIT])), "binary " + "00".repeat(LIMIT));
    lines.broken("one byte more", "C2 " + sized(over), 1009, inflated);
    lines.broken("the same in text", "C1 " + sized(over), 1009, inflated);
    lines.broken(
        "16 times the limit", "C2 " + sized(deflated(new byte[16 * LIMIT])), 1009, inflated);
    StringBuilder fragments = new StringBuilder("42 00|");
    for (byte b : over) {
      fragments.append("; 00 01|").append(hex(b & 0xFF));
    }
    lines.broken("in fragments of a byte", fragments.toString(), 1009, inflated);

    lines.rule("7692-8-2").extension(AGREED);
    int most = LIMIT + LIMIT / 16 + 64;
    String declared = String.format(Locale.ROOT, " 7F %016X|", most + 1);
    lines.broken("a frame that nothing needs", "C2" + declared, 1009, Integer.toString(most + 1));
    declared = String.format(Locale.ROOT, " 7F %016X|", LIMIT + 1);
    lines.broken("a frame that is not compressed", "82" + declared, 1009, inflated);
  }

  /** Compresses with the JDK's deflater, as RFC 7692 7.2.1 says. */
  private static byte[] deflated(byte[] message) {
    Deflater deflater = new Deflater(9, true);
    deflater.setInput(message);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] piece = new byte[8192];
    int n;
    do {
      n = deflater.deflate(piece, 0, piece.length, Deflater.SYNC_FLUSH);
      out.write(piece, 0, n);
    } while (n == piece.length);
    deflater.end();
    byte[] all = out.toByteArray();
    return java.util.Arrays.copyOf(all, all.length - 4); // 00 00 FF FF
  }

  /** Length and payload of a frame. */
  private static String sized(byte[] payload) {
    String length =
        payload.length < 126
            ? hex(payload.length)
            : String.format(Locale.ROOT, "7E %04X", payload.length);
    return length + "|" + HexFormat.of().withUpperCase().formatHex(payload);
  }
}
