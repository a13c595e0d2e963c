package io.github.wirespeed.conformance.fuzz;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** All targets, by name, with their seeds. */
enum Target {
  FRAME(FrameTarget.class, FrameTarget::fuzzerTestOneInput),
  HEAD(HeadTarget.class, HeadTarget::fuzzerTestOneInput),
  EXTENSION(ExtensionTarget.class, ExtensionTarget::fuzzerTestOneInput),
  HANDSHAKE(HandshakeTarget.class, HandshakeTarget::fuzzerTestOneInput),
  URI(UriTarget.class, UriTarget::fuzzerTestOneInput),
  UTF8(Utf8Target.class, Utf8Target::fuzzerTestOneInput),
  ROUND_TRIP(RoundTripTarget.class, RoundTripTarget::fuzzerTestOneInput),
  DIFFERENTIAL(DifferentialTarget.class, DifferentialTarget::fuzzerTestOneInput);

  private final Class<?> type;

  @SuppressWarnings("ImmutableEnumChecker") // a method reference without state
  private final Consumer<byte[]> body;

  Target(Class<?> type, Consumer<byte[]> body) {
    this.type = type;
    this.body = body;
  }

  Class<?> type() {
    return type;
  }

  void run(byte[] input) {
    body.accept(input);
  }

  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The inputs that were written down: a line each, hex after {@code 0x}, else text with {@code
   * \r}, {@code \n} and {@code \xHH}; a line with {@code # } is a comment.
   */
  List<byte[]> seeds() throws IOException {
    try (InputStream in = Target.class.getResourceAsStream(label() + ".txt")) {
      List<byte[]> seeds = new ArrayList<>();
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
        if (!line.isBlank() && !line.startsWith("# ")) {
          seeds.add(line.startsWith("0x") ? hex(line.substring(2)) : text(line));
        }
      }
      return seeds;
    }
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits.replaceAll("#.*", "").replace(" ", ""));
  }

  private static byte[] text(String line) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c != '\\') {
        out.append(c);
        continue;
      }
      char escaped = line.charAt(++i);
      switch (escaped) {
        case 'r' -> out.append('\r');
        case 'n' -> out.append('\n');
        case 'x' -> {
          out.append((char) Integer.parseInt(line.substring(i + 1, i + 3), 16));
          i += 2;
        }
        default -> out.append(escaped);
      }
    }
    return out.toString().getBytes(StandardCharsets.ISO_8859_1);
  }
}
