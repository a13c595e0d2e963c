package io.github.wirespeed.client;

import io.github.wirespeed.protocol.Authority;
import io.github.wirespeed.protocol.WebSocketUri;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;

/**
 * A proxy on the way. What its protocol cannot carry is refused here.
 *
 * @param host a name or an address, IPv6 without brackets
 * @param user null where it asks for none
 * @param password null where there is no user; empty where the user has none
 * @param tls how TLS is spoken with an {@link Kind#HTTPS} proxy; null with the others
 */
public record ProxyHop(
    Kind kind, String host, int port, String user, String password, TlsSettings tls) {
  /** What SOCKS can carry of a user, a password or a name: its length is one byte. */
  static final int SOCKS_TEXT = 255;

  /** What it speaks. */
  public enum Kind {
    /** CONNECT (RFC 9110 9.3.6), in the clear. */
    HTTP,
    /** CONNECT, over TLS. */
    HTTPS,
    /** RFC 1928. */
    SOCKS5,
    /** SOCKS 4 with names. */
    SOCKS4A;

    boolean socks() {
      return this == SOCKS5 || this == SOCKS4A;
    }

    private String shown() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Chooses the proxy for a server. */
  public interface Choice {
    /** None, ever. */
    Choice NONE = uri -> null;

    /**
     * The proxy; null for the direct way. May wait: it is called where names are looked up.
     *
     * @throws IOException if what it says makes no sense
     */
    ProxyHop choose(WebSocketUri uri) throws IOException;
  }

  /**
   * Checks everything.
   *
   * @throws IllegalArgumentException if there can be no such proxy, or its protocol cannot carry
   *     the user or password; the message shows neither
   */
  public ProxyHop {
    Objects.requireNonNull(kind, "kind");
    host = bare(Objects.requireNonNull(host, "host"));
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException(
          "port " + port + " of proxy " + host + " is not in 1 to 65535");
    }
    tls = kind != Kind.HTTPS ? null : tls == null ? TlsSettings.PLATFORM : tls;
    password = user == null ? null : password == null ? "" : password;
    if (user != null) {
      requireCredentials(kind, user, password);
    }
  }

  /** A proxy that asks for no user. */
  public static ProxyHop of(Kind kind, String host, int port) {
    return new ProxyHop(kind, host, port, null, null, null);
  }

  /** The same for a user. */
  public ProxyHop as(String who, String secret) {
    return new ProxyHop(kind, host, port, who, secret, tls);
  }

  /** The same, with TLS spoken so if at all. */
  public ProxyHop over(TlsSettings settings) {
    return new ProxyHop(kind, host, port, user, password, settings);
  }

  /** "host:port", for messages. */
  public String address() {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }

  /** Says that there is a user, and not which. */
  @Override
  public String toString() {
    return kind.shown() + "://" + (user == null ? "" : "***@") + address();
  }

  private static String bare(String host) {
    boolean ipv6 = host.indexOf(':') >= 0 && !host.startsWith("[");
    Authority authority = Authority.parse(ipv6 ? "[" + host + "]" : host);
    if (authority.problem() != null) {
      throw new IllegalArgumentException("proxy: " + authority.problem());
    }
    if (authority.port() >= 0) {
      throw new IllegalArgumentException("host of proxy has a port as well: " + host);
    }
    return authority.host();
  }

  private static void requireCredentials(Kind kind, String user, String password) {
    if (!kind.socks()) {
      // RFC 7617 2: the first colon ends the user; control characters MUST NOT be in either.
      if (user.indexOf(':') >= 0) {
        throw new IllegalArgumentException(
            "user for " + kind.shown() + " proxy has ':', which Basic authentication cannot carry");
      }
      requireNoControls("user", user);
      requireNoControls("password", password);
      return;
    }
    requireFits(kind, "user", user);
    requireFits(kind, "password", password);
    if (kind == Kind.SOCKS5 && user.isEmpty()) {
      throw new IllegalArgumentException("user for socks5 proxy is empty"); // RFC 1929 2: 1 to 255
    }
    if (kind == Kind.SOCKS4A && user.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("user for socks4a proxy has NUL, which would end it");
    }
    if (kind == Kind.SOCKS4A && !password.isEmpty()) {
      throw new IllegalArgumentException(
          "password for socks4a proxy, which knows users only; socks5 has passwords");
    }
  }

  private static void requireNoControls(String what, String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isISOControl(text.charAt(i))) {
        throw new IllegalArgumentException(
            what + " for proxy has a control character at index " + i);
      }
    }
  }

  private static void requireFits(Kind kind, String what, String text) {
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > SOCKS_TEXT) {
      throw new IllegalArgumentException(
          what
              + (" for " + kind.shown() + " proxy has " + bytes + " bytes")
              + (", more than " + SOCKS_TEXT));
    }
  }
}
