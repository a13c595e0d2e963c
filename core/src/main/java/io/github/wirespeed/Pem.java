package io.github.wirespeed;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Certificates and keys out of PEM files (RFC 7468). */
final class Pem {
  private static final String BEGIN = "-----BEGIN ";
  private static final String END = "-----END ";
  private static final String DASHES = "-----";
  private static final List<String> KEY_ALGORITHMS = List.of("EC", "RSA", "EdDSA", "RSASSA-PSS");

  private final Path file;

  private Pem(Path file) {
    this.file = file;
  }

  /** What stands between two lines of dashes, and in which line that begins. */
  @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
  private record Block(String label, int line, byte[] der) {}

  /**
   * All certificates of a file, in order; other blocks are passed over.
   *
   * @throws IOException if it cannot be read, has none, or one that is none: the message has the
   *     file, the line and what is wrong
   */
  static List<X509Certificate> certificates(Path file) throws IOException {
    Pem pem = new Pem(file);
    List<X509Certificate> all = new ArrayList<>();
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      for (Block block : pem.blocks()) {
        if (block.label().equals("CERTIFICATE")) {
          all.add(pem.certificate(factory, block));
        }
      }
    } catch (CertificateException e) {
      throw new IOException("this platform reads no X.509 certificates", e);
    }
    if (all.isEmpty()) {
      throw pem.bad(0, "there is no \"-----BEGIN CERTIFICATE-----\"", null);
    }
    return all;
  }

  private X509Certificate certificate(CertificateFactory factory, Block block) throws IOException {
    try {
      return (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block.der()));
    } catch (CertificateException e) {
      throw bad(block.line(), "this is no certificate: " + e.getMessage(), e);
    }
  }

  /**
   * The one private key of a file, in PKCS#8.
   *
   * @throws IOException as {@link #certificates}
   */
  static PrivateKey key(Path file) throws IOException {
    Pem pem = new Pem(file);
    for (Block block : pem.blocks()) {
      switch (block.label()) {
        case "PRIVATE KEY" -> {
          return pem.key(block);
        }
        case "ENCRYPTED PRIVATE KEY" ->
            throw pem.bad(
                block.line(),
                "the key is encrypted: decrypt it with \"openssl pkcs8\", or use a key store",
                null);
        case "RSA PRIVATE KEY", "EC PRIVATE KEY", "DSA PRIVATE KEY" ->
            throw pem.bad(
                block.line(),
                "the key is not in PKCS#8: \"openssl pkcs8 -topk8 -nocrypt\" converts it",
                null);
        default -> {} // its certificate, perhaps
      }
    }
    throw pem.bad(0, "there is no \"-----BEGIN PRIVATE KEY-----\"", null);
  }

  private PrivateKey key(Block block) throws IOException {
    GeneralSecurityException last = null;
    for (String algorithm : KEY_ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm)
            .generatePrivate(new PKCS8EncodedKeySpec(block.der()));
      } catch (GeneralSecurityException e) {
        last = e;
      }
    }
    throw bad(block.line(), "this is no key of " + String.join(", ", KEY_ALGORITHMS), last);
  }

  private List<Block> blocks() throws IOException {
    List<Block> blocks = new ArrayList<>();
    String label = null;
    int begun = 0;
    StringBuilder base64 = new StringBuilder();
    int number = 0;
    for (String line : Files.readString(file, ISO_8859_1).split("\r\n|\n|\r", -1)) {
      number++;
      String text = line.strip();
      if (label == null && text.startsWith(BEGIN) && text.endsWith(DASHES)) {
        label = text.substring(BEGIN.length(), text.length() - DASHES.length());
        begun = number;
        base64.setLength(0);
      } else if (label != null && text.startsWith(END)) {
        blocks.add(new Block(label, begun, decode(begun, base64)));
        label = null;
      } else if (label != null) {
        base64.append(text);
      }
    }
    if (label != null) {
      throw bad(begun, "\"" + BEGIN + label + DASHES + "\" has no end", null);
    }
    return blocks;
  }

  private byte[] decode(int line, CharSequence base64) throws IOException {
    try {
      return Base64.getDecoder().decode(base64.toString());
    } catch (IllegalArgumentException e) {
      throw bad(line, "this is not Base64: " + e.getMessage(), e);
    }
  }

  private IOException bad(int line, String what, Exception cause) {
    return new IOException(file + (line > 0 ? ":" + line : "") + ": " + what, cause);
  }
}
