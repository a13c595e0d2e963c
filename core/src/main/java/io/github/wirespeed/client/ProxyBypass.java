package io.github.wirespeed.client;

import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Which servers are reached without a proxy, as {@code NO_PROXY} says it: a list with commas or
 * blanks between its entries. Immutable.
 *
 * <pre>
 *   example.com                      that name, and all below it
 *   .example.com  *.example.com      all names below it
 *   192.0.2.7  2001:db8::7           that address
 *   192.0.2.0/24  2001:db8::/32      the addresses of a block
 *   192.168.*                        what begins so
 *   example.com:80  [2001:db8::7]:80 that port only
 *   *                                everything
 * </pre>
 *
 * <p>Names are not looked up: a block says nothing about a server that was named.
 */
final class ProxyBypass {
  private final List<Entry> entries = new ArrayList<>();

  /** One of them. */
  private interface Rule {
    /**
     * Whether it holds for a host.
     *
     * @param address null if the host is a name
     */
    boolean holds(String host, byte[] address);
  }

  private record Entry(Rule rule, int port) {}

  /**
   * Takes a list apart.
   *
   * @throws IllegalArgumentException if an entry can stand for nothing; the message shows it
   */
  ProxyBypass(String list) {
    for (String entry : list.toLowerCase(Locale.ROOT).split("[,\\s]+", -1)) {
      if (!entry.isEmpty()) {
        add(entry);
      }
    }
  }

  /** Whether a server is reached without a proxy. */
  boolean holds(String server, int port) {
    String host = withoutDot(server);
    byte[] address;
    try {
      address = AddressText.bytes(host);
    } catch (UnknownHostException e) {
      address = null; // whoever connects to it will say so
    }
    for (Entry entry : entries) {
      if ((entry.port() < 0 || entry.port() == port) && entry.rule().holds(host, address)) {
        return true;
      }
    }
    return false;
  }

  private void add(String entry) {
    int slash = entry.indexOf('/');
    if (slash >= 0) {
      entries.add(new Entry(block(entry, slash), -1));
      return;
    }
    String host = entry;
    int port = -1;
    int colon = entry.lastIndexOf(':');
    boolean bracketed = entry.startsWith("[");
    // More than one colon without brackets is an IPv6 address, and has no port.
    if (bracketed ? colon > entry.indexOf(']') : colon >= 0 && colon == entry.indexOf(':')) {
      host = entry.substring(0, colon);
      port = number(entry, entry.substring(colon + 1), 65535);
    }
    if (bracketed) {
      if (!host.endsWith("]")) {
        throw bad(entry, "has '[' without ']'");
      }
      host = host.substring(1, host.length() - 1);
    }
    entries.add(new Entry(rule(entry, host), port));
  }

  private static Rule rule(String entry, String text) {
    if (text.equals("*")) {
      return (host, address) -> true;
    }
    byte[] own = address(entry, text);
    if (own != null) {
      return (host, address) -> Arrays.equals(address, own);
    }
    if (text.length() > 1 && text.indexOf('*') == text.length() - 1) {
      String start = text.substring(0, text.length() - 1);
      return (host, address) -> host.startsWith(start);
    }
    String name = withoutDot(text.startsWith("*.") ? text.substring(1) : text);
    if (name.isEmpty() || name.equals(".") || name.indexOf('*') >= 0) {
      throw bad(entry, "is no name, address or block");
    }
    if (name.startsWith(".")) {
      return (host, address) -> address == null && host.endsWith(name);
    }
    return (host, address) -> address == null && (host.equals(name) || host.endsWith("." + name));
  }

  private static Rule block(String entry, int slash) {
    byte[] network = address(entry, entry.substring(0, slash));
    if (network == null) {
      throw bad(entry, "has no address before '/'");
    }
    int bits = number(entry, entry.substring(slash + 1), network.length * 8);
    return (host, address) ->
        address != null && address.length == network.length && same(address, network, bits);
  }

  private static boolean same(byte[] one, byte[] other, int bits) {
    for (int i = 0; i < bits; i++) {
      int mask = 0x80 >> (i & 7);
      if ((one[i >> 3] & mask) != (other[i >> 3] & mask)) {
        return false;
      }
    }
    return true;
  }

  private static byte[] address(String entry, String text) {
    try {
      return AddressText.bytes(text);
    } catch (UnknownHostException e) {
      throw bad(entry, "is not an address");
    }
  }

  private static int number(String entry, String digits, int most) {
    int number = digits.matches("[0-9]{1,5}") ? Integer.parseInt(digits) : -1;
    if (number < 0 || number > most) {
      throw bad(entry, "has a number that is not in 0 to " + most);
    }
    return number;
  }

  private static String withoutDot(String name) {
    return name.length() > 1 && name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }

  private static IllegalArgumentException bad(String entry, String problem) {
    return new IllegalArgumentException(
        "entry \"" + entry.replaceAll("[^ -~]", "?") + "\" " + problem);
  }
}
