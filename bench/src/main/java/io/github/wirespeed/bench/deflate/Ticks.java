package io.github.wirespeed.bench.deflate;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** JSON of any size from 64 bytes on, made of whole fields: padding would flatter compression. */
final class Ticks {
  static final int SMALLEST = 64;

  private static final int WINDOW = 32 << 10;
  private static final String[] SYMBOLS = {"BTC-USD", "ETH-USD", "SOL-EUR", "XRP-USD", "ADA-EUR"};

  private final Random random;
  private long time = 1_700_000_000_000L;

  private Ticks(int size) {
    random = new Random(size);
  }

  /**
   * Messages of at most so many bytes, the same ones every time. Together they are four times as
   * long as a window, so that with takeover none of them finds itself there from the last turn.
   */
  static List<byte[]> of(int size) {
    if (size < SMALLEST) {
      throw new IllegalArgumentException("size: " + size + " is less than " + SMALLEST);
    }
    Ticks ticks = new Ticks(size);
    List<byte[]> all = new ArrayList<>();
    long bytes = 0;
    while (bytes < 4 * WINDOW) {
      byte[] message = ticks.message(size).getBytes(StandardCharsets.US_ASCII);
      all.add(message);
      bytes += message.length;
    }
    return all;
  }

  private String message(int size) {
    StringBuilder out = new StringBuilder("[{").append(field(0));
    for (int i = 1; ; i++) {
      String next = (i % 5 == 0 ? "},{" : ",") + field(i % 5);
      if (out.length() + next.length() + 2 > size) {
        return out.append("}]").toString();
      }
      out.append(next);
    }
  }

  private String field(int index) {
    return switch (index) {
      case 0 -> "\"product\":\"" + SYMBOLS[random.nextInt(SYMBOLS.length)] + "\"";
      case 1 -> price();
      case 2 -> String.format(Locale.ROOT, "\"size\":%.6f", random.nextInt(5_000_000) / 1e6);
      case 3 -> "\"side\":\"" + (random.nextBoolean() ? "buy" : "sell") + "\"";
      default -> "\"time\":" + (time += random.nextInt(1000));
    };
  }

  private String price() {
    return String.format(Locale.ROOT, "\"price\":%.2f", 20_000 + random.nextInt(500_000) / 100.0);
  }
}
