package io.github.wirespeed.client;

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
    List<Leg> legs = new ArrayList<>();
    if (wanted.uri().secure()) {
      throw new IllegalArgumentException("TLS is not supported yet: " + wanted.uri());
    }
    if (proxy != null) {
      legs.add(ProxyLegs.of(proxy, wanted.uri().host(), wanted.uri().port(), wanted.limits()));
    }
    return legs;
  }
}
