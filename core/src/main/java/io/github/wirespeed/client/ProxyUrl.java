package io.github.wirespeed.client;

import io.github.wirespeed.protocol.Authority;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * {@code scheme://[user[:password]@]host[:port]}, as proxies are written. What may be a password,
 * though in the wrong place, is in no message.
 */
public final class ProxyUrl {
  private ProxyUrl() {}

  /**
   * Takes a URL apart. User and password are percent-decoded; the port may be left out where it is
   * the scheme's: 80, 443, and 1080 for SOCKS.
   *
   * @throws IllegalArgumentException if it is none, saying why
   */
  public static ProxyHop parse(String text) {
    int slashes = text.indexOf("://");
    if (slashes < 0) {
      throw bad("missing scheme, did you mean http:// and then the host?");
    }
    ProxyHop.Kind kind = kind(text.substring(0, slashes));
    int start = slashes + 3;
    int end = start;
    while (end < text.length() && "/?#".indexOf(text.charAt(end)) < 0) {
      end++;
    }
    if (text.indexOf('@', end) >= 0) {
      throw bad("'" + text.charAt(end) + "' before '@' must be percent-encoded");
    }
    if (end < text.length() && !text.substring(end).equals("/")) {
      throw bad("'" + text.charAt(end) + "' and more behind the host");
    }
    int at = text.lastIndexOf('@', end);
    Authority authority = authority(text.substring(Math.max(start, at + 1), end));
    int port = authority.port() < 0 ? defaultPort(kind) : authority.port();
    ProxyHop hop = ProxyHop.of(kind, authority.host(), port);
    return at < start ? hop : withUser(hop, text.substring(start, at));
  }

  private static ProxyHop.Kind kind(String scheme) {
    return switch (scheme.toLowerCase(Locale.ROOT)) {
      case "http" -> ProxyHop.Kind.HTTP;
      case "https" -> ProxyHop.Kind.HTTPS;
      // With an h or an a the proxy looks the name up, and here it always does.
      case "socks5", "socks5h" -> ProxyHop.Kind.SOCKS5;
      case "socks4", "socks4a" -> ProxyHop.Kind.SOCKS4A;
      case "socks" -> throw bad("scheme socks does not say which, socks5 or socks4a");
      default ->
          throw bad(
              (scheme.matches("[A-Za-z0-9+.-]{1,20}") ? "scheme " + scheme : "the scheme")
                  + " is none of http, https, socks5, socks5h, socks4 and socks4a");
    };
  }

  private static int defaultPort(ProxyHop.Kind kind) {
    return switch (kind) {
      case HTTP -> 80;
      case HTTPS -> 443;
      case SOCKS5, SOCKS4A -> 1080;
    };
  }

  private static Authority authority(String hostAndPort) {
    Authority authority = Authority.parse(hostAndPort);
    String problem = authority.problem();
    if (problem == null) {
      return authority;
    }
    // Where the host was forgotten, what looks like the port is the password.
    throw bad(problem.startsWith("port") ? problem.substring(0, problem.indexOf(':')) : problem);
  }

  private static ProxyHop withUser(ProxyHop hop, String userInfo) {
    int colon = userInfo.indexOf(':');
    String user = decoded(colon < 0 ? userInfo : userInfo.substring(0, colon));
    String password = colon < 0 ? "" : decoded(userInfo.substring(colon + 1));
    return hop.as(user, password);
  }

  private static String decoded(String raw) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] bytes = raw.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] != '%') {
        out.write(bytes[i]);
        continue;
      }
      int high = i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
      int low = i + 2 < bytes.length ? Character.digit(bytes[i + 2], 16) : -1;
      if (high < 0 || low < 0) {
        throw bad("'%' without two hexadecimal digits in the user or password");
      }
      out.write(high << 4 | low);
      i += 2;
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  private static IllegalArgumentException bad(String problem) {
    return new IllegalArgumentException("proxy URL: " + problem);
  }
}
