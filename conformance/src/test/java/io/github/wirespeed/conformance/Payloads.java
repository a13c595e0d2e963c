package io.github.wirespeed.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.Message;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/** Messages of an exact size, and their comparison without printing megabytes. */
public final class Payloads {
  /** UTF-8 of 1, 2, 3 and 4 bytes. */
  private static final String[] CHARACTERS = {"z", "\u00e9", "\u20ac", "\ud83d\ude00"};

  private static final String ALL = String.join("", CHARACTERS);
  private static final int ALL_BYTES = 10;

  private Payloads() {}

  /** A text of exactly {@code size} bytes of UTF-8, with characters of every length. */
  public static String text(int size) {
    StringBuilder text = new StringBuilder(ALL.repeat(size / ALL_BYTES));
    int left = size % ALL_BYTES;
    while (left > 0) {
      int length = Math.min(left, CHARACTERS.length);
      text.append(CHARACTERS[length - 1]);
      left -= length;
    }
    String made = text.toString();
    assertThat(made.getBytes(StandardCharsets.UTF_8)).hasSize(size);
    return made;
  }

  /** Bytes that do not repeat, the same ones for the same size. */
  public static byte[] binary(int size) {
    byte[] bytes = new byte[size];
    new SplittableRandom(size).nextBytes(bytes);
    return bytes;
  }

  /** A message of either kind. */
  public static Message message(boolean text, int size) {
    return text ? new Message.Text(text(size)) : new Message.Binary(binary(size));
  }

  /** Compares kind and content. */
  public static void assertSame(Message actual, Message expected) {
    assertThat(describe(actual)).isEqualTo(describe(expected));
    assertThat(actual.equals(expected)).as("same content: %s", describe(expected)).isTrue();
  }

  private static String describe(Message message) {
    return message.isText()
        ? "text of " + message.text().length() + " characters"
        : "binary of " + message.bytes().length + " bytes";
  }
}
