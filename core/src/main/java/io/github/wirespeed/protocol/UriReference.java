package io.github.wirespeed.protocol;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * Resolves a reference that a server sent, the value of Location, against the URI that was asked
 * for. {@link java.net.URI#resolve} follows an older RFC: it loses the name before {@code ?query}
 * and keeps {@code ..} above the root. Stateless. RFC 3986 5.2.
 */
final class UriReference {
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private UriReference() {}

  /**
   * The text of the URI that the reference means, without credentials and fragment, with the scheme
   * of WebSocket in place of that of HTTP. Whether it is one for a WebSocket is still to be seen.
   *
   * @param reference as received, one char for each byte
   */
  static String resolve(WebSocketUri base, String reference) {
    String rest = before('#', ascii(reference));
    String query = after('?', rest);
    rest = before('?', rest);
    int colon = before('/', rest).indexOf(':');
    String scheme = colon < 1 ? null : rest.substring(0, colon);
    rest = scheme == null ? rest : rest.substring(colon + 1);
    String authority = rest.startsWith("//") ? before('/', rest.substring(2)) : null;
    String path = authority == null ? rest : rest.substring(2 + authority.length());
    String basePath = before('?', base.resourceName());
    if (scheme == null && authority == null && path.isEmpty()) {
      path = basePath;
      query = query == null ? after('?', base.resourceName()) : query;
    } else if (scheme == null && authority == null && !path.startsWith("/")) {
      path = withoutDots(basePath.substring(0, basePath.lastIndexOf('/') + 1) + path);
    } else {
      path = withoutDots(path);
    }
    StringBuilder text = new StringBuilder(reference.length() + 64);
    text.append(scheme == null ? base.secure() ? "wss" : "ws" : webSocketScheme(scheme));
    text.append(':');
    if (authority != null) {
      text.append("//").append(authority, authority.lastIndexOf('@') + 1, authority.length());
    } else if (scheme == null) {
      text.append("//").append(authority(base));
    }
    text.append(path);
    if (query != null) {
      text.append('?').append(query);
    }
    return text.toString();
  }

  /** Bytes beyond ASCII are what they are, most often UTF-8: percent-encoded, not interpreted. */
  private static String ascii(String reference) {
    StringBuilder text = new StringBuilder(reference.length());
    for (byte b : reference.getBytes(StandardCharsets.ISO_8859_1)) {
      if (b >= 0) {
        text.append((char) b);
      } else {
        text.append('%').append(HEX.toHexDigits(b));
      }
    }
    return text.toString();
  }

  private static String webSocketScheme(String scheme) {
    return switch (scheme.toLowerCase(Locale.ROOT)) {
      case "http" -> "ws";
      case "https" -> "wss";
      default -> scheme;
    };
  }

  /** As it can be dialled: with the zone of an IPv6 address. */
  private static String authority(WebSocketUri base) {
    String host = base.host();
    String name = host.indexOf(':') < 0 ? host : "[" + host.replace("%", "%25") + "]";
    return name + ":" + base.port();
  }

  private static String before(char mark, String text) {
    int end = text.indexOf(mark);
    return end < 0 ? text : text.substring(0, end);
  }

  private static String after(char mark, String text) {
    int end = text.indexOf(mark);
    return end < 0 ? null : text.substring(end + 1);
  }

  /** RFC 3986 5.2.4, by segments. */
  private static String withoutDots(String path) {
    if (!path.startsWith("/")) {
      return path;
    }
    List<String> kept = new ArrayList<>();
    String[] segments = path.substring(1).split("/", -1);
    for (int i = 0; i < segments.length; i++) {
      boolean up = segments[i].equals("..");
      if (up && !kept.isEmpty()) {
        kept.remove(kept.size() - 1);
      }
      if (!up && !segments[i].equals(".")) {
        kept.add(segments[i]);
      } else if (i == segments.length - 1) {
        kept.add(""); // "/a/." is "/a/"
      }
    }
    return "/" + String.join("/", kept);
  }
}
