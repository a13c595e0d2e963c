package io.github.wirespeed.client;

import io.github.wirespeed.protocol.WebSocketUri;
import java.util.ArrayList;
import java.util.List;

/** The legs between a connection and the opening handshake. */
final class Way {
  private Way() {}

  /**
   * New legs for one attempt.
   *
   * @param proxy null for the direct way
   */
  static List<Leg> of(Request wanted, ProxyHop proxy) {
    WebSocketUri uri = wanted.uri();
    List<Leg> legs = new ArrayList<>();
    if (proxy != null && proxy.kind() == ProxyHop.Kind.HTTPS) {
      legs.add(new TlsLeg(proxy.tls(), proxy.host(), proxy.port()));
    }
    if (proxy != null) {
      legs.add(ProxyLegs.of(proxy, uri.host(), uri.port(), wanted.limits()));
    }
    if (uri.secure()) {
      legs.add(new TlsLeg(wanted.reach().tls(), withoutZone(uri.host()), uri.port()));
    }
    return legs;
  }

  /** The zone of an IPv6 address means something on this machine only: no certificate has it. */
  private static String withoutZone(String host) {
    int zone = host.indexOf('%');
    return zone < 0 ? host : host.substring(0, zone);
  }
}
