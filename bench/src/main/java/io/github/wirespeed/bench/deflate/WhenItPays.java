package io.github.wirespeed.bench.deflate;

import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * From which size on compressing a message saves bytes, and what that costs: zlib as the core calls
 * it, without a connection around it.
 */
final class WhenItPays {
  private static final byte[] TAIL = {0, 0, -1, -1};

  private static final long WARM_UP_NANOS = 300_000_000;
  private static final long ROUND_NANOS = 50_000_000;

  private final int level;
  private final int rounds;

  WhenItPays(int level, int rounds) {
    this.level = level;
    this.rounds = rounds;
  }

  /** Means of a message: bytes of payload, and microseconds, of which the median round counts. */
  record Cost(double bytes, double deflateMicros, double inflateMicros) {}

  /** A size, compressed each message alone and with takeover. */
  record Row(double plain, Cost alone, Cost takeover) {}

  void print(PrintWriter out, int... sizes) throws DataFormatException {
    out.printf(
        Locale.ROOT,
        "one JSON message, compressed at level %d; JDK %s%n%n%8s  %-38s  %-38s%n%8s",
        level,
        Runtime.version().feature(),
        "",
        "without takeover",
        "with takeover",
        "bytes");
    for (int i = 0; i < 2; i++) {
      out.printf(Locale.ROOT, "  %8s %7s %10s %10s", "bytes", "saved", "deflate us", "inflate us");
    }
    out.println();
    for (int size : sizes) {
      Row row = measure(size);
      out.printf(Locale.ROOT, "%8.0f", row.plain());
      for (Cost cost : new Cost[] {row.alone(), row.takeover()}) {
        out.printf(
            Locale.ROOT,
            "  %8.0f %6.0f%% %10.1f %10.1f",
            cost.bytes(),
            100 * (1 - cost.bytes() / row.plain()),
            cost.deflateMicros(),
            cost.inflateMicros());
      }
      out.println();
      out.flush();
    }
  }

  Row measure(int size) throws DataFormatException {
    List<byte[]> messages = Ticks.of(size);
    double plain = messages.stream().mapToInt(message -> message.length).average().orElseThrow();
    return new Row(plain, cost(messages, false), cost(messages, true));
  }

  private Cost cost(List<byte[]> messages, boolean takeover) throws DataFormatException {
    double[] deflating = new double[rounds];
    double[] inflating = new double[rounds];
    Deflater deflater = new Deflater(level, true);
    Inflater inflater = new Inflater(true);
    try {
      long bytes = 0;
      long warm = System.nanoTime() + WARM_UP_NANOS;
      for (int round = 0; round < rounds; ) {
        boolean counts = System.nanoTime() - warm > 0;
        long deflateNanos = 0;
        long inflateNanos = 0;
        int turns = 0;
        do { // of large messages a turn is short
          List<byte[]> compressed = new ArrayList<>(messages.size());
          long start = System.nanoTime();
          bytes = deflate(deflater, messages, takeover, compressed);
          long middle = System.nanoTime();
          inflate(inflater, messages, takeover, compressed);
          inflateNanos += System.nanoTime() - middle;
          deflateNanos += middle - start;
          turns++;
        } while (deflateNanos + inflateNanos < ROUND_NANOS);
        if (counts) {
          deflating[round] = deflateNanos / 1e3 / turns / messages.size();
          inflating[round] = inflateNanos / 1e3 / turns / messages.size();
          round++;
        }
      }
      return new Cost((double) bytes / messages.size(), median(deflating), median(inflating));
    } finally {
      deflater.end();
      inflater.end();
    }
  }

  private static long deflate(
      Deflater deflater, List<byte[]> messages, boolean takeover, List<byte[]> compressed) {
    ByteBuffer frame = ByteBuffer.allocateDirect(64 << 10);
    long bytes = 0;
    for (byte[] message : messages) {
      frame.clear();
      deflater.setInput(message);
      deflater.deflate(frame, Deflater.SYNC_FLUSH);
      byte[] payload = new byte[frame.flip().remaining()];
      frame.get(payload);
      compressed.add(payload);
      bytes += payload.length - TAIL.length; // RFC 7692 7.2.1
      if (!takeover) {
        deflater.reset();
      }
    }
    return bytes;
  }

  private static void inflate(
      Inflater inflater, List<byte[]> messages, boolean takeover, List<byte[]> compressed)
      throws DataFormatException {
    byte[] target = new byte[64 << 10];
    for (int i = 0; i < compressed.size(); i++) {
      inflater.setInput(compressed.get(i));
      int n = inflater.inflate(target);
      byte[] expected = messages.get(i);
      // One comparison of a few nanoseconds: figures of something else would be worth nothing.
      if (!Arrays.equals(target, 0, n, expected, 0, expected.length)) {
        throw new IllegalStateException("message " + i + " came out as another");
      }
      if (!takeover) {
        inflater.reset();
      }
    }
  }

  private static double median(double[] figures) {
    double[] sorted = figures.clone();
    Arrays.sort(sorted);
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }
}
