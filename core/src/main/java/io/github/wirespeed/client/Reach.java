package io.github.wirespeed.client;

import java.net.CookieHandler;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How a server is reached.
 *
 * @param names looks names up
 * @param attemptDelay how long one address is tried before the next one is too (RFC 8305 5)
 * @param unixSocket the path of a Unix domain socket to connect to in place of the host; null where
 *     there is none
 * @param redirects how many are followed; 0 for none
 * @param credentials null where there are none beside the URI's
 * @param cookies null where none are kept
 */
public record Reach(
    Names names,
    SocketSettings sockets,
    Duration attemptDelay,
    Path unixSocket,
    ProxyHop.Choice proxy,
    TlsSettings tls,
    int redirects,
    Credentials credentials,
    CookieHandler cookies) {
  /** Directly, with the platform's names and TLS. */
  public static final Reach DIRECT =
      new Reach(
          Names.PLATFORM,
          SocketSettings.DEFAULTS,
          Duration.ofMillis(250),
          null,
          ProxyHop.Choice.NONE,
          TlsSettings.PLATFORM,
          0,
          null,
          null);

  /** Who a client says it is (RFC 7617). Never shown. */
  public record Credentials(String user, String password) {
    /** Says that there are some, and not which. */
    @Override
    public String toString() {
      return "Credentials[...]";
    }
  }
}
