package io.github.wirespeed;

import io.github.wirespeed.client.TlsSettings;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import javax.net.ssl.SSLContext;

/**
 * How TLS is spoken with a server, or a proxy. The certificate must be trusted and for the host, be
 * it a name or an address; only {@link #insecure} looks at neither. Immutable: every method gives a
 * copy. Connections that share one resume each other's TLS sessions.
 */
public final class Tls {
  private static final Tls DEFAULTS = new Tls(TlsSettings.PLATFORM);

  private final TlsSettings settings;

  private Tls(TlsSettings settings) {
    this.settings = settings;
  }

  /**
   * The platform's trusted issuers, protocols and ciphers; the host name is verified. The system
   * properties {@code javax.net.ssl.trustStore} and {@code javax.net.ssl.keyStore} apply.
   */
  public static Tls defaults() {
    return DEFAULTS;
  }

  /**
   * For development: trusts everybody. Neither certificate nor host name is looked at, and whoever
   * is between here and the server can read and change everything.
   */
  public static Tls insecure() {
    return new Tls(TlsSettings.PLATFORM.trustEverybody());
  }

  /**
   * With a context that was made elsewhere, in place of all that was said of trust and identity.
   * Host names are verified with it too.
   */
  public Tls context(SSLContext context) {
    return new Tls(settings.context(context));
  }

  /**
   * Trusts the issuers of a file, a private CA for example: they and nobody else, unless {@link
   * #trustPlatform} is called as well. Several files add up.
   *
   * @param pemFile certificates (RFC 7468); read now
   * @throws UncheckedIOException if it cannot be read
   * @throws IllegalArgumentException if it makes no sense; the message says in which line
   * @throws IllegalStateException with {@link #context} or {@link #insecure}
   */
  public Tls trust(Path pemFile) {
    return new Tls(settings.trust(pemFile));
  }

  /**
   * Trusts the platform's issuers beside those of {@link #trust}.
   *
   * @throws IllegalStateException with {@link #context} or {@link #insecure}
   */
  public Tls trustPlatform() {
    return new Tls(settings.trustPlatform());
  }

  /**
   * Shows a client certificate to servers that ask for one.
   *
   * @param certificatePem the client's first, then those that sign it; read now
   * @param keyPem its key in PKCS#8, not encrypted; read now
   * @throws UncheckedIOException if one of them cannot be read
   * @throws IllegalArgumentException if they make no sense, or do not belong together
   * @throws IllegalStateException with {@link #context}
   */
  public Tls identity(Path certificatePem, Path keyPem) {
    return new Tls(settings.identity(certificatePem, keyPem, null));
  }

  /**
   * As the other one, with an encrypted key.
   *
   * @param keyPassword not kept
   */
  public Tls identity(Path certificatePem, Path keyPem, char[] keyPassword) {
    return new Tls(settings.identity(certificatePem, keyPem, keyPassword));
  }

  /**
   * Shows a client certificate to servers that ask for one.
   *
   * @param keyPassword of the keys in it; a copy is kept
   * @throws IllegalArgumentException if the password is wrong
   * @throws IllegalStateException with {@link #context}
   */
  public Tls identity(KeyStore keyStore, char[] keyPassword) {
    return new Tls(settings.identity(keyStore, keyPassword));
  }

  /**
   * Speaks these versions only.
   *
   * @param names as in {@code "TLSv1.3"}
   * @throws IllegalArgumentException if there are none, or one is unknown to the platform
   */
  public Tls protocols(String... names) {
    return new Tls(settings.protocols(List.of(names)));
  }

  /**
   * Speaks these cipher suites only.
   *
   * @param names as in {@code "TLS_AES_128_GCM_SHA256"}
   * @throws IllegalArgumentException if there are none, or one is unknown to the platform
   */
  public Tls ciphers(String... names) {
    return new Tls(settings.ciphers(List.of(names)));
  }

  /**
   * Asks for this server (SNI, RFC 6066), and accepts a certificate for no other, whatever host is
   * connected to.
   */
  public Tls serverName(String name) {
    return new Tls(settings.serverName(name));
  }

  /**
   * Offers application protocols (ALPN, RFC 7301), for servers that want {@code "http/1.1"} said.
   * None are offered else.
   */
  public Tls applicationProtocols(String... names) {
    return new Tls(settings.applicationProtocols(List.of(names)));
  }

  TlsSettings settings() {
    return settings;
  }
}
