package io.github.wirespeed.client;

import java.io.File;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Whom to trust and who to be, and the context that is made of it once, when it is first needed:
 * its sessions can be resumed by all connections that share it. Immutable. Any thread.
 */
final class TlsContext {
  /** The platform's issuers; and who {@code javax.net.ssl.keyStore} says. */
  static final TlsContext PLATFORM = new TlsContext(null, List.of(), false, false, null, null);

  private final SSLContext given; // null where it is made of the rest
  private final List<X509Certificate> trusted;
  private final boolean platform; // its issuers are trusted, beside others
  private final boolean everybody; // is trusted
  private final KeyStore identity; // null where there is none
  private final char[] password;

  private final ReentrantLock making = new ReentrantLock();
  private volatile SSLContext made;

  private TlsContext(
      SSLContext given,
      List<X509Certificate> trusted,
      boolean platform,
      boolean everybody,
      KeyStore identity,
      char[] password) {
    this.given = given;
    this.trusted = trusted;
    this.platform = platform;
    this.everybody = everybody;
    this.identity = identity;
    this.password = password;
    this.made = given;
  }

  static TlsContext of(SSLContext given) {
    return new TlsContext(given, List.of(), false, false, null, null);
  }

  /** In place of the platform's issuers, unless those are asked for too. */
  TlsContext trusting(List<X509Certificate> more) {
    requireOwn();
    requireJudgement();
    List<X509Certificate> all = Stream.concat(trusted.stream(), more.stream()).toList();
    return new TlsContext(null, all, platform, false, identity, password);
  }

  TlsContext trustingPlatform() {
    requireOwn();
    requireJudgement();
    return new TlsContext(null, trusted, true, false, identity, password);
  }

  private void requireJudgement() {
    if (everybody) {
      throw new IllegalStateException("whoever trusts everybody trusts these already");
    }
  }

  TlsContext trustingEverybody() {
    requireOwn();
    return new TlsContext(null, List.of(), false, true, identity, password);
  }

  TlsContext identifiedBy(KeyStore store, char[] secret) {
    requireOwn();
    return new TlsContext(null, trusted, platform, everybody, store, secret.clone());
  }

  private void requireOwn() {
    if (given != null) {
      throw new IllegalStateException(
          "an SSLContext that was given brings its own trust and identity");
    }
  }

  /** Whether certificates and host names are not looked at. */
  boolean everybody() {
    return everybody;
  }

  /** Some context, to ask what the platform supports. */
  SSLContext anyContext() throws GeneralSecurityException {
    SSLContext there = made;
    if (there == null) {
      there = SSLContext.getInstance("TLS");
      there.init(null, new TrustManager[0], null); // looks for no issuers, which takes long
    }
    return there;
  }

  /** Whether {@link #get} need not compute for long. */
  boolean ready() {
    return made != null;
  }

  SSLContext get() throws SSLException {
    SSLContext there = made;
    if (there != null) {
      return there;
    }
    making.lock();
    try {
      if (made == null) {
        made = make();
      }
      return made;
    } catch (GeneralSecurityException | IOException e) {
      throw new SSLException("TLS cannot be set up: " + e.getMessage(), e);
    } finally {
      making.unlock();
    }
  }

  private SSLContext make() throws GeneralSecurityException, IOException {
    SSLContext context = SSLContext.getInstance("TLS");
    TlsTrust trust = new TlsTrust(everybody ? null : judge());
    context.init(keyManagers(), new TrustManager[] {trust}, null);
    return context;
  }

  private X509ExtendedTrustManager judge() throws GeneralSecurityException, IOException {
    X509ExtendedTrustManager platforms = platform || trusted.isEmpty() ? judge(null) : null;
    if (trusted.isEmpty()) {
      return platforms;
    }
    KeyStore issuers = KeyStore.getInstance(KeyStore.getDefaultType());
    issuers.load(null, null);
    int i = 0;
    for (X509Certificate one : trusted) {
      issuers.setCertificateEntry("given-" + i++, one);
    }
    if (platforms != null) {
      for (X509Certificate one : platforms.getAcceptedIssuers()) {
        issuers.setCertificateEntry("platform-" + i++, one);
      }
    }
    return judge(issuers);
  }

  /** Null for the platform's own store, which {@code javax.net.ssl.trustStore} may name. */
  private static X509ExtendedTrustManager judge(KeyStore issuers) throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(issuers);
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509ExtendedTrustManager found) {
        return found;
      }
    }
    throw new GeneralSecurityException("this platform judges no certificates");
  }

  private KeyManager[] keyManagers() throws GeneralSecurityException, IOException {
    if (identity != null) {
      return keyManagers(identity, password);
    }
    // The JDK's own context looks there as well.
    String file = System.getProperty("javax.net.ssl.keyStore", "");
    if (file.isEmpty() || file.equals("NONE")) {
      return null;
    }
    char[] secret = System.getProperty("javax.net.ssl.keyStorePassword", "").toCharArray();
    return keyManagers(KeyStore.getInstance(new File(file), secret), secret);
  }

  static KeyManager[] keyManagers(KeyStore store, char[] secret) throws GeneralSecurityException {
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, secret);
    return factory.getKeyManagers();
  }
}
