package io.github.wirespeed.client;

import java.security.NoSuchAlgorithmException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/** How TLS is spoken: makes the engine for each connection. Immutable. */
public final class TlsSettings {
  /** The platform's: its trusted issuers, host names verified. */
  public static final TlsSettings PLATFORM = new TlsSettings(null);

  private final SSLContext context; // null for the platform's

  private TlsSettings(SSLContext context) {
    this.context = context;
  }

  /** With another context. */
  public TlsSettings context(SSLContext other) {
    return new TlsSettings(other);
  }

  /** An engine for one connection to a host, which must be who it says. */
  SSLEngine engine(String host, int port) throws SSLException {
    try {
      SSLContext used = context != null ? context : SSLContext.getDefault();
      SSLEngine engine = used.createSSLEngine(host, port);
      engine.setUseClientMode(true);
      SSLParameters parameters = engine.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      engine.setSSLParameters(parameters);
      return engine;
    } catch (NoSuchAlgorithmException e) {
      throw new SSLException("this platform has no TLS", e);
    }
  }
}
