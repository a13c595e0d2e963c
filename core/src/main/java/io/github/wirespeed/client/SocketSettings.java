package io.github.wirespeed.client;

import io.github.wirespeed.transport.TcpConnecting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.LinkedHashMap;
import java.util.Map;

/** What sockets are told before they connect. Immutable: every method gives a copy. */
public final class SocketSettings implements TcpConnecting.Preparation {
  /** The platform's buffers, {@code TCP_NODELAY} on. */
  public static final SocketSettings DEFAULTS = new SocketSettings(null, Map.of(), Map.of());

  private final InetSocketAddress localAddress; // null for any
  private final Map<SocketOption<?>, Object> options;
  // By name: not every platform has them, and their constants are in a module that need not be
  // there.
  private final Map<String, Object> optional;

  private SocketSettings(
      InetSocketAddress localAddress,
      Map<SocketOption<?>, Object> options,
      Map<String, Object> optional) {
    this.localAddress = localAddress;
    this.options = options;
    this.optional = optional;
  }

  /** From which address TCP connections are made; port 0 is any. */
  public SocketSettings withLocalAddress(InetSocketAddress address) {
    return new SocketSettings(address, options, optional);
  }

  /** With an option that a socket must take. */
  public <T> SocketSettings with(SocketOption<T> option, T value) {
    return new SocketSettings(localAddress, and(options, option, value), optional);
  }

  /** With an option that is set where the platform has one of this name. */
  public SocketSettings withOptional(String option, Object value) {
    return new SocketSettings(localAddress, options, and(optional, option, value));
  }

  private static <K> Map<K, Object> and(Map<K, Object> some, K key, Object value) {
    Map<K, Object> more = new LinkedHashMap<>(some);
    more.put(key, value);
    return more;
  }

  /** Whether a connection to there can be made from the local address: not across families. */
  boolean reaches(InetAddress remote) {
    return localAddress == null
        || localAddress.getAddress().isAnyLocalAddress()
        || localAddress.getAddress().getClass() == remote.getClass();
  }

  /** The address that connections are made from; null for any. */
  InetSocketAddress localAddress() {
    return localAddress;
  }

  @Override
  public void prepare(SocketChannel channel) throws IOException {
    for (SocketOption<?> option : channel.supportedOptions()) {
      Object value = optional.get(option.name());
      if (value != null) {
        set(channel, option, value);
      }
    }
    for (Map.Entry<SocketOption<?>, Object> each : options.entrySet()) {
      set(channel, each.getKey(), each.getValue());
    }
    boolean tcp = channel.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY);
    if (localAddress != null && tcp) {
      bind(channel);
    }
  }

  private void bind(SocketChannel channel) throws IOException {
    try {
      channel.bind(localAddress);
    } catch (IOException e) {
      SocketException named = new SocketException(e.getMessage() + ": from " + localAddress);
      named.initCause(e);
      throw named;
    }
  }

  /** The value was checked against the option's type as it was given, or fits by name. */
  @SuppressWarnings("unchecked")
  private static <T> void set(SocketChannel channel, SocketOption<T> option, Object value)
      throws IOException {
    try {
      channel.setOption(option, (T) value);
    } catch (UnsupportedOperationException | IllegalArgumentException e) {
      SocketException refused =
          new SocketException(
              "socket option %s cannot be %s here: %s"
                  .formatted(option.name(), value, e.getMessage()));
      refused.initCause(e);
      throw refused;
    }
  }
}
