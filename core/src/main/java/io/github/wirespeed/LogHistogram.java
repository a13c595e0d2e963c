package io.github.wirespeed;

/**
 * How often a time was how long, in classes of which each octave has four: a time is known to an
 * eighth of itself, from a microsecond to two minutes, in 440 bytes. Immutable.
 */
final class LogHistogram {
  private static final int SHORTEST_OCTAVE = 10; // 1,024 ns; what is shorter has one class
  private static final int LONGEST_OCTAVE = 36; // 2^37 ns are 137 s; what is longer goes with them
  private static final int PARTS_BITS = 2;
  private static final int PARTS = 1 << PARTS_BITS;
  private static final int CLASSES = 1 + (LONGEST_OCTAVE - SHORTEST_OCTAVE + 1) * PARTS;

  static final LogHistogram EMPTY = new LogHistogram(new int[0]);

  private final int[] counts; // none, or one of each class

  private LogHistogram(int[] counts) {
    this.counts = counts;
  }

  /** With one more time, in nanoseconds. */
  LogHistogram with(long nanos) {
    int[] more = new int[CLASSES];
    System.arraycopy(counts, 0, more, 0, counts.length);
    more[classOf(nanos)]++;
    return new LogHistogram(more);
  }

  /**
   * The middle of the class of the time that has {@code rank - 1} times before it, in nanoseconds.
   *
   * @param rank from 1 to how many there are
   */
  long atRank(long rank) {
    long before = 0;
    for (int i = 0; i < counts.length; i++) {
      before += counts[i];
      if (before >= rank) {
        return middle(i);
      }
    }
    throw new IllegalArgumentException("rank of " + rank + " is beyond " + before);
  }

  private static int classOf(long nanos) {
    if (nanos >>> SHORTEST_OCTAVE == 0) {
      return 0;
    }
    int octave = 63 - Long.numberOfLeadingZeros(nanos);
    if (octave > LONGEST_OCTAVE) {
      return CLASSES - 1;
    }
    int part = (int) (nanos >>> (octave - PARTS_BITS)) & (PARTS - 1);
    return 1 + (octave - SHORTEST_OCTAVE) * PARTS + part;
  }

  private static long middle(int index) {
    if (index == 0) {
      return 1L << (SHORTEST_OCTAVE - 1);
    }
    int octave = SHORTEST_OCTAVE + (index - 1) / PARTS;
    long width = 1L << (octave - PARTS_BITS);
    return (1L << octave) + (index - 1) % PARTS * width + width / 2;
  }
}
