package io.github.wirespeed;

import io.github.wirespeed.client.Names;
import io.github.wirespeed.client.Reach;
import io.github.wirespeed.client.SocketSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * How names are looked up and sockets are connected. Immutable: every method gives a copy.
 *
 * <pre>
 *   WebSocketOptions.defaults()
 *       .network(Network.defaults()
 *           .resolver(host -&gt; List.of(myDns.addressOf(host)))
 *           .receiveBuffer(1 &lt;&lt; 20)
 *           .socketOption(StandardSocketOptions.SO_KEEPALIVE, true));
 * </pre>
 *
 * <p>{@code TCP_NODELAY} is on: everything that is sent is a whole, and waiting for more could only
 * delay it.
 */
public final class Network {
  private static final Network DEFAULTS =
      new Network(Names.PLATFORM, SocketSettings.DEFAULTS, Reach.DIRECT.attemptDelay(), null);
  private static final Duration LEAST_DELAY = Duration.ofMillis(10);

  private final Names names;
  private final SocketSettings sockets;
  private final Duration attemptDelay;
  private final Path unixSocket; // null where there is none

  /** Looks names up. Called by several threads at once. */
  @FunctionalInterface
  public interface Resolver {
    /**
     * Looks a name up. May wait: it is called on the thread that connects, or on one that a client
     * has for it. Not called for addresses.
     *
     * @return the addresses, the preferred one first
     * @throws UnknownHostException if it has none
     */
    List<InetAddress> lookUp(String host) throws UnknownHostException;
  }

  private Network(Names names, SocketSettings sockets, Duration attemptDelay, Path unixSocket) {
    this.names = names;
    this.sockets = sockets;
    this.attemptDelay = attemptDelay;
    this.unixSocket = unixSocket;
  }

  /** The platform's names, {@code TCP_NODELAY} on, addresses tried 250 ms apart. */
  public static Network defaults() {
    return DEFAULTS;
  }

  /** Looks names up in another way than the platform's: those of servers, and of proxies. */
  public Network resolver(Resolver resolver) {
    Objects.requireNonNull(resolver, "resolver");
    Names asking =
        host -> Names.isLiteral(host) ? Names.PLATFORM.lookUp(host) : ask(resolver, host);
    return new Network(asking, sockets, attemptDelay, unixSocket);
  }

  private static InetAddress[] ask(Resolver resolver, String host) throws UnknownHostException {
    List<InetAddress> found = resolver.lookUp(host);
    if (found == null) {
      throw new UnknownHostException(host + ": the resolver returned null");
    }
    return found.toArray(new InetAddress[0]);
  }

  /**
   * How long one address of a name is tried before the next one is too, IPv6 and IPv4 in turns; the
   * first connection wins (RFC 8305, "Happy Eyeballs"). Where one fails, the next one is tried at
   * once. Default 250 ms; at least 10 ms.
   */
  public Network attemptDelay(Duration delay) {
    if (delay.compareTo(LEAST_DELAY) < 0) {
      // RFC 8305 8: MUST NOT be less; a burst at all addresses is what it is to avoid.
      throw new IllegalArgumentException(
          "attempt delay of " + delay + " is less than " + LEAST_DELAY);
    }
    return new Network(names, sockets, delay, unixSocket);
  }

  /** The size of the send buffer in the operating system, in bytes, which may round it. */
  public Network sendBuffer(int bytes) {
    return socketOption(StandardSocketOptions.SO_SNDBUF, positive("send buffer", bytes));
  }

  /** The size of the receive buffer in the operating system, in bytes, which may round it. */
  public Network receiveBuffer(int bytes) {
    return socketOption(StandardSocketOptions.SO_RCVBUF, positive("receive buffer", bytes));
  }

  /**
   * From which address of this machine connections are made, and no others than to addresses of its
   * family. Default: the one that the operating system chooses.
   */
  public Network localAddress(InetAddress address) {
    return localAddress(new InetSocketAddress(address, 0));
  }

  /** As the other one, with a port: then there is one connection at a time. Port 0 is any. */
  public Network localAddress(InetSocketAddress address) {
    if (address.isUnresolved()) {
      throw new IllegalArgumentException(
          "local address " + address.getHostString() + " is not resolved");
    }
    return new Network(names, sockets.withLocalAddress(address), attemptDelay, unixSocket);
  }

  /**
   * Whether what is received is acknowledged at once: {@code TCP_QUICKACK}, where the platform has
   * it (Linux, with the module {@code jdk.net}); else nothing. The kernel may fall back later.
   */
  public Network quickAck(boolean on) {
    return withSockets(sockets.withOptional("TCP_QUICKACK", on));
  }

  /**
   * Sets any option of the socket, before it connects. A socket that does not have it, or refuses
   * the value, fails the connection with a {@link java.net.SocketException} that names it.
   */
  public <T> Network socketOption(SocketOption<T> option, T value) {
    Objects.requireNonNull(option, "option");
    return withSockets(sockets.with(option, Objects.requireNonNull(value, "value")));
  }

  /**
   * Connects to a Unix domain socket, whatever the URI's host and port: those are in the Host
   * header only, no name is looked up and no proxy is used. Options of TCP do not apply.
   *
   * @throws IllegalArgumentException if the path is of no file system that has sockets
   */
  public Network unixSocket(Path path) {
    Objects.requireNonNull(path, "path");
    return new Network(names, sockets, attemptDelay, UnixDomainSocketAddress.of(path).getPath());
  }

  private Network withSockets(SocketSettings settings) {
    return new Network(names, settings, attemptDelay, unixSocket);
  }

  private static int positive(String what, int bytes) {
    if (bytes < 1) {
      throw new IllegalArgumentException(what + " of " + bytes + " bytes is not positive");
    }
    return bytes;
  }

  Names names() {
    return names;
  }

  SocketSettings sockets() {
    return sockets;
  }

  Duration attemptDelay() {
    return attemptDelay;
  }

  /** Null where there is none. */
  Path unixSocket() {
    return unixSocket;
  }
}
