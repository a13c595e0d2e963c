package io.github.wirespeed.server;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate for {@code localhost}, {@code 127.0.0.1} and {@code ::1}, made on the spot: for
 * tests, benches and trying a client out over TLS.
 *
 * <pre>
 *   LoopbackCertificate certificate = LoopbackCertificate.make();
 *   EchoServer server = EchoServer.builder().tls(certificate.serverContext()).start();
 *   Files.writeString(Path.of("ca.pem"), certificate.issuerPem()); // what clients are to trust
 * </pre>
 *
 * <p>Its key, on the curve P-256, is nowhere but in memory, and that of its issuer is forgotten
 * once this is made. It is good for a year. Immutable.
 */
public final class LoopbackCertificate {
  private static final String ISSUER = "Wirespeed loopback issuer";
  private static final String SUBJECT = "localhost";
  private static final Duration BEFORE = Duration.ofDays(1); // clocks differ
  private static final Duration AFTER = Duration.ofDays(365);
  private static final SecureRandom RANDOM = new SecureRandom();

  // Of RFC 5280 4.1.2.6, 4.2.1 and RFC 5758 3.2.
  private static final byte[] COMMON_NAME = Der.oid("2.5.4.3");
  private static final byte[] SUBJECT_KEY = Der.oid("2.5.29.14");
  private static final byte[] KEY_USAGE = Der.oid("2.5.29.15");
  private static final byte[] SUBJECT_NAMES = Der.oid("2.5.29.17");
  private static final byte[] BASIC_CONSTRAINTS = Der.oid("2.5.29.19");
  private static final byte[] ISSUER_KEY = Der.oid("2.5.29.35");
  private static final byte[] PURPOSES = Der.oid("2.5.29.37");
  private static final byte[] FOR_SERVERS = Der.oid("1.3.6.1.5.5.7.3.1");
  private static final byte[] SIGNATURE = Der.sequence(Der.oid("1.2.840.10045.4.3.2"));

  private final X509Certificate issuer;
  private final X509Certificate certificate;
  private final Key key;

  private LoopbackCertificate(X509Certificate issuer, X509Certificate certificate, Key key) {
    this.issuer = issuer;
    this.certificate = certificate;
    this.key = key;
  }

  /** Makes one, with an issuer of its own; takes milliseconds. */
  public static LoopbackCertificate make() {
    try {
      KeyPair issuing = newKeys();
      KeyPair own = newKeys();
      return new LoopbackCertificate(
          sign(
              ISSUER,
              issuing.getPublic(),
              issuing,
              extension(BASIC_CONSTRAINTS, true, Der.sequence(Der.yes())),
              extension(KEY_USAGE, true, Der.bits(1, new byte[] {0x06}))), // signs certificates
          sign(
              SUBJECT,
              own.getPublic(),
              issuing,
              extension(BASIC_CONSTRAINTS, true, Der.sequence()),
              extension(KEY_USAGE, true, Der.bits(7, new byte[] {(byte) 0x80})), // signs handshakes
              extension(PURPOSES, false, Der.sequence(FOR_SERVERS)),
              extension(SUBJECT_NAMES, false, names())),
          own.getPrivate());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK cannot make a certificate: " + e.getMessage(), e);
    }
  }

  /** What a server needs: the key and the certificate. A new one at each call. */
  public SSLContext serverContext() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("this JDK cannot serve TLS: " + e.getMessage(), e);
    }
  }

  /** The key and the certificate, for a context of the caller's. */
  KeyManager[] keyManagers() throws GeneralSecurityException, IOException {
    char[] password = {};
    KeyStore keys = emptyStore();
    keys.setKeyEntry(SUBJECT, key, password, new Certificate[] {certificate, issuer});
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, password);
    return managers.getKeyManagers();
  }

  /** What a client in this process needs: it trusts this issuer and no other. Likewise. */
  public SSLContext clientContext() {
    return trusting(issuer);
  }

  /** What a client in any process needs to trust one issuer and no other. Likewise. */
  public static SSLContext trusting(X509Certificate issuer) {
    try {
      KeyStore trusted = emptyStore();
      trusted.setCertificateEntry(ISSUER, issuer);
      TrustManagerFactory managers =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("this JDK cannot speak TLS: " + e.getMessage(), e);
    }
  }

  /** What all other clients are to trust: the issuer's certificate as PEM (RFC 7468). */
  public String issuerPem() {
    try {
      return "-----BEGIN CERTIFICATE-----\n"
          + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(issuer.getEncoded())
          + "\n-----END CERTIFICATE-----\n";
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("what was read as a certificate is none", e);
    }
  }

  /** The issuer's certificate. */
  public X509Certificate issuer() {
    return issuer;
  }

  /** The server's certificate. */
  public X509Certificate certificate() {
    return certificate;
  }

  private static KeyPair newKeys() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
    return generator.generateKeyPair();
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    return store;
  }

  /** RFC 5280 4.1. */
  private static X509Certificate sign(
      String subject, PublicKey subjectKey, KeyPair issuing, byte[]... extensions)
      throws GeneralSecurityException {
    Instant now = Instant.now();
    byte[][] all = Arrays.copyOf(extensions, extensions.length + 2);
    all[extensions.length] = extension(SUBJECT_KEY, false, Der.octets(identifier(subjectKey)));
    all[extensions.length + 1] =
        extension(
            ISSUER_KEY, false, Der.sequence(Der.implicit(0, identifier(issuing.getPublic()))));
    byte[] signed =
        Der.sequence(
            Der.explicit(0, Der.integer(BigInteger.TWO)), // version 3
            Der.integer(new BigInteger(126, RANDOM).setBit(126)),
            SIGNATURE,
            name(ISSUER),
            Der.sequence(Der.time(now.minus(BEFORE)), Der.time(now.plus(AFTER))),
            name(subject),
            subjectKey.getEncoded(),
            Der.explicit(3, Der.sequence(all)));
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(issuing.getPrivate(), RANDOM);
    signature.update(signed);
    byte[] whole = Der.sequence(signed, SIGNATURE, Der.bits(0, signature.sign()));
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(whole));
  }

  private static byte[] name(String commonName) {
    return Der.sequence(Der.set(Der.sequence(COMMON_NAME, Der.text(commonName))));
  }

  private static byte[] extension(byte[] oid, boolean critical, byte[] value) {
    return critical
        ? Der.sequence(oid, Der.yes(), Der.octets(value))
        : Der.sequence(oid, Der.octets(value));
  }

  /** RFC 7093 2: of 160 bits. */
  private static byte[] identifier(PublicKey key) throws GeneralSecurityException {
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
    return Arrays.copyOf(hash, 20);
  }

  private static byte[] names() {
    byte[] ipv6 = new byte[16];
    ipv6[15] = 1;
    return Der.sequence(
        Der.implicit(2, Der.ascii(SUBJECT)),
        Der.implicit(7, new byte[] {127, 0, 0, 1}),
        Der.implicit(7, ipv6));
  }
}
