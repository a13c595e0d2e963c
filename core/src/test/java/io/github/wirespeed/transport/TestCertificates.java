package io.github.wirespeed.transport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Certificates of a private CA, good ones and bad ones, made when this class is first used; nothing
 * on disk. Every context that is given has sessions of its own.
 */
@SuppressWarnings("ImmutableEnumChecker") // keys do not change; the chain is made once
public enum TestCertificates {
  /** For localhost, 127.0.0.1 and ::1, by the CA. */
  VALID,
  /** As {@link #VALID}, until yesterday. */
  EXPIRED,
  /** As {@link #VALID}, from tomorrow on. */
  NOT_YET_VALID,
  /** By the CA, for wrong.example and 192.0.2.1. */
  WRONG_HOST,
  /** As {@link #VALID}, by a CA that nobody knows. */
  UNKNOWN_ISSUER,
  /** As {@link #VALID}, by itself. */
  SELF_SIGNED,
  /** Of a client, by the CA. */
  CLIENT;

  /** Of the key stores. */
  public static final String PASSWORD = "test";

  private static final String CA_NAME = "O=Wirespeed tests,CN=Test CA";
  private static final AtomicLong SERIAL = new AtomicLong(1000);
  private static final KeyPair CA_KEY = keyPair();
  private static final X509Certificate CA = authority(CA_NAME, CA_KEY);

  private final KeyPair key = keyPair();
  private List<X509Certificate> chain; // guarded by the class's lock

  /** The CA. */
  public static X509Certificate ca() {
    return CA;
  }

  /** The CA's certificate. */
  public static String caPem() {
    return pem(List.of(CA));
  }

  /** The certificate, and those that it is signed by but the CA. */
  public List<X509Certificate> chain() {
    synchronized (TestCertificates.class) {
      if (chain == null) {
        chain = issue();
      }
      return chain;
    }
  }

  /** The key. */
  public PrivateKey key() {
    return key.getPrivate();
  }

  /** The certificate as PEM. */
  public String pem() {
    return pem(chain());
  }

  /** The key as PEM, in PKCS#8. */
  public String keyPem() {
    return pem("PRIVATE KEY", key().getEncoded());
  }

  /** With this certificate; trusts the CA. For a server, or for a client that shows it. */
  public SSLContext context() {
    return context(keyManagers(), trustManagers());
  }

  /** Shows no certificate; trusts the CA. */
  public static SSLContext trusting() {
    return context(null, trustManagers());
  }

  /** The certificate and its key, under {@link #PASSWORD}. */
  public KeyStore keyStore() {
    try {
      KeyStore store = emptyStore();
      store.setKeyEntry(
          "own", key(), PASSWORD.toCharArray(), chain().toArray(new X509Certificate[0]));
      return store;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private KeyManager[] keyManagers() {
    try {
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(keyStore(), PASSWORD.toCharArray());
      return keys.getKeyManagers();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static TrustManager[] trustManagers() {
    try {
      KeyStore store = emptyStore();
      store.setCertificateEntry("ca", CA);
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      return trust.getTrustManagers();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static SSLContext context(KeyManager[] keys, TrustManager[] trust) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys, trust, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyStore emptyStore() throws GeneralSecurityException {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      return store;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<X509Certificate> issue() {
    Instant now = Instant.now();
    Instant from = now.minus(Duration.ofDays(10));
    Instant until = now.plus(Duration.ofDays(10));
    List<GeneralName> names =
        List.of(
            new GeneralName(GeneralName.dNSName, "localhost"),
            new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
            new GeneralName(GeneralName.iPAddress, "::1"));
    String subject = "O=Wirespeed tests,CN=localhost";
    switch (this) {
      case EXPIRED -> until = now.minus(Duration.ofDays(1));
      case NOT_YET_VALID -> from = now.plus(Duration.ofDays(1));
      case WRONG_HOST -> {
        subject = "O=Wirespeed tests,CN=wrong.example";
        names =
            List.of(
                new GeneralName(GeneralName.dNSName, "wrong.example"),
                new GeneralName(GeneralName.iPAddress, "192.0.2.1"));
      }
      case CLIENT -> {
        subject = "O=Wirespeed tests,CN=a client";
        names = List.of();
      }
      default -> {}
    }
    return switch (this) {
      case SELF_SIGNED ->
          List.of(certificate(subject, key, subject, key, from, until, names, false));
      case UNKNOWN_ISSUER -> {
        String unknown = "O=Wirespeed tests,CN=Unknown CA";
        KeyPair issuer = keyPair();
        yield List.of(certificate(subject, key, unknown, issuer, from, until, names, false));
      }
      default -> List.of(certificate(subject, key, CA_NAME, CA_KEY, from, until, names, false));
    };
  }

  private static X509Certificate authority(String name, KeyPair key) {
    Instant now = Instant.now();
    Duration aYear = Duration.ofDays(365);
    return certificate(name, key, name, key, now.minus(aYear), now.plus(aYear), List.of(), true);
  }

  private static X509Certificate certificate(
      String subject,
      KeyPair key,
      String issuer,
      KeyPair issuerKey,
      Instant from,
      Instant until,
      List<GeneralName> names,
      boolean authority) {
    try {
      X509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              new X500Name(issuer),
              BigInteger.valueOf(SERIAL.incrementAndGet()),
              Date.from(from),
              Date.from(until),
              new X500Name(subject),
              key.getPublic());
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
      if (!names.isEmpty()) {
        builder.addExtension(
            Extension.subjectAlternativeName,
            false,
            new GeneralNames(names.toArray(new GeneralName[0])));
      }
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(
                  new JcaContentSignerBuilder("SHA256withECDSA").build(issuerKey.getPrivate())));
    } catch (CertIOException e) {
      throw new UncheckedIOException(e);
    } catch (OperatorCreationException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyPair keyPair() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String pem(List<X509Certificate> certificates) {
    StringBuilder text = new StringBuilder();
    try {
      for (X509Certificate certificate : certificates) {
        text.append(pem("CERTIFICATE", certificate.getEncoded()));
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
    return text.toString();
  }

  /** A PEM text (RFC 7468). */
  public static String pem(String label, byte[] der) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN %s-----%n%s%n-----END %s-----%n".formatted(label, body, label);
  }
}
