package io.github.wirespeed.client;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/** How TLS is spoken: makes the engine for each connection. Immutable. */
public final class TlsSettings {
  /** The platform's: its trusted issuers, host names verified. */
  public static final TlsSettings PLATFORM =
      new TlsSettings(TlsContext.PLATFORM, List.of(), List.of(), null, List.of());

  private final TlsContext context;
  private final List<String> protocols; // the platform's where it is empty
  private final List<String> ciphers; // likewise
  private final String serverName; // null for the host's
  private final List<String> applicationProtocols;

  private TlsSettings(
      TlsContext context,
      List<String> protocols,
      List<String> ciphers,
      String serverName,
      List<String> applicationProtocols) {
    this.context = context;
    this.protocols = protocols;
    this.ciphers = ciphers;
    this.serverName = serverName;
    this.applicationProtocols = applicationProtocols;
  }

  /**
   * With a context that was made elsewhere, in place of all that was said of trust and identity.
   */
  public TlsSettings context(SSLContext given) {
    return with(TlsContext.of(given));
  }

  /** Trusts the issuers of a file; in place of the platform's, where those alone were trusted. */
  public TlsSettings trust(Path pem) {
    return with(context.trusting(Pem.certificates(pem)));
  }

  /** Trusts the platform's issuers as well. */
  public TlsSettings trustPlatform() {
    return with(context.trustingPlatform());
  }

  /** Trusts everybody, whatever the name. */
  public TlsSettings trustEverybody() {
    return with(context.trustingEverybody());
  }

  /** Shows a certificate to who asks for one. */
  public TlsSettings identity(KeyStore store, char[] password) {
    try {
      TlsContext.keyManagers(store, password);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "the keys of the key store cannot be used: " + e.getMessage(), e);
    }
    return with(context.identifiedBy(store, password));
  }

  /**
   * Shows a certificate to who asks for one.
   *
   * @param password null where the key is not encrypted
   */
  public TlsSettings identity(Path certificatePem, Path keyPem, char[] password) {
    List<X509Certificate> chain = Pem.certificates(certificatePem);
    PrivateKey key = Pem.key(keyPem, password);
    char[] none = new char[0];
    try {
      if (!belong(key, chain.get(0).getPublicKey())) {
        throw new IllegalArgumentException(
            "the key in %s does not belong to the first certificate in %s, which is %s's"
                .formatted(keyPem, certificatePem, chain.get(0).getSubjectX500Principal()));
      }
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("identity", key, none, chain.toArray(new X509Certificate[0]));
      return identity(store, none);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException(
          "%s and %s cannot be used: %s".formatted(certificatePem, keyPem, e.getMessage()), e);
    }
  }

  private static boolean belong(PrivateKey key, PublicKey certified)
      throws GeneralSecurityException {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          case "EdDSA", "Ed25519", "Ed448" -> "EdDSA";
          default -> null; // found out when it is used
        };
    if (algorithm == null) {
      return true;
    }
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      byte[] signed = signature.sign();
      signature.initVerify(certified);
      return signature.verify(signed);
    } catch (InvalidKeyException | SignatureException e) {
      return false; // they are not even of one kind
    }
  }

  /** With these versions of TLS only. */
  public TlsSettings protocols(List<String> names) {
    requireKnown("protocol", names, supported().getProtocols());
    return new TlsSettings(context, List.copyOf(names), ciphers, serverName, applicationProtocols);
  }

  /** With these cipher suites only. */
  public TlsSettings ciphers(List<String> names) {
    requireKnown("cipher suite", names, supported().getCipherSuites());
    return new TlsSettings(
        context, protocols, List.copyOf(names), serverName, applicationProtocols);
  }

  /** Asks for this server, and accepts no other, whatever host is connected to. */
  public TlsSettings serverName(String name) {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("the server name is empty");
    }
    return new TlsSettings(context, protocols, ciphers, name, applicationProtocols);
  }

  /** Offers these (RFC 7301), the preferred one first; none are offered else. */
  public TlsSettings applicationProtocols(List<String> names) {
    return new TlsSettings(context, protocols, ciphers, serverName, List.copyOf(names));
  }

  private TlsSettings with(TlsContext other) {
    return new TlsSettings(other, protocols, ciphers, serverName, applicationProtocols);
  }

  private SSLParameters supported() {
    try {
      return context.anyContext().getSupportedSSLParameters();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this platform has no TLS", e);
    }
  }

  private static void requireKnown(String what, List<String> names, String[] known) {
    if (names.isEmpty()) {
      throw new IllegalArgumentException("there must be at least one " + what);
    }
    for (String name : names) {
      if (!Arrays.asList(known).contains(name)) {
        throw new IllegalArgumentException(
            "unknown %s \"%s\"; there are %s".formatted(what, name, List.of(known)));
      }
    }
  }

  /** Whether {@link #engine} need not compute for long; {@link #prepare} sees to it. */
  boolean ready() {
    return context.ready();
  }

  /** Any thread. What fails here fails {@link #engine} too, which tells. */
  void prepare() {
    try {
      context.get();
    } catch (SSLException ignored) {
      // Told by engine().
    }
  }

  /** For messages: which versions were offered. */
  List<String> protocols() {
    return protocols;
  }

  /** Who the server at a host must be: an address has no brackets. */
  String expected(String host) {
    String name = serverName != null ? serverName : host;
    if (name.startsWith("[") && name.endsWith("]")) {
      return name.substring(1, name.length() - 1);
    }
    return name.endsWith(".") ? name.substring(0, name.length() - 1) : name; // RFC 6066 3
  }

  /**
   * An engine for one connection.
   *
   * @param host as in a URI
   * @throws SSLException if TLS cannot be set up
   */
  SSLEngine engine(String host, int port) throws SSLException {
    String name = expected(host);
    // Name and port are also what sessions are found by again.
    SSLEngine engine = context.get().createSSLEngine(name, port);
    engine.setUseClientMode(true);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm(context.everybody() ? null : "HTTPS");
    parameters.setServerNames(names(name));
    if (!protocols.isEmpty()) {
      parameters.setProtocols(protocols.toArray(new String[0]));
    }
    if (!ciphers.isEmpty()) {
      parameters.setCipherSuites(ciphers.toArray(new String[0]));
    }
    if (!applicationProtocols.isEmpty()) {
      parameters.setApplicationProtocols(applicationProtocols.toArray(new String[0]));
    }
    engine.setSSLParameters(parameters);
    return engine;
  }

  /** Addresses are not sent (RFC 6066 3). */
  private static List<SNIServerName> names(String name) {
    if (Names.isLiteral(name)) {
      return List.of();
    }
    try {
      return List.of(new SNIHostName(name));
    } catch (IllegalArgumentException e) {
      // An underscore, for example: no host name by the book, and yet there are such hosts.
      return List.of(new SNIHostName(name.getBytes(US_ASCII)));
    }
  }
}
