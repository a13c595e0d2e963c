package io.github.wirespeed.nats;

import java.util.HexFormat;

/**
 * Names of topics as subjects of NATS and back. A topic is one token behind the prefix, whatever
 * characters it has: letters, digits and most signs as they are, any other UTF-16 unit as {@code =}
 * and four hexadecimal digits. An empty name, which no token may be, is {@code =} alone. Immutable;
 * any thread.
 */
final class Subjects {
  /**
   * The longest subject. The line of a message must fit into the 4,096 bytes that brokers and jnats
   * allow: with a subscription's number and a length that is enough.
   */
  static final int LONGEST = 4_000;

  private static final char ESCAPE = '=';
  private static final int DIGITS = 4;
  private static final int RADIX = 16;

  /** Legal in a token and printable, but with a meaning there, here, or in an error's text. */
  private static final String SPECIAL = ".*>=\"'\\";

  private final String before;

  /**
   * Subjects.
   *
   * @throws IllegalArgumentException if the prefix is not a subject without wildcards
   */
  Subjects(String prefix) {
    for (String token : prefix.split("\\.", -1)) {
      if (token.isEmpty() || !token.chars().allMatch(c -> literal((char) c))) {
        throw new IllegalArgumentException(
            "prefix \"" + prefix + "\" is not a subject: it has the token \"" + token + "\"");
      }
    }
    this.before = prefix + ".";
  }

  /**
   * The subject of a topic.
   *
   * @throws IllegalArgumentException if it is longer than a subject may be
   */
  String of(String topic) {
    String subject = before + escape(topic);
    if (subject.length() > LONGEST) {
      throw new IllegalArgumentException(
          "a topic of "
              + topic.length()
              + " characters has a subject of "
              + subject.length()
              + " bytes, and the longest is "
              + LONGEST);
    }
    return subject;
  }

  /**
   * The topic of a subject.
   *
   * @throws IllegalArgumentException if {@link #of} does not make it
   */
  String topic(String subject) {
    if (!subject.startsWith(before)) {
      throw new IllegalArgumentException("\"" + subject + "\" does not begin with " + before);
    }
    return unescape(subject.substring(before.length()));
  }

  /** Any text in printable ASCII, and no two alike. */
  static String escape(String text) {
    if (text.isEmpty()) {
      return String.valueOf(ESCAPE);
    }
    StringBuilder escaped = new StringBuilder(text.length() + 2 * DIGITS);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (literal(c)) {
        escaped.append(c);
      } else {
        escaped.append(ESCAPE).append(HexFormat.of().toHexDigits(c));
      }
    }
    return escaped.toString();
  }

  /**
   * What was escaped.
   *
   * @throws IllegalArgumentException if {@link #escape} does not make it
   */
  static String unescape(String escaped) {
    StringBuilder text = new StringBuilder(escaped.length());
    int i = 0;
    while (i < escaped.length()) {
      char c = escaped.charAt(i++);
      if (c != ESCAPE) {
        text.append(c);
      } else if (escaped.length() - i >= DIGITS) {
        text.append((char) Integer.parseInt(escaped, i, i + DIGITS, RADIX));
        i += DIGITS;
      } else {
        break; // "=" alone, or cut off
      }
    }
    if (!escape(text.toString()).equals(escaped)) {
      throw new IllegalArgumentException("\"" + escaped + "\" is not how a name is written");
    }
    return text.toString();
  }

  private static boolean literal(char c) {
    return c > ' ' && c < 0x7F && SPECIAL.indexOf(c) < 0;
  }
}
