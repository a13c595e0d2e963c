package io.github.wirespeed.client;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** From a host name to addresses: the platform's resolver, or a test's own. */
public interface Names {
  /** The resolver of the platform. */
  Names PLATFORM = InetAddress::getAllByName;

  /**
   * Looks a name up; may wait for the network, and no interrupt ends that.
   *
   * @return at least one address, the preferred one first
   * @throws UnknownHostException if the name has none
   */
  InetAddress[] lookUp(String host) throws UnknownHostException;

  /**
   * Whether {@link #PLATFORM} needs no network for this host, because it is an address. False for
   * spellings that only some platforms take for one, such as {@code 127.1} and {@code 010.0.0.1}.
   */
  static boolean isLiteral(String host) {
    char first = host.isEmpty() ? '.' : host.charAt(0);
    // A colon never stands in a name; but behind anything else the platform looks such text up.
    return host.indexOf(':') >= 0
        ? first == ':' || Character.digit(first, 16) >= 0
        : isDottedQuad(host);
  }

  private static boolean isDottedQuad(String host) {
    String[] parts = host.split("\\.", -1);
    if (parts.length != 4) {
      return false;
    }
    for (String part : parts) {
      boolean digits = !part.isEmpty() && part.length() <= 3;
      for (int i = 0; i < part.length(); i++) {
        digits &= part.charAt(i) >= '0' && part.charAt(i) <= '9';
      }
      if (!digits || (part.length() > 1 && part.charAt(0) == '0') || Integer.parseInt(part) > 255) {
        return false;
      }
    }
    return true;
  }
}
