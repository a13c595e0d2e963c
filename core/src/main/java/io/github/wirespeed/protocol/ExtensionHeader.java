package io.github.wirespeed.protocol;

import java.util.ArrayList;
import java.util.List;

/**
 * The grammar of Sec-WebSocket-Extensions, both ways; it knows the name of no extension.
 *
 * <p>Immutable result of reading all lines of that header. It walks over each character once. White
 * space is allowed around every token, as the list rule of RFC 2616 2.1 has it; an empty element is
 * not. RFC 6455 9.1:
 *
 * <pre>
 * extension-list  = 1#extension
 * extension       = extension-token *( ";" extension-param )
 * extension-param = token [ "=" (token | quoted-string) ]
 * </pre>
 */
public final class ExtensionHeader {

  private final List<Extension> extensions;
  private final String failure;

  private ExtensionHeader(List<Extension> extensions, String failure) {
    this.extensions = List.copyOf(extensions);
    this.failure = failure;
  }

  /**
   * Reads the values of all lines of the header. Never throws for what a peer sent.
   *
   * @param lines the values in order; none means no extensions
   * @return the extensions, or a failure
   */
  public static ExtensionHeader parse(List<String> lines) {
    List<Extension> extensions = new ArrayList<>();
    for (String line : lines) {
      Cursor cursor = new Cursor(line);
      if (!cursor.readInto(extensions)) {
        return new ExtensionHeader(
            List.of(), cursor.failure + " in Sec-WebSocket-Extensions " + HttpSyntax.quote(line));
      }
    }
    return new ExtensionHeader(extensions, null);
  }

  /**
   * Writes the value of one header line.
   *
   * @param extensions at least one
   * @return the value, such as {@code permessage-deflate; client_max_window_bits}
   */
  public static String format(List<Extension> extensions) {
    StringBuilder out = new StringBuilder();
    for (Extension extension : extensions) {
      out.append(out.length() == 0 ? "" : ", ").append(extension.name());
      for (Extension.Param param : extension.params()) {
        out.append("; ").append(param.name());
        if (param.value() != null) {
          out.append('=').append(param.value());
        }
      }
    }
    return out.toString();
  }

  /** {@return what was read, in the order sent, empty after a failure; unmodifiable} */
  public List<Extension> extensions() {
    return extensions;
  }

  /** {@return what is wrong, or null if every line follows the grammar} */
  public String failure() {
    return failure;
  }

  /** Walks over one line. */
  private static final class Cursor {

    private final String line;
    private int at;
    private String failure;

    Cursor(String line) {
      this.line = line;
    }

    boolean readInto(List<Extension> extensions) {
      do {
        String name = token("extension name");
        List<Extension.Param> params = new ArrayList<>();
        while (failure == null && skip(';')) {
          Extension.Param param = param();
          if (param != null) {
            params.add(param);
          }
        }
        if (failure == null) {
          extensions.add(new Extension(name, params));
        }
      } while (failure == null && skip(','));
      if (failure == null && at < line.length()) {
        fail("unexpected " + HttpSyntax.characterName(line.charAt(at)));
      }
      return failure == null;
    }

    private Extension.Param param() {
      String name = token("parameter name");
      String value = null;
      if (failure == null && skip('=')) {
        skipOws();
        boolean quoted = at < line.length() && line.charAt(at) == '"';
        value = quoted ? quotedToken() : token("value of parameter " + name);
      }
      return failure == null ? new Extension.Param(name, value) : null;
    }

    private String token(String what) {
      skipOws();
      int start = at;
      while (at < line.length() && HttpSyntax.isTokenChar(line.charAt(at))) {
        at++;
      }
      if (at == start) {
        fail("missing " + what);
      }
      return line.substring(start, at);
    }

    private String quotedToken() {
      int start = at++;
      StringBuilder content = new StringBuilder();
      while (at < line.length() && line.charAt(at) != '"') {
        if (line.charAt(at) == '\\') {
          at++; // RFC 9110 5.6.4: the next character stands for itself.
        }
        if (at < line.length()) {
          content.append(line.charAt(at++));
        }
      }
      if (at == line.length()) {
        at = start;
        fail("quoted value without its end");
        return "";
      }
      at++;
      // RFC 6455 9.1: after unescaping, the value MUST conform to the token ABNF.
      String value = content.toString();
      if (!HttpSyntax.isToken(value)) {
        at = start;
        fail("quoted value that is not a token");
      }
      return value;
    }

    private boolean skip(char c) {
      skipOws();
      if (at < line.length() && line.charAt(at) == c) {
        at++;
        return true;
      }
      return false;
    }

    private void skipOws() {
      while (at < line.length() && HttpSyntax.isOws(line.charAt(at))) {
        at++;
      }
    }

    private void fail(String problem) {
      failure = problem + " at index " + at;
    }
  }
}
