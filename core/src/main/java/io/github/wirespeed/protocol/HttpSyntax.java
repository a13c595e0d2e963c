package io.github.wirespeed.protocol;

import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;

/**
 * The character rules of HTTP/1.1 that both handshakes need: tokens, field values, optional white
 * space, and how a peer's bytes are shown in a message. Stateless. RFC 9110 5.5, 5.6.2 and 5.6.3.
 */
final class HttpSyntax {

  private static final HexFormat HEX = HexFormat.of().withUpperCase();
  private static final int SHOWN = 80;

  /** Written by the handshake alone; the Sec-WebSocket- names are matched by their prefix. */
  private static final Set<String> RESERVED =
      Set.of("host", "upgrade", "connection", "content-length", "transfer-encoding");

  /** Their values are shown to nobody, not even in the message that says what is wrong. */
  private static final Set<String> SECRET =
      Set.of("authorization", "proxy-authorization", "cookie");

  private HttpSyntax() {}

  /** RFC 9110 5.6.2: letters, digits and fifteen marks; no separator, no control, no 8-bit. */
  static boolean isTokenChar(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || (c > ' ' && c < 0x7f && "!#$%&'*+-.^_`|~".indexOf(c) >= 0);
  }

  static boolean isToken(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!isTokenChar(text.charAt(i))) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  /** RFC 9110 5.5: visible ASCII, SP, HTAB and obs-text (0x80 to 0xFF). */
  static boolean isFieldChar(int c) {
    return c == '\t' || (c >= ' ' && c <= 0xff && c != 0x7f);
  }

  static boolean isOws(int c) {
    return c == ' ' || c == '\t';
  }

  /** The part of {@code text} from {@code start} to {@code end} without white space around it. */
  static String trim(String text, int start, int end) {
    while (start < end && isOws(text.charAt(start))) {
      start++;
    }
    while (end > start && isOws(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }

  /** Refuses a user's header that would break the head apart or that the handshake owns. */
  static void requireUserHeader(String name, String value) {
    if (!isToken(name)) {
      throw new IllegalArgumentException("header name is not a token: " + quote(name));
    }
    String lower = name.toLowerCase(Locale.ROOT);
    if (RESERVED.contains(lower) || lower.startsWith("sec-websocket-")) {
      throw new IllegalArgumentException(
          "header " + quote(name) + " is written by the handshake and cannot be set");
    }
    requireFieldValue(value, "value of header " + quote(name), !SECRET.contains(lower));
  }

  static void requireFieldValue(String value, String what) {
    requireFieldValue(value, what, true);
  }

  private static void requireFieldValue(String value, String what, boolean shown) {
    for (int i = 0; i < value.length(); i++) {
      if (!isFieldChar(value.charAt(i))) {
        throw new IllegalArgumentException(
            what
                + " has "
                + characterName(value.charAt(i))
                + " at index "
                + i
                + (shown ? ": " + quote(value) : ""));
      }
    }
  }

  /** Names one character or byte for a message, so that an invisible one can be seen. */
  static String characterName(int c) {
    if (c == '\r') {
      return "CR";
    }
    if (c == '\n') {
      return "LF";
    }
    if (c == 0) {
      return "NUL";
    }
    if (c < ' ' || c == 0x7f) {
      return "control character 0x" + HEX.toHexDigits((byte) c);
    }
    if (c > 0xff) {
      return "character U+" + HEX.toHexDigits((short) c);
    }
    return c > 0x7f ? "8-bit byte 0x" + HEX.toHexDigits((byte) c) : "'" + (char) c + "'";
  }

  /** Shows a value in a message: in quotes, pure ASCII, escaped, cut after 80 characters. */
  static String quote(String value) {
    StringBuilder out = new StringBuilder(Math.min(value.length(), SHOWN) + 16).append('"');
    for (int i = 0; i < value.length() && i < SHOWN; i++) {
      appendEscaped(out, value.charAt(i));
    }
    if (value.length() > SHOWN) {
      return out.append("...\" (").append(value.length()).append(" characters)").toString();
    }
    return out.append('"').toString();
  }

  private static void appendEscaped(StringBuilder out, char c) {
    if (c == '\r') {
      out.append("\\r");
    } else if (c == '\n') {
      out.append("\\n");
    } else if (c == '\t') {
      out.append("\\t");
    } else if (c == '"' || c == '\\') {
      out.append('\\').append(c);
    } else if (c >= ' ' && c < 0x7f) {
      out.append(c);
    } else if (c <= 0xff) {
      out.append("\\x").append(HEX.toHexDigits((byte) c));
    } else {
      out.append("\\u").append(HEX.toHexDigits((short) c));
    }
  }
}
