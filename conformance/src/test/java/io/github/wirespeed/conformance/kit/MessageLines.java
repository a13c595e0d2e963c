package io.github.wirespeed.conformance.kit;

import static io.github.wirespeed.conformance.kit.Lines.hex;
import static io.github.wirespeed.conformance.kit.Lines.named;

import java.util.List;
import java.util.Locale;

/** Lines about frames in a row: fragmentation and control frames, RFC 6455 5.4 and 5.5. */
final class MessageLines {
  private MessageLines() {}

  static void write(Lines lines) {
    fragments(lines);
    sequence(lines);
    controlFrames(lines);
    pings(lines);
    pongs(lines);
  }

  private static void fragments(Lines lines) {
    lines.rule("6455-5.4-1");
    lines.right("one frame", "81 05|48656C6C6F", "text 48656C6C6F");
    lines.right("two fragments", "01 03|48656C; 80 02|6C6F", "text 48656C6C6F");
    lines.right(
        "five fragments", "02 01|01; 00 01|02; 00 01|03; 00 01|04; 80 01|05", "binary 0102030405");
    lines.right("empty text", "81 00|", "text ");
    lines.right("empty binary", "82 00|", "binary ");
    lines.right("empty fragments only", "01 00|; 00 00|; 80 00|", "text ");
    lines.right("empty first fragment", "02 00|; 80 02|0102", "binary 0102");
    lines.right("empty last fragment", "02 02|0102; 80 00|", "binary 0102");
    lines.right(
        "fragment of 126 and one of 1",
        "02 7E 007E|" + "07".repeat(126) + "; 80 01|08",
        "binary " + "07".repeat(126) + "08");
    lines.right(
        "many messages in a row",
        "81 01|61; 82 01|62; 81 00|; 01 01|63; 80 01|64; 82 01|65",
        "text 61",
        "binary 62",
        "text ",
        "text 6364",
        "binary 65");
    lines.right(
        "100 fragments",
        "02 01|AA" + "; 00 01|AA".repeat(98) + "; 80 01|AA",
        "binary " + "AA".repeat(100));

    lines.rule("6455-5.4-7");
    lines.right("a text's fragments are text", "01 01|C3; 80 01|A9", "text C3A9");
    lines.right("a binary's fragments are binary", "02 01|C3; 80 01|28", "binary C328");
    lines.right(
        "each after the other", "01 01|61; 80 00|; 02 01|FF; 80 00|", "text 61", "binary FF");
  }

  private static void sequence(Lines lines) {
    lines.rule("6455-5.4-5");
    for (int first : new int[] {0x01, 0x81, 0x02, 0x82}) {
      String header = hex(first);
      lines.broken(
          "message inside a text", "01 03|48656C; " + header + " 02|6C6F", 1002, named(first));
      lines.broken(
          "message inside a binary", "02 03|48656C; " + header + " 02|6C6F", 1002, named(first));
      lines.broken(
          "empty message inside an empty text", "01 00|; " + header + " 00|", 1002, named(first));
    }

    lines.rule("6455-5.4-6");
    for (int first : new int[] {0x00, 0x80}) {
      String header = hex(first);
      lines.broken("continuation of nothing", header + " 05|48656C6C6F", 1002, named(first));
      lines.broken("after a pong", "8A 00|; " + header + " 00|", 1002, named(first));
      lines.broken(
          "after a message of one frame",
          "81 01|61; " + header + " 01|62",
          List.of("text 61"),
          1002,
          named(first));
      lines.broken(
          "after a message of two frames",
          "02 01|61; 80 01|62; " + header + " 00|",
          List.of("binary 6162"),
          1002,
          named(first));
    }
  }

  private static void controlFrames(Lines lines) {
    lines.rule("6455-5.4-3");
    for (int first : new int[] {0x08, 0x09, 0x0A}) {
      String header = hex(first);
      lines.broken("fragmented control frame", header + " 00|", 1002, named(first));
      lines.broken("inside a message", "01 01|48; " + header + " 01|61", 1002, named(first));
    }

    lines.rule("6455-5.5-1");
    for (int first : new int[] {0x88, 0x89, 0x8A}) {
      String header = hex(first);
      lines.broken("126 bytes", header + " 7E 007E|" + "00".repeat(126), 1002, "125");
      lines.broken("16 bit length", header + " 7E 0005|0000000000", 1002, "125");
      lines.broken("64 bit length", header + " 7F 0000000000000005|0000000000", 1002, "125");
      lines.broken("inside a message", "02 01|48; " + header + " 7E 007E|", 1002, "125");
    }

    lines.rule("6455-5.4-2");
    lines.right("ping between", "01 01|68; 89 01|07; 80 01|69", "ping 07", "text 6869");
    lines.right("pong between", "01 01|68; 8A 01|07; 80 01|69", "text 6869");
    lines.right(
        "pings and pongs between all",
        "02 01|01; 89 00|; 8A 00|; 00 01|02; 89 01|FF; 80 01|03",
        "ping ",
        "ping FF",
        "binary 010203");
    lines.right("ping between empty fragments", "01 00|; 89 00|; 80 00|", "ping ", "text ");
    lines.closing("a Close between drops the part", "01 03|48656C; 88 02|03E9", 1001);
    lines.closing("a Close before the last, empty one", "02 01|48; 88 02|03E8; 80 00|", 1000);
  }

  private static void pings(Lines lines) {
    lines.rule("6455-5.5.2-1");
    for (int size : new int[] {0, 1, 2, 3, 4, 5, 64, 124, 125}) {
      String payload = "A5".repeat(size);
      lines.right(
          "ping of " + size + " bytes",
          String.format(Locale.ROOT, "89 %02X|%s", size, payload),
          "ping " + payload);
    }
    lines.right("its payload need not be UTF-8", "89 02|C328", "ping C328");
    lines.right(
        "ten in a row",
        "89 01|00; 89 01|01; 89 01|02; 89 01|03; 89 01|04; 89 01|05; 89 01|06; 89 01|07; 89 01|08;"
            + " 89 01|09",
        "ping 00",
        "ping 01",
        "ping 02",
        "ping 03",
        "ping 04",
        "ping 05",
        "ping 06",
        "ping 07",
        "ping 08",
        "ping 09");
    lines.right(
        "between messages", "81 01|61; 89 01|01; 81 01|62", "text 61", "ping 01", "text 62");

    lines.rule("6455-5.5.2-2");
    lines.closing("a ping behind the Close", "88 02|03E8; 89 01|01", 1000);
    lines.closing("pings behind an empty Close", "88 00|; 89 00|; 89 00|", 1005);
  }

  private static void pongs(Lines lines) {
    lines.rule("6455-5.5.3-2");
    lines.right("an empty pong", "8A 00|");
    lines.right("a pong of one byte", "8A 01|00");
    lines.right("a pong of eight bytes", "8A 08|0000000000000001");
    lines.right("a pong of 125 bytes", "8A 7D|" + "5A".repeat(125));
    lines.right("pongs around a message", "8A 00|; 81 01|61; 8A 00|", "text 61");
  }
}
