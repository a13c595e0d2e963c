package io.github.wirespeed.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A key and its certificates in two PEM files (RFC 7468). */
final class PemKeys {
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----(.*?)-----END PRIVATE KEY-----", Pattern.DOTALL);
  private static final Pattern LABEL = Pattern.compile("-----BEGIN ([A-Z0-9 ]*KEY)-----");

  private PemKeys() {}

  /**
   * What a server needs to serve with them.
   *
   * @param certificates the server's own first, then those of its issuers
   * @param key in PKCS#8, not encrypted
   * @throws IOException if a file cannot be read or is not what it should be; the message names it
   */
  static SSLContext context(Path certificates, Path key) throws IOException {
    Certificate[] chain = chain(certificates);
    PrivateKey own = key(key, chain[0].getPublicKey(), certificates);
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      char[] password = {};
      store.setKeyEntry("server", own, password, chain);
      KeyManagerFactory managers =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(store, password);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(managers.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("cannot serve with " + certificates + ": " + e.getMessage(), e);
    }
  }

  private static Certificate[] chain(Path file) throws IOException {
    try {
      Certificate[] chain =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(read(file)))
              .toArray(Certificate[]::new);
      if (chain.length == 0) {
        throw new IOException("there is no certificate in " + file);
      }
      return chain;
    } catch (CertificateException e) {
      throw new IOException("there is no certificate as PEM in " + file, e);
    }
  }

  private static PrivateKey key(Path file, PublicKey of, Path certificates) throws IOException {
    String text = new String(read(file), StandardCharsets.ISO_8859_1);
    Matcher pem = KEY.matcher(text);
    if (!pem.find()) {
      Matcher label = LABEL.matcher(text);
      throw new IOException(
          label.find()
              ? "the key in %s is %s %s: `openssl pkcs8 -topk8 -nodes -in %s` makes one that is read"
                  .formatted(file, article(label.group(1)), label.group(1), file)
              : "there is no PRIVATE KEY as PEM in " + file);
    }
    try {
      byte[] encoded = Base64.getMimeDecoder().decode(pem.group(1));
      PrivateKey key =
          KeyFactory.getInstance(of.getAlgorithm())
              .generatePrivate(new PKCS8EncodedKeySpec(encoded));
      if (belongs(key, of)) {
        return key;
      }
    } catch (InvalidKeySpecException e) {
      // Of another kind: it does not belong to it either.
    } catch (IllegalArgumentException e) {
      throw new IOException("the key in " + file + " is not in Base64", e);
    } catch (GeneralSecurityException e) {
      throw new IOException("cannot use the key in " + file + ": " + e.getMessage(), e);
    }
    throw new IOException(
        "the key in " + file + " is not that of the first certificate in " + certificates);
  }

  private static String article(String label) {
    return label.startsWith("E") || label.startsWith("RSA") ? "an" : "a";
  }

  private static boolean belongs(PrivateKey key, PublicKey of) throws GeneralSecurityException {
    String signing =
        switch (of.getAlgorithm().toUpperCase(Locale.ROOT)) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> of.getAlgorithm(); // Ed25519 and its kind
        };
    byte[] some = {1, 2, 3};
    Signature signature = Signature.getInstance(signing);
    signature.initSign(key);
    signature.update(some);
    byte[] signed = signature.sign();
    signature.initVerify(of);
    signature.update(some);
    return signature.verify(signed);
  }

  private static byte[] read(Path file) throws IOException {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new IOException("cannot read " + file + ": " + e, e);
    }
  }
}
