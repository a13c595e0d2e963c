package io.github.wirespeed.protocol;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Text to UTF-8 without an allocation per message. The characters go through two small arrays in
 * chunks: between arrays the JDK's encoder is vector code, which no loop of ours over characters is
 * (decision 7).
 *
 * <p>Owned by the one thread that writes.
 */
final class Utf8Encoder {
  private static final int CHUNK = 1024;
  private static final int MOST_BYTES = 3;

  private final CharsetEncoder encoder =
      StandardCharsets.UTF_8.newEncoder().onMalformedInput(CodingErrorAction.REPORT);

  // Writer only.
  private final char[] chars = new char[CHUNK];
  private final byte[] bytes = new byte[MOST_BYTES * CHUNK];
  private final CharBuffer in = CharBuffer.wrap(chars);
  private final ByteBuffer encoded = ByteBuffer.wrap(bytes);

  /**
   * Refuses a text that has no UTF-8 form.
   *
   * @throws IllegalArgumentException at a surrogate without its pair
   */
  void check(String text) {
    int i = 0;
    while (i < text.length()) {
      i += chunk(text, i, bytes.length);
    }
  }

  /**
   * Encodes whole code points while they fit.
   *
   * @param from index of the first character to encode
   * @param out its position moves; what does not fit is left for the next buffer
   * @return index of the first character that was not encoded
   * @throws IllegalArgumentException at a surrogate without its pair
   */
  int encode(String text, int from, ByteBuffer out) {
    int i = from;
    int taken = -1;
    while (i < text.length() && taken != 0 && out.hasRemaining()) {
      taken = chunk(text, i, out.remaining());
      out.put(bytes, 0, encoded.position());
      i += taken;
    }
    return i;
  }

  /** Encodes a chunk of at most so many bytes; returns how many characters it took. */
  private int chunk(String text, int from, int room) {
    int length = Math.min(CHUNK, text.length() - from);
    text.getChars(from, from + length, chars, 0);
    in.limit(length).position(0);
    encoded.clear().limit(Math.min(bytes.length, room));
    // A high surrogate at the end of a chunk, but not of the text, is left for the next one.
    CoderResult result = encoder.reset().encode(in, encoded, from + length == text.length());
    if (result.isError()) {
      int index = from + in.position();
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "text has no UTF-8 form: lone surrogate U+%04X at index %d",
              (int) text.charAt(index),
              index));
    }
    return in.position();
  }
}
