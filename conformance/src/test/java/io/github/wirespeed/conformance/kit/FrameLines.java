package io.github.wirespeed.conformance.kit;

import static io.github.wirespeed.conformance.kit.Lines.hex;
import static io.github.wirespeed.conformance.kit.Lines.named;

import io.github.wirespeed.protocol.Role;
import java.util.List;
import java.util.Locale;

/** Lines about a single frame: RFC 6455 5.1 to 5.3, and the limits of 10.4. */
final class FrameLines {
  private static final int[] OPCODES = {1, 2, 8, 9, 0xA};
  private static final int[] RESERVED_OPCODES = {3, 4, 5, 6, 7, 0xB, 0xC, 0xD, 0xE, 0xF};

  private FrameLines() {}

  static void write(Lines lines) {
    masks(lines);
    reservedBits(lines);
    reservedOpcodes(lines);
    lengths(lines);
    limits(lines);
  }

  private static void masks(Lines lines) {
    lines.rule("6455-5.1-3").only(Role.SERVER).raw();
    lines.broken("unmasked text", "81 05|48656C6C6F", 1002, "0x05");
    lines.broken("unmasked and empty", "82 00|", 1002, "0x00");
    lines.broken("unmasked ping", "89 00|", 1002, "0x00");
    lines.broken("unmasked pong", "8A 01|00", 1002, "0x01");
    lines.broken("unmasked close", "88 02|03E8", 1002, "0x02");
    lines.broken("unmasked first fragment", "01 01|61", 1002, "0x01");
    lines.broken("unmasked, 16 bit length", "82 7E|0100 00000000", 1002, "0x7E");
    lines.broken(
        "unmasked second fragment", "01 81|37FA213D 56; 80 01|62", List.of(), 1002, "0x01");
    lines.broken("a second request, pipelined", "474554202F20|", 1002, "0x47");

    lines.rule("6455-5.1-4").only(Role.CLIENT).raw();
    lines.broken("masked text", "81 85|37FA213D 7F9F4D5158", 1002, "0x85");
    lines.broken("masked with key 0", "81 85|00000000 48656C6C6F", 1002, "0x85");
    lines.broken("masked and empty", "82 80|00000000", 1002, "0x80");
    lines.broken("masked ping", "89 80|00000000", 1002, "0x80");
    lines.broken("masked pong", "8A 81|00000000 00", 1002, "0x81");
    lines.broken("masked close", "88 82|00000000 03E8", 1002, "0x82");
    lines.broken("masked, 16 bit length", "82 FE|0100 00000000", 1002, "0xFE");
    lines.broken("masked, 64 bit length", "82 FF|0000000000010000 00000000", 1002, "0xFF");
    lines.broken("masked second fragment", "01 01|61; 80 81|37FA213D 55", 1002, "0x81");

    lines.rule("6455-5.3-3").only(Role.SERVER).raw();
    lines.right("key 0; a close of its own key", "81 82|00000000 6869", "text 6869");
    lines.right("every byte of the key counts", "82 85|01020304 0102030401", "binary 0000000000");
    lines.right("key of ones", "82 84|FFFFFFFF 00FF00FF", "binary FF00FF00");
    lines.right(
        "another key for each fragment",
        "02 83|01020304 010203; 00 82|A0B0C0D0 A0B0; 80 81|05060708 05",
        "binary 000000000000");
    lines.right("masked ping", "89 82|11223344 1122", "ping 0000");
  }

  private static void reservedBits(Lines lines) {
    lines.rule("6455-5.2-1");
    for (int rsv = 0x10; rsv <= 0x70; rsv += 0x10) {
      for (int opcode : OPCODES) {
        int first = 0x80 | rsv | opcode;
        lines.broken("reserved bits", hex(first) + " 05|48656C6C6F", 1002, named(first));
      }
      int first = 0x80 | rsv;
      String frames = "01 01|48; " + hex(first) + " 01|65";
      lines.broken("reserved bits in a continuation", frames, 1002, named(first));
    }
    lines.broken("reserved bit on a first fragment", "41 01|48", 1002, "0x41");
    lines.broken("reserved bit on a ping inside a message", "01 01|48; A9 00|", 1002, "0xA9");
  }

  private static void reservedOpcodes(Lines lines) {
    lines.rule("6455-5.2-2");
    for (int opcode : RESERVED_OPCODES) {
      int first = 0x80 | opcode;
      String header = hex(first);
      lines.broken("reserved opcode", header + " 00|", 1002, named(first));
      lines.broken("with payload", header + " 05|48656C6C6F", 1002, named(first));
      lines.broken("inside a message", "01 01|48; " + header + " 00|", 1002, named(first));
      lines.broken("not final", hex(opcode) + " 01|48", 1002, named(opcode));
    }
  }

  private static void lengths(Lines lines) {
    lines.rule("6455-5.2-3");
    for (String first : new String[] {"81", "82", "01"}) {
      lines.broken("top bit", first + " 7F 8000000000000005|", 1002, "0x80");
      lines.broken("all bits", first + " 7F FFFFFFFFFFFFFFFF|", 1002, "0xFF");
    }
    lines.broken("in a continuation", "02 00|; 80 7F C000000000000000|", 1002, "0xC0");

    lines.rule("6455-5.2-4");
    for (String first : new String[] {"81", "82"}) {
      lines.broken("5 in 16 bits", first + " 7E 0005|48656C6C6F", 1002, "length 5 ");
      lines.broken("0 in 16 bits", first + " 7E 0000|", 1002, "length 0 ");
      lines.broken("125 in 16 bits", first + " 7E 007D|" + "61".repeat(125), 1002, "length 125 ");
      lines.broken("5 in 64 bits", first + " 7F 0000000000000005|48656C6C6F", 1002, "length 5 ");
      lines.broken("126 in 64 bits", first + " 7F 000000000000007E|61", 1002, "length 126 ");
      lines.broken("65535 in 64 bits", first + " 7F 000000000000FFFF|61", 1002, "length 65535 ");
    }

    lines.rule("6455-5.2-5");
    for (int length : new int[] {1, 125, 126, 127, 128, 255, 256, 1000}) {
      size(lines, length);
    }
    size(lines, 65_535);
    size(lines, 65_536);
  }

  private static void size(Lines lines, int length) {
    String header =
        String.format(
            Locale.ROOT,
            length < 126 ? " %02X" : length < 65_536 ? " 7E %04X" : " 7F %016X",
            length);
    String text = "61".repeat(length);
    lines.right("text of " + length + " bytes", "81" + header + "|" + text, "text " + text);
    String bytes = "FE".repeat(length);
    lines.right("binary of " + length + " bytes", "82" + header + "|" + bytes, "binary " + bytes);
  }

  private static void limits(Lines lines) {
    lines.rule("6455-10.4-1");
    for (String first : new String[] {"81", "82", "01"}) {
      lines.broken("beyond 2 GiB less 64", first + " 7F 000000007FFFFFC0|", 1009, "2147483584");
      lines.broken("2 GiB", first + " 7F 0000000080000000|", 1009, "2147483648");
      lines.broken("4 GiB and 1", first + " 7F 0000000100000001|", 1009, "4294967297");
      lines.broken("2^62", first + " 7F 4000000000000000|", 1009, "4611686018427387904");
    }
    lines.broken("the client's limit and 1", "82 7F 0000000001000001|", 1009, "16777217");
    String sum = "02 01|61; 00 7F 7FFFFFFFFFFFFFFF|";
    lines.broken("sum of fragments beyond 2^63", sum, 1009, "9223372036854775807");
    sum = "02 01|61; 00 7F 0000000001000000|";
    lines.only(Role.CLIENT).broken("sum of fragments", sum, 1009, "16777217");
    sum = "02 01|61; 00 7F 0000000000100000|";
    lines.only(Role.SERVER).broken("sum of fragments", sum, 1009, "1048577");

    lines.rule("6455-10.4-2");
    String empty = "; 00 00|".repeat(16_384);
    lines.broken("16385 fragments, all empty", "02 00|" + empty, 1008, "16384");
  }
}
