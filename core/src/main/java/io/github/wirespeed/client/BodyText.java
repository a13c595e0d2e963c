package io.github.wirespeed.client;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The start of a response's body as text. Stateless. */
public final class BodyText {
  private static final int SHOWN = 200;
  private static final char REPLACEMENT = '\uFFFD';

  private static final Pattern CHARSET =
      Pattern.compile(";\\s*charset\\s*=\\s*\"?([^\";\\s]+)", Pattern.CASE_INSENSITIVE);

  private BodyText() {}

  /**
   * The text: by the charset of the Content-Type, in UTF-8 if it names none that is known here.
   * What is malformed is U+FFFD; a character that was cut at the end is dropped.
   *
   * @param headers of the response, by name in any case
   * @param body its start
   */
  public static String of(Map<String, List<String>> headers, byte[] body) {
    ByteBuffer bytes = ByteBuffer.wrap(body);
    CharsetDecoder decoder =
        charset(contentType(headers))
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    double most = body.length * (double) decoder.maxCharsPerByte();
    CharBuffer text = CharBuffer.allocate((int) most + 1);
    decoder.decode(bytes, text, false);
    return text.flip().toString();
  }

  /**
   * A few words of it for a message: on one line, in quotes. Empty if it is not text for people, as
   * HTML is not.
   */
  public static String excerpt(Map<String, List<String>> headers, byte[] body) {
    if (!isReadable(contentType(headers))) {
      return "";
    }
    StringBuilder line = new StringBuilder();
    int[] characters = of(headers, body).strip().codePoints().limit(SHOWN + 1L).toArray();
    for (int i = 0; i < Math.min(characters.length, SHOWN); i++) {
      int c = characters[i];
      if (c == REPLACEMENT) {
        return ""; // not the text that it was said to be
      }
      if (isShown(c)) {
        line.appendCodePoint(c == '"' ? '\'' : c);
      } else if (!line.isEmpty() && line.charAt(line.length() - 1) != ' ') {
        line.append(' ');
      }
    }
    if (line.isEmpty()) {
      return "";
    }
    return "\"" + line + (characters.length > SHOWN ? "...\"" : "\"");
  }

  /** Nothing may play tricks with a log or a terminal. */
  private static boolean isShown(int c) {
    int type = Character.getType(c);
    return c > ' '
        && type != Character.CONTROL
        && type != Character.FORMAT
        && type != Character.SURROGATE
        && type != Character.UNASSIGNED
        && type != Character.LINE_SEPARATOR
        && type != Character.PARAGRAPH_SEPARATOR;
  }

  private static String contentType(Map<String, List<String>> headers) {
    List<String> types = headers.getOrDefault("Content-Type", List.of());
    return types.isEmpty() ? "" : types.get(0);
  }

  private static boolean isReadable(String contentType) {
    int end = contentType.indexOf(';');
    String type =
        (end < 0 ? contentType : contentType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    return type.isEmpty() // small servers say nothing
        || (type.startsWith("text/") && !type.equals("text/html"))
        || type.equals("application/json")
        || type.endsWith("+json");
  }

  private static Charset charset(String contentType) {
    Matcher name = CHARSET.matcher(contentType);
    if (!name.find()) {
      return StandardCharsets.UTF_8;
    }
    try {
      return Charset.forName(name.group(1));
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      return StandardCharsets.UTF_8;
    }
  }
}
