package io.github.wirespeed.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/**
 * Where a SOCKS proxy is to connect to.
 *
 * @param host a name or an address, IPv6 without brackets
 */
record SocksTarget(String host, int number) {

  /**
   * The bytes of an address; null where the host is a name, which the proxy looks up.
   *
   * @throws ProxyFailure if it looks like an address and is none
   */
  byte[] address(ProxyHop hop) throws ProxyFailure {
    try {
      return AddressText.bytes(host);
    } catch (UnknownHostException e) {
      throw ProxyFailure.of(hop, "was not asked: " + host + " is not an address");
    }
  }

  /** The name, which fits in what SOCKS has for it. */
  byte[] name(ProxyHop hop) throws ProxyFailure {
    byte[] name = host.getBytes(ISO_8859_1); // a host of a URI has ASCII only
    if (name.length > ProxyHop.SOCKS_TEXT) {
      throw ProxyFailure.of(
          hop,
          "was not asked: SOCKS cannot carry a name of "
              + name.length
              + " bytes, more than "
              + ProxyHop.SOCKS_TEXT);
    }
    return name;
  }

  byte[] port() {
    return new byte[] {(byte) (number >> 8), (byte) number};
  }

  /** What a proxy began its answer with that it should not have. */
  static String firstByte(ByteBuffer in) {
    int first = in.get(in.position()) & 0xff;
    String shown = first > ' ' && first < 0x7f ? " ('" + (char) first + "')" : "";
    return "answered with the byte 0x%02x".formatted(first) + shown;
  }

  @Override
  public String toString() {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + number;
  }
}
