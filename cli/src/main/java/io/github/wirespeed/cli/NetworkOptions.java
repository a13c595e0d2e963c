package io.github.wirespeed.cli;

import io.github.wirespeed.Network;
import io.github.wirespeed.WebSocketOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Option;

/** How the host is reached. */
final class NetworkOptions {
  @Option(
      names = "--connect-timeout",
      paramLabel = "TIME",
      converter = Durations.class,
      description = "For everything up to the server's answer: 500ms, 10s, 1m. Default: 10s.")
  private Duration connectTimeout;

  @Option(
      names = "--attempt-delay",
      paramLabel = "TIME",
      converter = Durations.class,
      description = "After so long the host's next address is tried as well. Default: 250ms.")
  private Duration attemptDelay;

  @Option(
      names = "--resolve",
      paramLabel = "HOST:ADDRESS",
      description = {
        "The address of a host, in place of the resolver's; IPv6 without brackets. May be given"
            + " again, for the same host too."
      })
  private List<String> resolve = List.of();

  @Option(
      names = "--unix-socket",
      paramLabel = "PATH",
      description = "Connect to this Unix domain socket; the URL's host is sent, not looked up.")
  private Path unixSocket;

  @Option(
      names = "--interface",
      paramLabel = "NAME|ADDRESS",
      description = "Connect from this network interface, or this address of ours.")
  private String from;

  @Option(
      names = "--send-buffer",
      paramLabel = "BYTES",
      description = "The send buffer of the operating system.")
  private Integer sendBuffer;

  @Option(
      names = "--receive-buffer",
      paramLabel = "BYTES",
      description = "The receive buffer of the operating system.")
  private Integer receiveBuffer;

  @Option(
      names = "--quick-ack",
      description = "Acknowledge at once what is received, where the platform can (Linux).")
  private boolean quickAck;

  /**
   * The options with these.
   *
   * @throws IllegalArgumentException if one is wrong: says which, and why
   */
  WebSocketOptions addTo(WebSocketOptions options) throws IOException {
    Network network = Network.defaults();
    if (attemptDelay != null) {
      network = network.attemptDelay(attemptDelay);
    }
    if (!resolve.isEmpty()) {
      network = network.resolver(resolver(resolve));
    }
    if (unixSocket != null) {
      network = network.unixSocket(unixSocket);
    }
    if (from != null) {
      network = network.localAddress(isAddress(from) ? InetAddress.getByName(from) : ours(from));
    }
    if (sendBuffer != null) {
      network = network.sendBuffer(sendBuffer);
    }
    if (receiveBuffer != null) {
      network = network.receiveBuffer(receiveBuffer);
    }
    if (quickAck) {
      network = network.quickAck(true);
    }
    WebSocketOptions to = options.network(network);
    return connectTimeout == null ? to : to.connectTimeout(connectTimeout);
  }

  private static Network.Resolver resolver(List<String> given) throws UnknownHostException {
    Map<String, List<InetAddress>> known = new HashMap<>();
    for (String entry : given) {
      int colon = entry.indexOf(':');
      String address = colon < 1 ? "" : entry.substring(colon + 1);
      if (!isAddress(address)) {
        throw new IllegalArgumentException("--resolve: '" + entry + "' is not HOST:ADDRESS");
      }
      known
          .computeIfAbsent(lower(entry.substring(0, colon)), host -> new ArrayList<>())
          .add(InetAddress.getByName(address));
    }
    return host -> {
      List<InetAddress> addresses = known.get(lower(host));
      return addresses == null ? List.of(InetAddress.getAllByName(host)) : addresses;
    };
  }

  /** Whether the platform takes it for an address without looking it up. */
  private static boolean isAddress(String text) {
    return text.indexOf(':') >= 0 || text.matches("(\\d{1,3}\\.){3}\\d{1,3}");
  }

  private static InetAddress ours(String name) throws IOException {
    NetworkInterface found = NetworkInterface.getByName(name);
    if (found == null) {
      throw new IllegalArgumentException(
          "--interface: '" + name + "' is neither an address nor an interface of this machine");
    }
    List<InetAddress> addresses = Collections.list(found.getInetAddresses());
    return addresses.stream()
        .filter(address -> address.getAddress().length == 4)
        .findFirst()
        .or(() -> addresses.stream().findFirst())
        .orElseThrow(
            () -> new IllegalArgumentException("--interface: '" + name + "' has no address"));
  }

  private static String lower(String host) {
    return host.toLowerCase(Locale.ROOT);
  }
}
