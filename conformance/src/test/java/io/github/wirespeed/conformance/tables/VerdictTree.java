package io.github.wirespeed.conformance.tables;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * The verdicts on all sequences of some bytes, in the fewest lines: neighbours that lead to the
 * same are one range, and what follows is left out where it does not matter.
 *
 * <pre>
 *   80..C1 ** dead@1
 *   C2..DF 00..7F dead@2
 *   C2..DF 80..BF valid
 * </pre>
 *
 * @param verdict of every sequence that leads here; null where the next byte decides
 */
record VerdictTree(String verdict, List<Range> ranges) {
  /** All values of a byte. */
  static final int[] ALL = IntStream.range(0, 256).toArray();

  /** What the values of the next byte from one to another lead to. */
  record Range(int from, int to, VerdictTree next) {}

  /**
   * Judges every sequence, in ascending order.
   *
   * @param values those of each byte, ascending; where they are samples, a range reaches from the
   *     first to the last of those with the same verdict
   * @param judge sees the one array, which it may not change
   */
  static VerdictTree of(int[][] values, Function<byte[], String> judge) {
    return of(values, 0, new byte[values.length], judge);
  }

  private static VerdictTree of(
      int[][] values, int depth, byte[] bytes, Function<byte[], String> judge) {
    if (depth == values.length) {
      return new VerdictTree(judge.apply(bytes), List.of());
    }
    List<Range> ranges = new ArrayList<>();
    for (int value : values[depth]) {
      bytes[depth] = (byte) value;
      VerdictTree next = of(values, depth + 1, bytes, judge);
      Range last = ranges.isEmpty() ? null : ranges.get(ranges.size() - 1);
      if (last != null && last.next.equals(next)) {
        ranges.set(ranges.size() - 1, new Range(last.from, value, last.next));
      } else {
        ranges.add(new Range(value, value, next));
      }
    }
    VerdictTree first = ranges.get(0).next;
    return ranges.size() == 1 && first.verdict != null ? first : new VerdictTree(null, ranges);
  }

  /** The table, each line behind a prefix. */
  List<String> lines(String prefix, int bytes) {
    List<String> lines = new ArrayList<>();
    add(lines, prefix, bytes);
    return lines;
  }

  private void add(List<String> lines, String prefix, int bytes) {
    if (verdict != null) {
      lines.add(prefix + "** ".repeat(bytes) + verdict);
    }
    for (Range range : ranges) {
      String text =
          range.from == range.to
              ? String.format(Locale.ROOT, "%02X ", range.from)
              : String.format(Locale.ROOT, "%02X..%02X ", range.from, range.to);
      range.next.add(lines, prefix + text, bytes - 1);
    }
  }
}
