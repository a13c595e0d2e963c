package io.github.wirespeed;

import io.github.wirespeed.client.TlsSettings;
import javax.net.ssl.SSLContext;

/** How TLS is spoken with a server, or a proxy. Immutable: every method gives a copy. */
public final class Tls {
  private static final Tls DEFAULTS = new Tls(TlsSettings.PLATFORM);

  private final TlsSettings settings;

  private Tls(TlsSettings settings) {
    this.settings = settings;
  }

  /** The platform's trusted issuers, protocols and ciphers; the host name is verified. */
  public static Tls defaults() {
    return DEFAULTS;
  }

  /** With a context that was made elsewhere. */
  public Tls context(SSLContext context) {
    return new Tls(settings.context(context));
  }

  TlsSettings settings() {
    return settings;
  }
}
