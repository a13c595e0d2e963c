package io.github.wirespeed;

import java.util.Locale;

/** Whether a text has a UTF-8 form, for one that is encoded later, when nobody could be told. */
final class Encodable {
  private Encodable() {}

  /**
   * Refuses a text that has none.
   *
   * @throws IllegalArgumentException at a surrogate without its pair
   */
  static void check(String text) {
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      boolean pair =
          Character.isHighSurrogate(c)
              && i + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(i + 1));
      if (Character.isSurrogate(c) && !pair) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "text has no UTF-8 form: lone surrogate U+%04X at index %d",
                (int) c,
                i));
      }
      i += pair ? 2 : 1;
    }
  }
}
