package io.github.wirespeed.client;

import io.github.wirespeed.protocol.HttpLimits;

/** Makes the leg of the way that goes through a proxy. */
final class ProxyLegs {
  private ProxyLegs() {}

  /** As the other one, within the default limits. */
  static Leg of(ProxyHop hop, String host, int port) {
    return of(hop, host, port, HttpLimits.DEFAULTS);
  }

  /**
   * A leg that begins on a connection to the proxy, behind TLS if that is spoken with it, and ends
   * on one to the server. It throws a {@link ProxyFailure} where the proxy does not open it.
   *
   * @param host of the server: a name or an address, IPv6 without brackets
   * @param limits what an HTTP proxy may make us read
   */
  static Leg of(ProxyHop hop, String host, int port, HttpLimits limits) {
    return switch (hop.kind()) {
      case HTTP, HTTPS -> new ConnectLeg(hop, host, port, limits);
      case SOCKS5 -> new Socks5Leg(hop, host, port);
      case SOCKS4A -> new Socks4Leg(hop, host, port);
    };
  }
}
