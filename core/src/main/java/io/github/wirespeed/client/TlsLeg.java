package io.github.wirespeed.client;

import io.github.wirespeed.transport.TlsTransport;
import java.io.IOException;

/** The TLS handshake with a server, or with a proxy; then TLS is a layer on the link. */
final class TlsLeg implements Leg {
  private final TlsSettings settings;
  private final String host;
  private final int port;
  private TlsTransport tls; // null until the first step

  /**
   * A leg.
   *
   * @param host whose certificate it must be: a name, or an address with or without brackets
   */
  TlsLeg(TlsSettings settings, String host, int port) {
    this.settings = settings;
    this.host = host;
    this.port = port;
  }

  @Override
  public Need step(Link link) throws IOException {
    if (tls == null) {
      tls =
          new TlsTransport(
              settings.engine(host, port),
              link.transport(),
              link.in(),
              new TlsWords(host + ":" + port)::explain);
    }
    return switch (tls.handshake()) {
      case AGAIN -> Need.AGAIN;
      case READABLE -> Need.READABLE;
      case WRITABLE -> Need.WRITABLE;
      case TASK -> Need.TASK;
      case DONE -> {
        link.layer(tls);
        yield Need.DONE;
      }
    };
  }

  @Override
  public Runnable task() {
    return tls.task();
  }

  @Override
  public String late() {
    return "the TLS handshake with " + host + ":" + port + " was not over";
  }
}
