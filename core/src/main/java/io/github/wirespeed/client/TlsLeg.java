package io.github.wirespeed.client;

import io.github.wirespeed.transport.TlsTransport;
import java.io.IOException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/** The TLS handshake with a server, or with a proxy; then TLS is a layer on the link. */
final class TlsLeg implements Leg {
  private final TlsSettings settings;
  private final String host;
  private final int port;
  private TlsTransport tls; // null until the settings are ready

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
      if (!settings.ready()) {
        return Need.TASK; // once in a while: the platform's issuers are read
      }
      SSLEngine engine = settings.engine(host, port);
      ByteBuffer first = link.in();
      tls = new TlsTransport(engine, link.transport(), first, this::explain);
    }
    TlsTransport.Need need;
    try {
      need = tls.handshake();
    } catch (SSLException e) {
      throw e;
    } catch (IOException e) {
      throw new IOException(
          where() + ": the connection failed during the TLS handshake: " + e.getMessage(), e);
    }
    return switch (need) {
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

  /** The connection's, for as long as it lives: a server may refuse a certificate late. */
  private SSLException explain(SSLException failure) {
    return TlsFailures.explain(
        failure, where(), settings.expected(host), tls.answered(), settings.protocols());
  }

  private String where() {
    return (host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host) + ":" + port;
  }

  @Override
  public Runnable task() {
    return tls == null ? settings::prepare : tls.task();
  }

  @Override
  public String late() {
    return "the TLS handshake with " + where() + " was not over";
  }
}
