package io.github.wirespeed.client;

import io.github.wirespeed.protocol.WebSocketUri;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * Where an attempt connects to: a proxy, else the server. Immutable.
 *
 * @param proxy null for the direct way
 * @param name of all the addresses, for messages
 * @param addresses at least one, the preferred one first
 */
record Route(ProxyHop proxy, String name, List<SocketAddress> addresses) {
  // What the last look-up came to, without the proxy's secrets: the next one is likely the same.
  private static volatile Route last;

  /**
   * Chooses the proxy and looks up the name that is connected to; a proxy is told the server's
   * name, and that is not looked up here. May wait; nothing ends that.
   *
   * @throws UnknownHostException if the name has no address: the message has the name
   * @throws IOException if what the choice of a proxy says makes no sense
   */
  static Route find(Request wanted) throws IOException {
    Reach reach = wanted.reach();
    if (reach.unixSocket() != null) {
      SocketAddress socket = UnixDomainSocketAddress.of(reach.unixSocket());
      return new Route(null, socket.toString(), List.of(socket));
    }
    WebSocketUri uri = wanted.uri();
    ProxyHop proxy = reach.proxy().choose(uri);
    String host = proxy == null ? uri.host() : proxy.host();
    int port = proxy == null ? uri.port() : proxy.port();
    List<SocketAddress> addresses = new ArrayList<>();
    for (InetAddress address : alternating(lookUp(host, reach))) {
      addresses.add(new InetSocketAddress(address, port));
    }
    return shared(new Route(null, host + ":" + port, List.copyOf(addresses))).by(proxy);
  }

  /** Thousands of connections to one server keep one and the same address: 96 bytes less each. */
  private static Route shared(Route found) {
    Route before = last;
    // Addresses are equal whatever they were found by, but messages have the name.
    if (found.equals(before)) {
      return before;
    }
    last = found;
    return found;
  }

  private Route by(ProxyHop through) {
    return through == null ? this : new Route(through, name, addresses);
  }

  /** Whether {@link #find} does not wait: there is nothing to be asked of anybody. */
  static boolean isAtHand(Request wanted) {
    Reach reach = wanted.reach();
    return reach.unixSocket() != null
        || (reach.proxy() == ProxyHop.Choice.NONE && Names.isLiteral(wanted.uri().host()));
  }

  private static List<InetAddress> lookUp(String host, Reach reach) throws UnknownHostException {
    InetAddress[] found;
    try {
      found = reach.names().lookUp(host);
    } catch (UnknownHostException e) {
      if (e.getMessage() != null && e.getMessage().contains(host)) {
        throw e;
      }
      UnknownHostException named = new UnknownHostException(host + ": " + e.getMessage());
      named.initCause(e);
      throw named;
    }
    List<InetAddress> usable = new ArrayList<>(Arrays.asList(found));
    usable.removeIf(address -> !reach.sockets().reaches(address));
    if (usable.isEmpty()) {
      throw new UnknownHostException(
          host
              + (found.length == 0
                  ? ": no address was found"
                  : ": no address of the family of " + reach.sockets().localAddress()));
    }
    return usable;
  }

  /**
   * The two families in turns, that of the first address first, else in their order: RFC 8305 4.
   */
  static List<InetAddress> alternating(List<InetAddress> addresses) {
    Deque<InetAddress> first = new ArrayDeque<>();
    Deque<InetAddress> second = new ArrayDeque<>();
    for (InetAddress address : addresses) {
      (address.getClass() == addresses.get(0).getClass() ? first : second).add(address);
    }
    List<InetAddress> turns = new ArrayList<>(addresses.size());
    while (!first.isEmpty() || !second.isEmpty()) {
      if (!first.isEmpty()) {
        turns.add(first.remove());
      }
      if (!second.isEmpty()) {
        turns.add(second.remove());
      }
    }
    return turns;
  }
}
