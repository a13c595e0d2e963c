package io.github.wirespeed.conformance.fuzz;

import io.github.wirespeed.protocol.WebSocketUri;
import java.nio.charset.StandardCharsets;

/** Addresses: refused with words, or with a host, a port and a target that HTTP may carry. */
public final class UriTarget {
  private UriTarget() {}

  /** One input. */
  public static void fuzzerTestOneInput(byte[] data) {
    String text = new String(data, StandardCharsets.UTF_8);
    WebSocketUri uri;
    try {
      uri = WebSocketUri.of(text);
    } catch (IllegalArgumentException e) {
      Wire.check(e.getMessage() != null && !e.getMessage().isBlank(), "refused without a word");
      return;
    }
    Wire.check(!uri.host().isEmpty(), "no host in " + text);
    Wire.check(uri.port() > 0 && uri.port() < 65_536, "port " + uri.port());
    String target = uri.resourceName();
    Wire.check(target.startsWith("/") && target.indexOf('#') < 0, "target " + target);
    for (String sent : new String[] {target, uri.hostHeader()}) {
      Wire.check(sent.chars().allMatch(c -> c > ' ' && c < 0x7F), "sent: " + sent);
    }
  }
}
