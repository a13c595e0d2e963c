package io.github.wirespeed.protocol;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Objects;

/**
 * A {@code ws} or {@code wss} URI, taken apart into what dialling and the handshake need.
 *
 * <p>Immutable. It knows no DNS and no HTTP. Credentials in the URI are kept aside: they are in
 * {@link #userInfo()} alone, never in the request, {@link #toString()} or an error message. RFC
 * 6455 section 3.
 */
public final class WebSocketUri {

  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private final boolean secure;
  private final String userInfo;
  private final String host;
  private final int port;
  private final String resourceName;

  private WebSocketUri(
      boolean secure, String userInfo, String host, int port, String resourceName) {
    this.secure = secure;
    this.userInfo = userInfo;
    this.host = host;
    this.port = port;
    this.resourceName = resourceName;
  }

  /**
   * Takes a URI apart.
   *
   * @param uri an absolute {@code ws} or {@code wss} URI
   * @return its parts
   * @throws IllegalArgumentException if it is not one; the message says what is wrong and where
   */
  public static WebSocketUri of(URI uri) {
    return of(uri.toString());
  }

  /**
   * Takes a URI apart. Characters outside ASCII are allowed in path and query, and percent-encoded.
   *
   * @param text an absolute {@code ws} or {@code wss} URI
   * @return its parts
   * @throws IllegalArgumentException if it is not one; the message says what is wrong and where
   */
  public static WebSocketUri of(String text) {
    Objects.requireNonNull(text, "text");
    if (text.isEmpty()) {
      throw new IllegalArgumentException("empty URI");
    }
    requireLegalCharacters(text);
    boolean secure = secure(text);
    int start = text.indexOf(':') + 3;
    int end = authorityEnd(text, start);
    int at = text.lastIndexOf('@', end - 1);
    int hostStart = at < start ? start : at + 1;
    Authority authority = Authority.parse(text.substring(hostStart, end));
    if (authority.problem() != null) {
      throw bad(authority.problem(), text);
    }
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      // The exception itself would carry the credentials, so it is not kept as the cause.
      String reason = e.getReason().toLowerCase(Locale.ROOT);
      throw bad(e.getIndex() < 0 ? reason : reason + " at index " + e.getIndex(), text);
    }
    if (uri.getRawFragment() != null) {
      // RFC 6455 3: fragment identifiers are meaningless here and MUST NOT be used.
      throw bad("fragment #" + uri.getRawFragment() + " is not allowed, write # as %23", text);
    }
    String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    String resource = uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
    return new WebSocketUri(
        secure,
        at < start ? null : text.substring(start, at),
        dialled(authority.host()),
        authority.port() < 0 ? defaultPort(secure) : authority.port(),
        percentEncoded(resource));
  }

  /** {@return whether the connection is to be encrypted: the scheme is {@code wss}} */
  public boolean secure() {
    return secure;
  }

  /**
   * {@return the name or address to dial, in lower case; IPv6 without brackets, its zone after '%'}
   */
  public String host() {
    return host;
  }

  /** {@return the port to dial: the one of the URI, or else 80 or 443} */
  public int port() {
    return port;
  }

  /** {@return the value of Host: the port only if it is not the default, IPv6 in brackets} */
  public String hostHeader() {
    // RFC 6874 4: the zone means something on this machine only and is not sent.
    int zone = host.indexOf('%');
    String name = zone < 0 ? host : host.substring(0, zone);
    String bracketed = name.indexOf(':') < 0 ? name : "[" + name + "]";
    // RFC 6455 4.1, request 4: the port follows if it is not the default one.
    return port == defaultPort(secure) ? bracketed : bracketed + ":" + port;
  }

  /** {@return path ("/" if empty) and query for the request line, percent-encoded ASCII} */
  public String resourceName() {
    return resourceName;
  }

  /** {@return the raw credentials before '@', or null} */
  public String userInfo() {
    return userInfo;
  }

  /**
   * Where a server's Location leads. {@code http} and {@code https} in it are taken for {@code ws}
   * and {@code wss}; its credentials and its fragment are dropped. The credentials of this URI go
   * along within its origin.
   *
   * @param reference absolute or relative, as received: one char for each byte
   * @return the URI that it means here, by RFC 3986 5.2
   * @throws IllegalArgumentException if that is none for a WebSocket; the message says why not
   */
  public WebSocketUri resolve(String reference) {
    WebSocketUri to = of(UriReference.resolve(this, reference));
    String kept = isSameOrigin(to) ? userInfo : null;
    return new WebSocketUri(to.secure, kept, to.host, to.port, to.resourceName);
  }

  /**
   * Whether scheme, host and port are the same. The scheme counts as it does for a browser: {@code
   * wss} is another origin than {@code ws} on the same host. RFC 6454 5.
   */
  public boolean isSameOrigin(WebSocketUri other) {
    return secure == other.secure && port == other.port && host.equals(other.host);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof WebSocketUri that
        && secure == that.secure
        && port == that.port
        && host.equals(that.host)
        && resourceName.equals(that.resourceName)
        && Objects.equals(userInfo, that.userInfo);
  }

  @Override
  public int hashCode() {
    return Objects.hash(secure, port, host, resourceName, userInfo);
  }

  /** The URI without its credentials. */
  @Override
  public String toString() {
    return (secure ? "wss://" : "ws://") + hostHeader() + resourceName;
  }

  private static void requireLegalCharacters(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean paired =
          !Character.isSurrogate(c)
              || (i + 1 < text.length() && Character.isSurrogatePair(c, text.charAt(i + 1)))
              || (i > 0 && Character.isSurrogatePair(text.charAt(i - 1), c));
      if (c <= ' '
          || "\"<>\\^`{|}".indexOf(c) >= 0
          || Character.isISOControl(c)
          || Character.isSpaceChar(c)
          || !paired) {
        throw bad("illegal " + HttpSyntax.characterName(c) + " at index " + i, text);
      }
    }
  }

  /** Whether the scheme is wss rather than ws; anything else is an error with a hint. */
  private static boolean secure(String text) {
    int colon = text.indexOf(':');
    String scheme = colon < 0 ? "" : text.substring(0, colon).toLowerCase(Locale.ROOT);
    boolean slashes = colon >= 0 && text.startsWith("//", colon + 1);
    boolean webSocket = scheme.equals("ws") || scheme.equals("wss");
    if (webSocket && slashes) {
      return scheme.equals("wss");
    }
    if (webSocket) {
      throw bad("missing host: no // after the scheme", text);
    }
    if (!slashes || !isScheme(scheme)) {
      throw bad("missing scheme, did you mean ws:// or wss://?", text);
    }
    String hint =
        switch (scheme) {
          case "http" -> ", did you mean ws://?";
          case "https" -> ", did you mean wss://?";
          default -> "";
        };
    throw bad("scheme " + HttpSyntax.quote(scheme) + " is neither ws nor wss" + hint, text);
  }

  private static boolean isScheme(String scheme) {
    for (int i = 0; i < scheme.length(); i++) {
      char c = scheme.charAt(i);
      boolean letter = c >= 'a' && c <= 'z';
      if (!letter && (i == 0 || ((c < '0' || c > '9') && "+-.".indexOf(c) < 0))) {
        return false;
      }
    }
    return !scheme.isEmpty();
  }

  private static int authorityEnd(String text, int start) {
    for (int i = start; i < text.length(); i++) {
      if ("/?#".indexOf(text.charAt(i)) >= 0) {
        return i;
      }
    }
    return text.length();
  }

  private static String dialled(String host) {
    int zone = host.indexOf('%');
    if (zone < 0) {
      return host.toLowerCase(Locale.ROOT);
    }
    // RFC 6874 2: '%' itself is written %25; interface names keep their case.
    int name = host.startsWith("%25", zone) && zone + 3 < host.length() ? zone + 3 : zone + 1;
    return host.substring(0, zone).toLowerCase(Locale.ROOT) + "%" + host.substring(name);
  }

  private static String percentEncoded(String raw) {
    StringBuilder out = new StringBuilder(raw.length());
    for (byte b : raw.getBytes(StandardCharsets.UTF_8)) {
      if (b >= 0) {
        out.append((char) b);
      } else {
        out.append('%').append(HEX.toHexDigits(b));
      }
    }
    return out.toString();
  }

  private static int defaultPort(boolean secure) {
    return secure ? 443 : 80;
  }

  private static IllegalArgumentException bad(String problem, String text) {
    int start = text.indexOf("://") + 3;
    int at = start < 3 ? -1 : text.lastIndexOf('@', authorityEnd(text, start) - 1);
    String shown = at < start ? text : text.substring(0, start) + "***" + text.substring(at);
    return new IllegalArgumentException(problem + ": " + HttpSyntax.quote(shown));
  }
}
