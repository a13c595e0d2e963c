package io.github.wirespeed.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;

/** The ways in which the same bytes can arrive, and text as the bytes on the wire. */
final class Deliveries {

  private Deliveries() {}

  static byte[] bytes(String wire) {
    return wire.getBytes(StandardCharsets.ISO_8859_1);
  }

  static ByteBuffer buffer(String wire) {
    return ByteBuffer.wrap(bytes(wire));
  }

  /** A text block as lines on the wire. */
  static String crlf(String lines) {
    return lines.replace("\n", "\r\n");
  }

  static String text(byte[] wire) {
    return new String(wire, StandardCharsets.ISO_8859_1);
  }

  /** Whole, split in two at every byte, byte by byte, and 20 times at random places. */
  static List<List<byte[]>> of(String text) {
    byte[] wire = bytes(text);
    List<List<byte[]>> all = new ArrayList<>();
    all.add(List.of(wire));
    for (int i = 1; i < wire.length; i++) {
      all.add(List.of(Arrays.copyOfRange(wire, 0, i), Arrays.copyOfRange(wire, i, wire.length)));
    }
    all.add(pieces(wire, 1, new Random(1)));
    for (int seed = 0; seed < 20; seed++) {
      all.add(pieces(wire, 1 + seed * 3, new Random(seed)));
    }
    return all;
  }

  private static List<byte[]> pieces(byte[] wire, int longest, Random random) {
    List<byte[]> pieces = new ArrayList<>();
    for (int at = 0; at < wire.length; ) {
      int end = Math.min(wire.length, at + 1 + random.nextInt(longest));
      pieces.add(Arrays.copyOfRange(wire, at, end));
      at = end;
    }
    return pieces;
  }

  /**
   * Hands over piece after piece until the receiver says that it is done, and returns what it left.
   * A receiver that is not done must have consumed all it was given.
   */
  static String leftoverOf(List<byte[]> pieces, Predicate<ByteBuffer> receiver) {
    StringBuilder leftover = new StringBuilder();
    boolean done = false;
    for (byte[] piece : pieces) {
      ByteBuffer in = ByteBuffer.wrap(piece);
      if (!done) {
        done = receiver.test(in);
        assertThat(done || !in.hasRemaining()).as("unfinished but bytes left").isTrue();
      }
      byte[] rest = new byte[in.remaining()];
      in.get(rest);
      leftover.append(text(rest));
    }
    return leftover.toString();
  }
}
