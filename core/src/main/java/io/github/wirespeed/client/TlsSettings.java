package io.github.wirespeed.client;

/** How TLS is spoken: makes the engine for each connection. Immutable. */
public final class TlsSettings {
  /** The platform's: its trusted issuers, host names verified. */
  public static final TlsSettings PLATFORM = new TlsSettings();

  private TlsSettings() {}
}
