package io.github.wirespeed.bench.peers;

import io.github.wirespeed.WaitStrategy;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLContext;

/** A server that is measured. */
public enum Contender {
  /** No WebSocket: the bytes go back as they came. What this machine can do at all. */
  FLOOR("blocking"),
  /** Ours, callbacks on the loops, as it comes. */
  WIRESPEED("adaptive"),
  /** The same, never spinning, as no other library spins. */
  WIRESPEED_BLOCKING("blocking"),
  /** Ours, a thread for each connection. */
  WIRESPEED_THREADS("adaptive"),
  /** Netty, on its NIO transport. */
  NETTY("blocking"),
  /** Undertow. */
  UNDERTOW("blocking"),
  /** Jetty. */
  JETTY("blocking"),
  /** Java-WebSocket. */
  JAVA_WEBSOCKET("blocking");

  private final String wait;

  Contender(String wait) {
    this.wait = wait;
  }

  /** As it is typed and shown. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** How its threads wait: "adaptive" or "blocking". */
  public String waiting() {
    return wait;
  }

  /** Whether it is this project's. */
  public boolean ours() {
    return this == WIRESPEED || this == WIRESPEED_BLOCKING || this == WIRESPEED_THREADS;
  }

  /** Whether it is another library's. */
  public boolean peer() {
    return this != FLOOR && !ours();
  }

  /** Those of other libraries. */
  public static List<Contender> peers() {
    return Arrays.stream(values()).filter(Contender::peer).toList();
  }

  /** Whether it is one of those that can be had with TLS here. */
  public boolean speaksTls() {
    return this == NETTY || this == UNDERTOW;
  }

  /** Starts it with TLS. */
  HostedServer start(Service service, SSLContext tls) throws Exception {
    return switch (this) {
      case NETTY -> new NettyServer(service, tls);
      case UNDERTOW -> new UndertowServer(service, tls);
      default -> throw new IllegalArgumentException(label() + " is not set up for TLS here");
    };
  }

  /** Starts it. Here, and not earlier, its library is needed. */
  HostedServer start(Service service) throws Exception {
    return switch (this) {
      case FLOOR -> new RawServer();
      case WIRESPEED, WIRESPEED_BLOCKING, WIRESPEED_THREADS ->
          new WirespeedServer(service, WaitStrategy.named(wait), this == WIRESPEED_THREADS);
      case NETTY -> new NettyServer(service);
      case UNDERTOW -> new UndertowServer(service);
      case JETTY -> new JettyServer(service);
      case JAVA_WEBSOCKET -> new JavaWebSocketServer(service);
    };
  }
}
