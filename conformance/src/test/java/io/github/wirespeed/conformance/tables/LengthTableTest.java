package io.github.wirespeed.conformance.tables;

import io.github.wirespeed.protocol.FrameDecoder;
import io.github.wirespeed.protocol.Limits;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * What a frame's header may declare: all 65,536 lengths of 16 bits, and of 64 bits all that are too
 * small for that form and the neighbours of every power of two, of the limit, and of what is signed
 * or unsigned somewhere: {@code verdicts/lengths.txt}.
 */
class LengthTableTest {
  private static final byte[] NOTHING = {};
  private static final int SMALLEST_LIMIT = 1000;
  private static final BigInteger LARGEST_16 = BigInteger.valueOf(65_535);

  @Test
  void everyLengthIsJudgedAsTheRfcSays() {
    Verdicts verdicts =
        new Verdicts(
            "lengths.txt",
            "The lengths that the header of a text frame declares, plain or compressed, by who",
            "receives it and its limit on frames and messages: accepted, or the close code and the",
            "byte of the header that shows the violation. 64 bits in hexadecimal.",
            "Made by LengthTableTest.");
    for (boolean server : new boolean[] {false, true}) {
      for (int limit : new int[] {SMALLEST_LIMIT, 65_535, 65_536, 16 << 20, Integer.MAX_VALUE}) {
        table(new Situation(server, false, Situation.State.IDLE), limit, verdicts);
      }
      for (int limit : new int[] {SMALLEST_LIMIT, 16 << 20, Integer.MAX_VALUE}) {
        table(new Situation(server, true, Situation.State.IDLE), limit, verdicts);
      }
    }
    verdicts.check();
  }

  private static void table(Situation situation, int limit, Verdicts verdicts) {
    String prefix =
        (situation.server() ? "server" : "client")
            + (situation.deflate() ? " compressed" : "")
            + (" limit " + limit);
    Limits limits = new Limits(limit, limit, 16);
    verdicts.line("");
    Runs runs = new Runs(prefix + " 16-bit ");
    for (int length = 0; length < 65536; length++) {
      String name = Integer.toString(length);
      runs.add(name, judge(situation, limits, 2, length, prefix + " " + name, verdicts));
    }
    verdicts.lines(runs.lines());
    runs = new Runs(prefix + " 64-bit ");
    for (long length : lengths64(limit)) {
      String name = String.format(Locale.ROOT, "%016X", length);
      runs.add(name, judge(situation, limits, 8, length, prefix + " " + name, verdicts));
    }
    verdicts.lines(runs.lines());
  }

  /** In the order of unsigned numbers. */
  private static Set<Long> lengths64(int limit) {
    Set<Long> lengths = new TreeSet<>(Long::compareUnsigned);
    // Once is enough: whether the form is the shortest does not depend on a limit.
    for (long small = 0; limit == SMALLEST_LIMIT && small < 65_536; small++) {
      lengths.add(small);
    }
    for (int bit = 0; bit < 64; bit++) {
      addAround(lengths, 1L << bit);
      addAround(lengths, (1L << 63) + (1L << bit));
      lengths.add(0xFFL << bit);
    }
    addAround(lengths, limit);
    addAround(lengths, compressed(limit));
    addAround(lengths, (1L << 32) + limit);
    addAround(lengths, (1L << 31) - 64);
    lengths.add(-1L);
    return lengths;
  }

  /** What a frame may take that is compressed: a sixteenth more, and 64 bytes. */
  private static long compressed(long limit) {
    return limit + limit / 16 + 64;
  }

  private static void addAround(Set<Long> lengths, long length) {
    for (int off = -2; off <= 2; off++) {
      lengths.add(length + off); // around 0 and 2^63 it wraps, as is meant
    }
  }

  private static String judge(
      Situation situation,
      Limits limits,
      int lengthBytes,
      long length,
      String name,
      Verdicts verdicts) {
    byte[] header = header(situation, lengthBytes, length);
    FrameDecoder decoder = Headers.decoder(situation, NOTHING, limits);
    String whole = Headers.decode(decoder, header);
    if (whole.equals(Headers.ACCEPTED)
        && (decoder.length() != length || decoder.remaining() != length)) {
      whole += " as " + decoder.length() + " of which " + decoder.remaining() + " remain";
    }
    long limit = situation.deflate() ? compressed(limits.frame()) : limits.frame();
    String expected = expected(limit, lengthBytes, new BigInteger(Long.toUnsignedString(length)));
    if (!whole.equals(expected)) {
      verdicts.wrong(name + " decoded whole", whole, expected);
    }
    String inBytes = Headers.read(Headers.after(situation, NOTHING, limits), header);
    if (!inBytes.equals(expected)) {
      verdicts.wrong(name + " read in bytes", inBytes, expected);
    }
    return whole;
  }

  private static byte[] header(Situation situation, int lengthBytes, long length) {
    ByteBuffer header = ByteBuffer.allocate(14);
    header.put((byte) (situation.deflate() ? 0xC1 : 0x81));
    header.put((byte) ((situation.server() ? 128 : 0) + (lengthBytes == 2 ? 126 : 127)));
    if (lengthBytes == 2) {
      header.putShort((short) length);
    } else {
      header.putLong(length);
    }
    if (situation.server()) {
      header.putInt(0x1234_5678);
    }
    return Arrays.copyOf(header.array(), header.position());
  }

  /**
   * RFC 6455 5.2: of 64 bits the most significant MUST be 0, which its byte shows; and "the minimal
   * number of bytes MUST be used". For that, and for a limit, a length is judged when it is whole.
   */
  private static String expected(long limit, int lengthBytes, BigInteger length) {
    if (length.bitLength() == 64) {
      return "1002@3";
    }
    BigInteger shorterForm = lengthBytes == 2 ? BigInteger.valueOf(125) : LARGEST_16;
    if (length.compareTo(shorterForm) <= 0) {
      return "1002@" + (2 + lengthBytes);
    }
    return length.compareTo(BigInteger.valueOf(limit)) > 0
        ? "1009@" + (2 + lengthBytes)
        : Headers.ACCEPTED;
  }
}
