package io.github.wirespeed.client;

import io.github.wirespeed.protocol.HttpHead;

/** Failures of proxies, for tests above this package. */
public final class ProxyFailures {
  private static final ProxyHop HOP =
      ProxyHop.of(ProxyHop.Kind.HTTP, "proxy.test", 3128).as("ann", "secret");

  private ProxyFailures() {}

  /** What an HTTP proxy answered. */
  public static ProxyFailure answer(HttpHead response, byte[] body) {
    return ProxyFailure.answer(HOP, "answered " + response.status(), response, body);
  }

  /** What a SOCKS proxy replied. */
  public static ProxyFailure reply(int code) {
    return ProxyFailure.reply(HOP, "replied " + code, code, false);
  }
}
