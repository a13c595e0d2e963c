package io.github.wirespeed.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;

/** Two ends of a TLS connection in memory, and what is below them. */
record TlsPair(
    TlsTransport client,
    TlsTransport server,
    MemoryTransport clientTcp,
    MemoryTransport serverTcp) {

  private static final SSLContext TRUSTING = TestCertificates.trusting();
  private static final SSLContext SERVER = TestCertificates.VALID.context();

  /** A connection after its handshake. */
  static TlsPair open(String protocol) throws IOException {
    return open(protocol, MemoryTransport.DEFAULT_CAPACITY, NetBuffers.SHARED);
  }

  static TlsPair open(String protocol, int capacity, NetBuffers buffers) throws IOException {
    MemoryTransport.Pair pair = MemoryTransport.pair(capacity);
    return open(protocol, pair, buffers);
  }

  static TlsPair open(String protocol, MemoryTransport.Pair pair, NetBuffers buffers)
      throws IOException {
    TlsPair tls =
        new TlsPair(
            over(clientEngine(protocol), pair.left(), buffers),
            over(serverEngine(protocol), pair.right(), buffers),
            pair.left(),
            pair.right());
    shakeHands(tls.client, tls.server);
    return tls;
  }

  static TlsTransport over(SSLEngine engine, Transport inner, NetBuffers buffers) {
    return new TlsTransport(
        engine, inner, ByteBuffer.allocate(0), UnaryOperator.identity(), buffers);
  }

  static SSLEngine clientEngine(String protocol) {
    return engine(TRUSTING, protocol, true);
  }

  static SSLEngine serverEngine(String protocol) {
    return engine(SERVER, protocol, false);
  }

  static SSLEngine engine(SSLContext context, String protocol, boolean client) {
    SSLEngine engine = context.createSSLEngine("localhost", 443);
    engine.setUseClientMode(client);
    engine.setEnabledProtocols(new String[] {protocol});
    return engine;
  }

  /** Takes the steps of both, as far as they go, until both are done. */
  static void shakeHands(TlsTransport client, TlsTransport server) throws IOException {
    boolean done = false;
    while (!done) {
      boolean ready = step(client);
      boolean serverReady = step(server);
      done = ready && serverReady;
      if (ready) {
        client.read(ByteBuffer.allocate(1)); // the server's tickets, which are not for the caller
      }
    }
  }

  /** Goes as far as it goes; true if it is done. */
  static boolean step(TlsTransport transport) throws IOException {
    while (true) {
      switch (transport.handshake()) {
        case TASK -> transport.task().run();
        case AGAIN -> {}
        case READABLE, WRITABLE -> {
          return false;
        }
        case DONE -> {
          return true;
        }
      }
    }
  }
}
