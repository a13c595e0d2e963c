package io.github.wirespeed.conformance.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What a peer must not send, and what it must be told: the list of RFC 6455's violations, the same
 * for both roles.
 *
 * @param name what is wrong
 * @param frames as in {@link Bytes#frames}
 * @param code the close code that the peer must see
 * @param value what the message about it must hold: the offending value
 */
record Violation(String name, String frames, int code, String value) {
  private static final int[] RESERVED_OPCODES = {3, 4, 5, 6, 7, 0xB, 0xC, 0xD, 0xE, 0xF};

  @Override
  public String toString() {
    return name + " [" + frames + "]";
  }

  byte[] bytes(boolean masked) {
    return Bytes.frames(masked, frames);
  }

  /** All of them. */
  static Stream<Violation> all() {
    List<Violation> all = new ArrayList<>();
    reservedBits(all);
    reservedOpcodes(all);
    controlFrames(all);
    sequence(all);
    lengths(all);
    utf8(all);
    closes(all);
    return all.stream();
  }

  private static void reservedBits(List<Violation> all) {
    for (int rsv = 0x10; rsv <= 0x70; rsv += 0x10) {
      for (int opcode : new int[] {1, 2, 8, 9, 0xA}) {
        int first = 0x80 | rsv | opcode;
        add(all, "reserved bits", "%02X 05|48656C6C6F", first);
      }
      int first = 0x80 | rsv;
      add(all, "reserved bits in a continuation", "01 01|48; %02X 01|65", first);
    }
  }

  private static void reservedOpcodes(List<Violation> all) {
    for (int opcode : RESERVED_OPCODES) {
      int first = 0x80 | opcode;
      add(all, "reserved opcode", "%02X 00|", first);
      add(all, "reserved opcode with payload", "%02X 05|48656C6C6F", first);
      add(all, "reserved opcode inside a message", "01 01|48; %02X 00|", first);
    }
  }

  private static void controlFrames(List<Violation> all) {
    for (int first : new int[] {0x08, 0x09, 0x0A}) {
      add(all, "fragmented control frame", "%02X 00|", first);
    }
    for (int first : new int[] {0x88, 0x89, 0x8A}) {
      String name = "control frame of over 125 bytes";
      String opcode = String.format(Locale.ROOT, "%02X", first);
      all.add(new Violation(name, opcode + " 7E 007E|" + "00".repeat(126), 1002, "125"));
      all.add(new Violation(name, opcode + " 7E 0005|0000000000", 1002, "125"));
      all.add(new Violation(name, opcode + " 7F 0000000000000005|0000000000", 1002, "125"));
    }
  }

  private static void sequence(List<Violation> all) {
    for (int first : new int[] {0x00, 0x80}) {
      add(all, "continuation of nothing", "%02X 05|48656C6C6F", first);
      add(all, "continuation after a ping", "8A 00|; %02X 00|", first);
    }
    for (int first : new int[] {0x01, 0x81, 0x02, 0x82}) {
      add(all, "message inside a text", "01 03|48656C; %02X 02|6C6F", first);
      add(all, "message inside a binary", "02 03|48656C; %02X 02|6C6F", first);
    }
  }

  private static void lengths(List<Violation> all) {
    for (String first : new String[] {"81", "82"}) {
      String name = "length that is not minimal";
      all.add(new Violation(name, first + " 7E 0005|48656C6C6F", 1002, "length 5 "));
      all.add(new Violation(name, first + " 7E 007D|" + "61".repeat(125), 1002, "length 125 "));
      all.add(new Violation(name, first + " 7F 0000000000000005|48656C6C6F", 1002, "length 5 "));
      all.add(new Violation(name, first + " 7F 000000000000FFFF|61", 1002, "length 65535 "));
      name = "length with the top bit";
      all.add(new Violation(name, first + " 7F 8000000000000005|", 1002, "0x80"));
      all.add(new Violation(name, first + " 7F FFFFFFFFFFFFFFFF|", 1002, "0xFF"));
      name = "length beyond the limit";
      all.add(new Violation(name, first + " 7F 000000007FFFFFC0|", 1009, "2147483584"));
      all.add(new Violation(name, first + " 7F 0000000080000000|", 1009, "2147483648"));
      all.add(new Violation(name, first + " 7F 0000000100000001|", 1009, "4294967297"));
      all.add(new Violation(name, first + " 7F 4000000000000000|", 1009, "4611686018427387904"));
    }
    all.add(
        new Violation(
            "sum of fragments beyond the limit",
            "02 01|61; 00 7F 7FFFFFFFFFFFFFFF|",
            1009,
            "9223372036854775807"));
  }

  private static void utf8(List<Violation> all) {
    for (String bad :
        new String[] {
          "80",
          "BF",
          "C0",
          "C080",
          "C1BF",
          "F5",
          "FF",
          "FE",
          "E08080",
          "E09F",
          "EDA080",
          "EDBFBF",
          "F0808080",
          "F08F",
          "F490",
          "F4908080",
          "C328",
          "E28228",
          "F09F9828"
        }) {
      String name = "invalid UTF-8";
      int length = 1 + bad.length() / 2;
      String size = String.format(Locale.ROOT, "%02X", length);
      all.add(new Violation(name, "81 " + size + "|61" + bad, 1007, "offset"));
      // Found at once: the message does not end here.
      all.add(new Violation(name + " in a fragment", "01 " + size + "|61" + bad, 1007, "offset"));
    }
    for (String cut : new String[] {"C3", "E2", "E282", "F0", "F09F", "F09F98"}) {
      String size = String.format(Locale.ROOT, "%02X", cut.length() / 2);
      String inside = Integer.toString(cut.length() / 2) + " bytes";
      all.add(new Violation("cut UTF-8", "81 " + size + "|" + cut, 1007, inside));
      all.add(
          new Violation(
              "cut UTF-8 in fragments", "01 " + size + "|" + cut + "; 80 00|", 1007, inside));
    }
    all.add(
        new Violation(
            "bad byte in the next fragment", "01 03|61F09F; 8A 00|; 00 01|28", 1007, "0x28"));
  }

  private static void closes(List<Violation> all) {
    all.add(new Violation("close of one byte", "88 01|03", 1002, "3"));
    for (int code : new int[] {0, 1, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65_535}) {
      String frame = String.format(Locale.ROOT, "88 02|%04X", code);
      all.add(new Violation("close code", frame, 1002, Integer.toString(code)));
    }
    all.add(new Violation("close reason", "88 03|03E8FF", 1007, "byte: 0"));
    all.add(new Violation("close reason", "88 05|03E861C328", 1007, "byte: "));
    all.add(new Violation("cut close reason", "88 04|03E8E282", 1007, "byte: "));
  }

  private static void add(List<Violation> all, String name, String frames, int first) {
    String spec = String.format(Locale.ROOT, frames, first);
    all.add(new Violation(name, spec, 1002, String.format(Locale.ROOT, "0x%02X", first)));
  }
}
