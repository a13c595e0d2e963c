package io.github.wirespeed.bench.peers;

/** A server of some library that has started, on a port of the loopback interface. */
interface HostedServer {
  /** What a connection says that wants to get what is published. */
  String SUBSCRIBE = "subscribe";

  /** What it is answered. */
  String SUBSCRIBED = "subscribed";

  /** The largest message that must come through. */
  int MAX_MESSAGE = 1 << 20;

  /** Where it listens. */
  int port();

  /** Direct memory that the JVM's own count leaves out. */
  default long uncountedDirectBytes() {
    return 0;
  }
}
