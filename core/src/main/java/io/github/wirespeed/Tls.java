package io.github.wirespeed;

import io.github.wirespeed.client.ExplainingTrust;
import io.github.wirespeed.client.TlsSettings;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * How TLS is spoken with a {@code wss} server, or with a proxy. Immutable: every method gives a
 * copy. Keep one for all connections: the JDK resumes sessions (RFC 8446 2.2) per instance.
 *
 * <pre>
 *   Tls tls = Tls.defaults().trust(Path.of("our-ca.pem")).identity(certificate, key);
 *   WebSocket ws = WebSocket.connect(uri, WebSocketOptions.defaults().tls(tls));
 * </pre>
 *
 * <p>The server's certificate must be by a trusted issuer and for the host of the URI, be that a
 * name or an address. There is no way to have the one verified and not the other; {@link #insecure}
 * gives up both.
 */
public final class Tls {
  private static final Tls DEFAULTS = new Tls(TlsSettings.PLATFORM, null, null);

  private static final char[] NO_PASSWORD = {};

  private final TlsSettings settings;
  // What our own context is made of; both null with the platform's, or with the user's.
  private final KeyManager[] keys;
  private final TrustManager[] trust;

  private Tls(TlsSettings settings, KeyManager[] keys, TrustManager[] trust) {
    this.settings = settings;
    this.keys = keys;
    this.trust = trust;
  }

  /**
   * The platform's context, {@link SSLContext#getDefault}: its trusted issuers, protocols and
   * ciphers.
   */
  public static Tls defaults() {
    return DEFAULTS;
  }

  /**
   * Believes everybody: anybody on the way can read and change everything. For development; to
   * trust a server of one's own, {@link #trust} does it.
   */
  public static Tls insecure() {
    TrustManager[] anybody = {new Anybody()};
    Tls made = DEFAULTS.own(null, anybody);
    return new Tls(
        new TlsSettings(made.settings.context(), null, null, null, List.of(), true), null, anybody);
  }

  /**
   * Uses a context of the user's, with its trusted issuers and its keys.
   *
   * @throws IllegalStateException if {@link #trust} or {@link #identity} was given before
   */
  public Tls context(SSLContext context) {
    Objects.requireNonNull(context, "context");
    if (keys != null || trust != null) {
      throw new IllegalStateException("a context has trusted issuers and an identity of its own");
    }
    return new Tls(settings.withContext(context), null, null);
  }

  /**
   * Trusts the issuers in a PEM file, and no others; or the very certificate of a server.
   *
   * @throws IOException if the file cannot be read as such; the message says what is wrong where
   * @throws IllegalStateException if {@link #context} was given before
   */
  public Tls trust(Path pemFile) throws IOException {
    return own(keys, trusting(Pem.certificates(pemFile), false));
  }

  /** As {@link #trust}, beside the issuers that the platform trusts. */
  public Tls alsoTrust(Path pemFile) throws IOException {
    return own(keys, trusting(Pem.certificates(pemFile), true));
  }

  /**
   * Shows a certificate to a server that asks for one.
   *
   * @param certificate PEM: the client's own, then those it is signed by, if the server needs them
   * @param key PEM: its private key, in PKCS#8, not encrypted
   * @throws IOException if a file cannot be read as such; the message says what is wrong where
   * @throws IllegalStateException if {@link #context} was given before
   */
  public Tls identity(Path certificate, Path key) throws IOException {
    List<X509Certificate> chain = Pem.certificates(certificate);
    PrivateKey secret = Pem.key(key);
    try {
      KeyStore store = emptyStore();
      store.setKeyEntry("own", secret, NO_PASSWORD, chain.toArray(new X509Certificate[0]));
      return identity(store, NO_PASSWORD);
    } catch (GeneralSecurityException e) {
      throw new IOException(certificate + " and " + key + ": " + e.getMessage(), e);
    }
  }

  /**
   * As the other one, from a key store.
   *
   * @param password of its keys
   * @throws IllegalArgumentException if its keys cannot be read with it
   */
  public Tls identity(KeyStore store, char[] password) {
    try {
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(store, password);
      return own(factory.getKeyManagers(), trust);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("the key store has no key: " + e.getMessage(), e);
    }
  }

  /** The versions that may be spoken: {@code TLSv1.3}, {@code TLSv1.2}. Default: the context's. */
  public Tls protocols(String... names) {
    return new Tls(settings.withProtocols(List.of(names)), keys, trust);
  }

  /** The cipher suites that may be used, by their names in the JDK. Default: the context's. */
  public Tls ciphers(String... names) {
    return new Tls(settings.withCiphers(List.of(names)), keys, trust);
  }

  /**
   * Asks for, and insists on, a server of this name, whatever the host in the URI. Default: the
   * host; the name is told to the server (SNI, RFC 6066 3) unless it is an address.
   */
  public Tls serverName(String name) {
    return new Tls(settings.withServerName(Objects.requireNonNull(name, "name")), keys, trust);
  }

  /** Offers application protocols (ALPN, RFC 7301), such as {@code http/1.1}. Default: none. */
  public Tls applicationProtocols(String... names) {
    return new Tls(settings.withApplicationProtocols(List.of(names)), keys, trust);
  }

  TlsSettings settings() {
    return settings;
  }

  /** A context of our own. */
  private Tls own(KeyManager[] newKeys, TrustManager[] newTrust) {
    if (settings.context() != null && keys == null && trust == null) {
      throw new IllegalStateException("a context has trusted issuers and an identity of its own");
    }
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(newKeys, newTrust == null ? explaining(platformTrust()) : newTrust, null);
      return new Tls(settings.withContext(context), newKeys, newTrust);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the platform's TLS does not work: " + e.getMessage(), e);
    }
  }

  private static TrustManager[] trusting(List<X509Certificate> certificates, boolean andPlatforms)
      throws IOException {
    try {
      KeyStore store = emptyStore();
      int number = 0;
      for (X509Certificate certificate : certificates) {
        store.setCertificateEntry("given-" + number++, certificate);
      }
      if (andPlatforms) {
        for (TrustManager manager : platformTrust()) {
          for (X509Certificate issuer : ((X509ExtendedTrustManager) manager).getAcceptedIssuers()) {
            store.setCertificateEntry("platform-" + number++, issuer);
          }
        }
      }
      return explaining(trustManagers(store));
    } catch (GeneralSecurityException e) {
      throw new IOException("the certificates cannot be trusted: " + e.getMessage(), e);
    }
  }

  private static TrustManager[] explaining(TrustManager[] managers) {
    TrustManager[] explaining = managers.clone();
    for (int i = 0; i < managers.length; i++) {
      if (managers[i] instanceof X509ExtendedTrustManager decides) {
        explaining[i] = new ExplainingTrust(decides);
      }
    }
    return explaining;
  }

  private static TrustManager[] platformTrust() throws GeneralSecurityException {
    return trustManagers(null);
  }

  /** The JDK's own, which verify the host name as they are told to. */
  private static TrustManager[] trustManagers(KeyStore store) throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  /** Accepts whoever it is. */
  private static final class Anybody extends X509ExtendedTrustManager {
    private static final X509Certificate[] NOBODY = {};

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return NOBODY;
    }
  }
}
