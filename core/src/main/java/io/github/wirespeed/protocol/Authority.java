package io.github.wirespeed.protocol;

/**
 * {@code host[:port]}, as it stands in a URI after the user information and in a Host header.
 *
 * <p>Immutable. Never throws for bad text: {@link #problem} says what is wrong, so that the same
 * rules serve a user's URI (an exception) and a peer's header (a 400). RFC 3986 3.2.2, narrowed: a
 * name has letters, digits and {@code -._~} only, because no resolver takes more.
 *
 * @param host the name or address, an IPv6 address without its brackets
 * @param port the port, or -1 if the text names none
 * @param problem what is wrong, or null if nothing is
 */
public record Authority(String host, int port, String problem) {

  /**
   * Takes the text apart.
   *
   * @return with a {@link #problem} if it cannot be
   */
  public static Authority parse(String text) {
    int hostEnd;
    String host;
    if (text.startsWith("[")) {
      int bracket = text.indexOf(']');
      if (bracket < 0) {
        return bad("'[' without ']' in host " + HttpSyntax.quote(text));
      }
      host = text.substring(1, bracket);
      hostEnd = bracket + 1;
      if (hostEnd < text.length() && text.charAt(hostEnd) != ':') {
        return bad("text after ']' in host " + HttpSyntax.quote(text));
      }
      if (!isIpv6(host)) {
        return bad("not an IPv6 address: " + HttpSyntax.quote(host));
      }
    } else {
      int colon = text.indexOf(':');
      hostEnd = colon < 0 ? text.length() : colon;
      host = text.substring(0, hostEnd);
    }
    if (host.isEmpty()) {
      return bad("missing host");
    }
    if (!text.startsWith("[")) {
      for (int i = 0; i < host.length(); i++) {
        if (!isNameChar(host.charAt(i))) {
          return bad(
              HttpSyntax.characterName(host.charAt(i)) + " in host " + HttpSyntax.quote(host));
        }
      }
    }
    // RFC 3986 3.2.3: "host:" without digits is legal and means the default port.
    if (hostEnd + 1 >= text.length()) {
      return new Authority(host, -1, null);
    }
    return withPort(host, text.substring(hostEnd + 1));
  }

  private static Authority withPort(String host, String digits) {
    int port = 0;
    for (int i = 0; i < digits.length(); i++) {
      char c = digits.charAt(i);
      if (c < '0' || c > '9') {
        return bad("port is not a number: " + HttpSyntax.quote(digits));
      }
      port = Math.min(port * 10 + (c - '0'), 1 << 16);
    }
    if (port == 0 || port > 65535) {
      return bad("port is not in 1 to 65535: " + HttpSyntax.quote(digits));
    }
    return new Authority(host, port, null);
  }

  private static Authority bad(String problem) {
    return new Authority("", -1, problem);
  }

  private static boolean isNameChar(char c) {
    return isAlphanumeric(c) || c == '-' || c == '.' || c == '_' || c == '~';
  }

  /** Characters and a colon only: the resolver judges the address itself. */
  private static boolean isIpv6(String host) {
    int zone = host.indexOf('%');
    int end = zone < 0 ? host.length() : zone;
    for (int i = 0; i < end; i++) {
      char c = host.charAt(i);
      if (Character.digit(c, 16) < 0 && c != ':' && c != '.') {
        return false;
      }
    }
    for (int i = end + 1; i < host.length(); i++) {
      if (!isNameChar(host.charAt(i))) {
        return false;
      }
    }
    return host.indexOf(':') >= 0 && zone != host.length() - 1;
  }

  private static boolean isAlphanumeric(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }
}
