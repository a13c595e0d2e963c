package io.github.wirespeed.conformance.kit;

import static io.github.wirespeed.conformance.kit.Lines.hex;

/** Lines about text: RFC 6455 5.6 and 8.1. */
final class Utf8Lines {
  /** Each is dead at its last byte. */
  private static final String[] BAD = {
    "80",
    "BF",
    "C0",
    "C1",
    "F5",
    "F8",
    "FC",
    "FE",
    "FF", // no lead byte
    "C280C0",
    "E09F",
    "E080",
    "EDA0",
    "EDBF",
    "F08F",
    "F080",
    "F490",
    "F4BF", // the second byte
    "C328",
    "C3C3",
    "E228",
    "E28228",
    "E282C3",
    "F028",
    "F09F28",
    "F09F9828", // no continuation
    "CEBAE1BDB9CF83CEBCCEB5EDA0", // behind text that is right
  };

  private static final String[] CUT = {"C3", "E2", "E282", "F0", "F09F", "F09F98"};

  /** Valid at the bounds of each length, and what is sometimes refused though it is valid. */
  private static final String[] GOOD = {
    "00",
    "7F",
    "C280",
    "DFBF",
    "E0A080",
    "ED9FBF",
    "EE8080",
    "EFBFBD",
    "EFBFBE",
    "EFBFBF",
    "F0908080",
    "F09FBFBF",
    "F48FBFBF",
    "EFBBBF",
  };

  private Utf8Lines() {}

  static void write(Lines lines) {
    lines.rule("6455-5.6-1");
    for (String good : GOOD) {
      String size = hex(good.length() / 2);
      lines.right("valid", "81 " + size + "|" + good, "text " + good);
    }
    String each = "01 01|F0; 00 01|9F; 00 01|98; 80 01|80";
    lines.right("a code point over four fragments", each, "text F09F9880");
    each = "01 01|F0; 89 00|; 00 01|9F; 8A 00|; 00 00|; 00 01|98; 89 01|FF; 80 01|80";
    lines.right("and control frames between", each, "ping ", "ping FF", "text F09F9880");

    lines.rule("6455-5.6-2");
    lines.right("binary that is not UTF-8", "82 03|C328FF", "binary C328FF");
    lines.right("in fragments", "02 01|C3; 80 01|28", "binary C328");

    lines.rule("6455-8.1-1");
    for (String bad : BAD) {
      String size = hex(1 + bad.length() / 2);
      lines.broken("bad", "81 " + size + "|61" + bad, 1007, "offset");
      String longer = hex(3 + bad.length() / 2);
      lines.broken("bad, and more follows", "81 " + longer + "|61" + bad + "6161", 1007, "offset");
      // Found at once: the message does not end here, nor does the frame.
      lines.broken("bad in a fragment", "01 " + size + "|61" + bad, 1007, "offset");
      lines.broken("bad in an unfinished frame", "81 7E 0800|61" + bad, 1007, "offset");
    }
    lines.broken("bad in the next fragment", "01 03|61F09F; 8A 00|; 00 01|28", 1007, "0x28");
    lines.broken("bad in the last fragment", "01 01|C3; 80 01|C3", 1007, "0xC3");

    lines.rule("6455-8.1-2");
    for (String cut : CUT) {
      int length = cut.length() / 2;
      String inside = length + " bytes";
      lines.broken("cut", "81 " + hex(length) + "|" + cut, 1007, inside);
      lines.broken("cut in fragments", "01 " + hex(length) + "|" + cut + "; 80 00|", 1007, inside);
    }
  }
}
