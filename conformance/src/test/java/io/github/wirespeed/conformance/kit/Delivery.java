package io.github.wirespeed.conformance.kit;

import io.github.wirespeed.conformance.wire.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** How the bytes of a line arrive. What comes of them must not depend on it. */
enum Delivery {
  /** In one piece. */
  WHOLE('w'),
  /** Byte by byte. */
  BYTES('b'),
  /** Cut at random places. */
  SPLITS('s'),
  /** In one piece with the frame before. */
  FRAME('f'),
  /** In one piece with the handshake, and the frame before. */
  HANDSHAKE('h');

  /** Most bytes of a random piece. */
  private static final int LONGEST = 9;

  /** As the table of verdicts names it. */
  final char letter;

  Delivery(char letter) {
    this.letter = letter;
  }

  /**
   * What is written, each piece by itself.
   *
   * @param pieces the first goes in one piece with the handshake, and may be empty
   * @param decisive which of them holds the line's last byte
   */
  record Plan(List<byte[]> pieces, int decisive) {
    byte[] behindHandshake() {
      return pieces.get(0);
    }

    /** All that does not go with the handshake. */
    List<byte[]> others() {
      return pieces.subList(1, pieces.size());
    }
  }

  /**
   * How a line is sent between two messages.
   *
   * @param seed of random places
   */
  Plan plan(byte[] before, byte[] line, byte[] after, long seed) {
    byte[] nothing = {};
    return switch (this) {
      case WHOLE -> new Plan(List.of(nothing, before, Bytes.concat(line, after)), 2);
      case FRAME -> new Plan(List.of(nothing, Bytes.concat(before, line, after)), 1);
      case HANDSHAKE -> new Plan(List.of(Bytes.concat(before, line, after)), 0);
      case BYTES -> pieces(before, line, after, null);
      case SPLITS -> pieces(before, line, after, new Random(seed));
    };
  }

  private static Plan pieces(byte[] before, byte[] line, byte[] after, Random random) {
    List<byte[]> pieces = new ArrayList<>();
    pieces.add(new byte[0]);
    pieces.add(before);
    for (int at = 0; at < line.length; ) {
      int longest = Math.max(LONGEST, line.length / 16);
      int length = random == null ? 1 : 1 + random.nextInt(longest);
      int end = Math.min(line.length, at + length);
      pieces.add(Arrays.copyOfRange(line, at, end));
      at = end;
    }
    int decisive = pieces.size() - 1;
    pieces.add(after);
    return new Plan(pieces, decisive);
  }
}
