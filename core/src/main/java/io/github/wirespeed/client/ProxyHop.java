package io.github.wirespeed.client;

import io.github.wirespeed.protocol.WebSocketUri;
import java.io.IOException;

/**
 * A proxy on the way.
 *
 * @param user null where it asks for none
 * @param password null where it asks for none
 * @param tls how TLS is spoken with an {@link Kind#HTTPS} proxy; null with the others
 */
public record ProxyHop(
    Kind kind, String host, int port, String user, String password, TlsSettings tls) {
  /** What it speaks. */
  public enum Kind {
    /** CONNECT (RFC 9110 9.3.6), in the clear. */
    HTTP,
    /** CONNECT, over TLS. */
    HTTPS,
    /** RFC 1928. */
    SOCKS5,
    /** SOCKS 4 with names. */
    SOCKS4A
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
}
