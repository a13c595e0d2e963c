package io.github.wirespeed.conformance.tables;

import io.github.wirespeed.protocol.PerMessageDeflate;
import io.github.wirespeed.protocol.ReadHalf;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * All compressed messages of one and two bytes, with and without context takeover, which find their
 * end in ways of their own: {@code verdicts/deflate.txt}. Of those of three bytes, which can hold a
 * character, the ones that begin with a block that may.
 */
class DeflateTableTest {
  private static final PerMessageDeflate TAKEOVER = new PerMessageDeflate(true, true, 15, 15);
  private static final PerMessageDeflate NO_TAKEOVER = new PerMessageDeflate(false, false, 15, 15);
  private static final String BROKEN = "1007";

  /** The end of a block, the header of the last one, and what fills its byte. */
  private static final int[] LAST = {0, 1, 4, 16, 128, 255};

  @Test
  void everyShortMessageIsInflatedAsTheRfcsSay() {
    Verdicts verdicts =
        new Verdicts(
            "deflate.txt",
            "All compressed messages of one and two bytes, by whether there is context takeover:",
            "the bits in the order in which they are read, of each byte the lowest first, and what",
            "they hold, or the close code. * is any bit. Made by DeflateTableTest.");
    for (PerMessageDeflate agreed : new PerMessageDeflate[] {TAKEOVER, NO_TAKEOVER}) {
      String name = agreed.equals(TAKEOVER) ? "takeover " : "no-takeover ";
      for (int length = 1; length <= 2; length++) {
        verdicts.line("");
        verdicts.lines(table(agreed, length, name, verdicts));
      }
      int[] fixedCodes = Arrays.stream(VerdictTree.ALL).filter(b -> b / 2 % 4 == 1).toArray();
      VerdictTree.of(
          new int[][] {fixedCodes, VerdictTree.ALL, LAST},
          payload -> judge(agreed, payload, name, verdicts));
    }
    verdicts.check();
  }

  /** By the bits in the order in which they are read, where a prefix decides. */
  private static List<String> table(
      PerMessageDeflate agreed, int length, String name, Verdicts verdicts) {
    int[][] bits = new int[8 * length][];
    Arrays.fill(bits, new int[] {0, 1});
    return VerdictTree.of(bits, values -> judge(agreed, bytes(values), name, verdicts))
        .lines("", bits.length)
        .stream()
        .map(line -> name + joined(line))
        .toList();
  }

  /** A line without spaces between the bits; a range of them is both. */
  private static String joined(String line) {
    int verdict = line.lastIndexOf(' ') + 1;
    String bits = line.substring(0, verdict).replace("00..01 ", "*").replace("** ", "*");
    return bits.replace("00 ", "0").replace("01 ", "1") + " " + line.substring(verdict);
  }

  private static byte[] bytes(byte[] bits) {
    byte[] bytes = new byte[bits.length / 8];
    for (int i = 0; i < bits.length; i++) {
      bytes[i / 8] |= (byte) (bits[i] << (i % 8));
    }
    return bytes;
  }

  private static String judge(
      PerMessageDeflate agreed, byte[] payload, String name, Verdicts verdicts) {
    byte[] message = ShortDeflate.message(payload);
    String expected = message == null ? BROKEN : describe(message);
    String whole = inflate(agreed, payload, payload.length);
    if (!whole.equals(expected)) {
      verdicts.wrong(name + HexFormat.of().formatHex(payload), whole, expected);
    }
    String inFragments = inflate(agreed, payload, 1);
    if (!inFragments.equals(expected)) {
      verdicts.wrong(
          name + HexFormat.of().formatHex(payload) + " in fragments", inFragments, expected);
    }
    return whole;
  }

  private static String inflate(PerMessageDeflate agreed, byte[] payload, int fragment) {
    ReadHalf half = Headers.inflating(agreed);
    String verdict = "nothing";
    for (int from = 0; from < payload.length; from += fragment) {
      int first = (from == 0 ? 0x42 : 0x00) + (from + fragment == payload.length ? 0x80 : 0x00);
      ByteBuffer frame = ByteBuffer.allocate(2 + fragment);
      frame.put((byte) first).put((byte) fragment).put(payload, from, fragment).flip();
      int event = half.poll(frame);
      if (event == ReadHalf.FAILED) {
        return Integer.toString(half.closeStatus().code());
      } else if (event == ReadHalf.MESSAGE) {
        byte[] message = new byte[half.payload().remaining()];
        half.payload().get(message);
        verdict = describe(message);
      }
    }
    return verdict;
  }

  private static String describe(byte[] message) {
    return message.length == 0 ? "empty" : "message " + HexFormat.of().formatHex(message);
  }
}
