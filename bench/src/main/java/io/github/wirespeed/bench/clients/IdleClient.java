package io.github.wirespeed.bench.clients;

import java.net.URI;
import java.time.Duration;

/** A library that holds many connections on which nothing happens. */
interface IdleClient {
  /** Opened at a time: a server's queue of connections that it has not accepted yet is short. */
  int AT_A_TIME = 32;

  /** How long those may take. */
  int SECONDS = 30;

  /**
   * Opens so many more, and keeps them.
   *
   * @param trust whom to trust; null with {@code ws:}
   * @param keepalive how often each is sent a ping; null for never
   */
  void open(URI uri, Trust trust, Duration keepalive, int connections) throws Exception;

  /** Ends all that are open, in whatever way leaves no port behind. */
  void close() throws Exception;

  /** Direct memory that the JVM's own count leaves out. */
  default long uncountedDirectBytes() {
    return 0;
  }

  /** The client of that name. */
  static IdleClient of(JvmClient client) {
    return switch (client) {
      case FLOOR -> new BareIdle();
      case WIRESPEED_ASYNC -> new WirespeedIdle();
      case JDK -> new JdkIdle();
      case NETTY -> new NettyIdle();
      default -> throw new IllegalArgumentException("no idle connections of " + client.label());
    };
  }
}
