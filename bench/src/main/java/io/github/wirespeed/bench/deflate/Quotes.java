package io.github.wirespeed.bench.deflate;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.zip.Deflater;

/**
 * The messages of the bench: JSON as an exchange's feed sends it, ASCII, all of the same size and
 * each different, in rotation.
 */
final class Quotes {
  static final int COUNT = 64;

  private static final String[] SYMBOLS = {"BTC-USD", "ETH-USD", "SOL-EUR", "XRP-USD", "ADA-EUR"};

  private final List<String> texts;

  private Quotes(List<String> texts) {
    this.texts = texts;
  }

  /** Messages of exactly so many bytes; the same ones every time. */
  static Quotes of(int size) {
    Random random = new Random(size);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < COUNT; i++) {
      texts.add(text(random, size, 1_700_000_000_000L + 1000L * i));
    }
    return new Quotes(texts);
  }

  private static String text(Random random, int size, long time) {
    StringBuilder out = new StringBuilder(size + 100);
    out.append("{\"type\":\"l2update\",\"time\":").append(time).append(",\"changes\":[");
    String separator = "";
    while (out.length() < size - 120) {
      out.append(separator)
          .append("{\"product\":\"")
          .append(SYMBOLS[random.nextInt(SYMBOLS.length)])
          .append("\",\"side\":\"")
          .append(random.nextBoolean() ? "buy" : "sell")
          .append(
              String.format(
                  Locale.ROOT,
                  "\",\"price\":%.2f,\"size\":%.6f}",
                  20_000 + random.nextInt(500_000) / 100.0,
                  random.nextInt(5_000_000) / 1e6));
      separator = ",";
    }
    out.append("],\"pad\":\"");
    out.append("x".repeat(size - out.length() - 2));
    return out.append("\"}").toString();
  }

  String text(int index) {
    return texts.get(index % COUNT);
  }

  /**
   * The payloads of all of them, compressed one after the other. With takeover, the sequence may be
   * sent again and again: its beginning refers to nothing.
   */
  List<byte[]> compressed(int level, boolean takeover) {
    List<byte[]> all = new ArrayList<>();
    Deflater deflater = new Deflater(level, true);
    byte[] chunk = new byte[64 << 10];
    for (String text : texts) {
      deflater.setInput(text.getBytes(StandardCharsets.ISO_8859_1));
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      int n;
      do {
        n = deflater.deflate(chunk, 0, chunk.length, Deflater.SYNC_FLUSH);
        out.write(chunk, 0, n);
      } while (n == chunk.length);
      all.add(Arrays.copyOf(out.toByteArray(), out.size() - 4)); // RFC 7692 7.2.1
      if (!takeover) {
        deflater.reset();
      }
    }
    deflater.end();
    return all;
  }
}
