package io.github.wirespeed.conformance.fuzz;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Seeds changed a little, the same way for the same number: the plain loop beside Jazzer. */
final class Mutator {
  private static final int[] INTERESTING = {0, 1, 0x7D, 0x7E, 0x7F, 0x80, 0x88, 0xC1, 0xFE, 0xFF};
  private static final int LONGEST = 2000;

  private final List<byte[]> seeds;
  private final Random random;

  Mutator(List<byte[]> seeds, long seed) {
    this.seeds = seeds;
    this.random = new Random(seed);
  }

  byte[] next() {
    byte[] input = any().clone();
    for (int i = random.nextInt(4); i >= 0; i--) {
      input = change(input);
    }
    return input;
  }

  private byte[] any() {
    return seeds.get(random.nextInt(seeds.size()));
  }

  private byte[] change(byte[] input) {
    if (input.length == 0) {
      return new byte[] {(byte) random.nextInt()};
    }
    int at = random.nextInt(input.length);
    switch (random.nextInt(7)) {
      case 0 -> input[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> input[at] = (byte) random.nextInt();
      case 2 -> input[at] = (byte) INTERESTING[random.nextInt(INTERESTING.length)];
      case 3 -> {
        return splice(input, at, at, new byte[] {(byte) random.nextInt()});
      }
      case 4 -> {
        return splice(input, at, at + 1 + random.nextInt(input.length - at), new byte[0]);
      }
      case 5 -> {
        int end = at + 1 + random.nextInt(input.length - at);
        return splice(input, at, at, Arrays.copyOfRange(input, at, end));
      }
      default -> {
        byte[] other = any();
        int from = other.length == 0 ? 0 : random.nextInt(other.length);
        return splice(input, at, input.length, Arrays.copyOfRange(other, from, other.length));
      }
    }
    return input;
  }

  private static byte[] splice(byte[] input, int from, int to, byte[] between) {
    byte[] out = Arrays.copyOf(input, from + between.length + input.length - to);
    System.arraycopy(between, 0, out, from, between.length);
    System.arraycopy(input, to, out, from + between.length, input.length - to);
    return out.length > LONGEST ? Arrays.copyOf(out, LONGEST) : out;
  }
}
