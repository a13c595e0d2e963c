package io.github.wirespeed.client;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Addresses that are written out, as opposed to names: nothing is looked up. */
final class AddressText {
  private AddressText() {}

  /**
   * The 4 or 16 bytes of an address, without its zone, which means something on this machine only;
   * null if it is a name.
   *
   * @throws UnknownHostException if it looks like an address and is none
   */
  static byte[] bytes(String host) throws UnknownHostException {
    if (!Names.isLiteral(host)) {
      return null;
    }
    int zone = host.indexOf('%');
    return InetAddress.getByName(zone < 0 ? host : host.substring(0, zone)).getAddress();
  }
}
