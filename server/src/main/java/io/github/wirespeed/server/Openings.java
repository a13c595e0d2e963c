package io.github.wirespeed.server;

import io.github.wirespeed.ServerConnections;
import io.github.wirespeed.loop.EventLoop;
import io.github.wirespeed.transport.Transport;

/**
 * What the openings of a server share. Immutable; any thread.
 *
 * @param secure whether they come over TLS
 * @param threads of blocking handlers
 */
record Openings(
    ServerSettings settings,
    Sessions sessions,
    ServerConnections connections,
    boolean secure,
    BlockingThreads threads) {
  /** The opening handshake of a new connection, which may take so long. */
  ServerOpening open(EventLoop loop, Transport transport, long nanos) {
    return new ServerOpening(loop, transport, this, nanos);
  }

  long handshakeNanos() {
    return settings.handshakeNanos();
  }

  /** The same for connections that do not come over TLS to this server. */
  Openings plain() {
    return secure ? new Openings(settings, sessions, connections, false, threads) : this;
  }
}
