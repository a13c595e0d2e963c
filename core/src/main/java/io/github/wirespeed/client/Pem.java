package io.github.wirespeed.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * Certificates and keys from PEM files (RFC 7468). Text between the blocks is a comment, as OpenSSL
 * writes it.
 */
final class Pem {
  private static final String BEGIN = "-----BEGIN ";
  private static final String END = "-----END ";
  private static final String DASHES = "-----";
  private static final List<String> KEY_ALGORITHMS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS");

  private Pem() {}

  /** One block: what it is, its bytes, and the line that it begins in, for messages. */
  @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
  private record Block(Path file, int line, String label, byte[] der) {
    IllegalArgumentException wrong(String what, Throwable cause) {
      return new IllegalArgumentException(at(file, line) + what, cause);
    }
  }

  /**
   * All certificates of a file, in order.
   *
   * @throws UncheckedIOException if the file cannot be read
   * @throws IllegalArgumentException if there is none, or something else; says where
   */
  static List<X509Certificate> certificates(Path file) {
    List<X509Certificate> found = new ArrayList<>();
    for (Block block : blocks(file)) {
      if (block.label.equals("CERTIFICATE") || block.label.equals("TRUSTED CERTIFICATE")) {
        found.add(certificate(block));
      }
    }
    if (found.isEmpty()) {
      throw new IllegalArgumentException(file + ": no certificate in it (BEGIN CERTIFICATE)");
    }
    return found;
  }

  private static X509Certificate certificate(Block block) {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(block.der));
    } catch (CertificateException e) {
      throw block.wrong("not a certificate: " + e.getMessage(), e);
    }
  }

  /**
   * The private key of a file, in PKCS#8.
   *
   * @param password null where it is not encrypted
   * @throws UncheckedIOException if the file cannot be read
   * @throws IllegalArgumentException if there is none, or something else; says where
   */
  static PrivateKey key(Path file, char[] password) {
    for (Block block : blocks(file)) {
      switch (block.label) {
        case "PRIVATE KEY" -> {
          return key(block, new PKCS8EncodedKeySpec(block.der));
        }
        case "ENCRYPTED PRIVATE KEY" -> {
          return key(block, decrypt(block, password));
        }
        case "RSA PRIVATE KEY", "EC PRIVATE KEY", "DSA PRIVATE KEY" ->
            throw block.wrong(
                "the key is not in PKCS#8; `openssl pkcs8 -topk8 -nodes -in %s` makes it so"
                    .formatted(file),
                null);
        default -> {} // certificates and parameters may stand in the same file
      }
    }
    throw new IllegalArgumentException(file + ": no private key in it (BEGIN PRIVATE KEY)");
  }

  private static PrivateKey key(Block block, PKCS8EncodedKeySpec spec) {
    InvalidKeySpecException last = null;
    for (String algorithm : KEY_ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(spec);
      } catch (InvalidKeySpecException e) {
        last = e; // of another kind; only the last of them is told
      } catch (GeneralSecurityException e) {
        throw block.wrong("this platform has no keys of the kind " + algorithm, e);
      }
    }
    throw block.wrong("not a private key of a kind known here: " + KEY_ALGORITHMS, last);
  }

  private static PKCS8EncodedKeySpec decrypt(Block block, char[] password) {
    if (password == null) {
      throw block.wrong("the key is encrypted, and no password was given", null);
    }
    PBEKeySpec given = new PBEKeySpec(password);
    try {
      EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(block.der);
      // For PBES2 the name of the scheme is with the parameters only.
      String scheme =
          info.getAlgParameters() == null ? info.getAlgName() : info.getAlgParameters().toString();
      if (!scheme.startsWith("PBE")) {
        scheme = info.getAlgName();
      }
      Cipher cipher = Cipher.getInstance(scheme);
      cipher.init(
          Cipher.DECRYPT_MODE,
          SecretKeyFactory.getInstance(scheme).generateSecret(given),
          info.getAlgParameters());
      return info.getKeySpec(cipher);
    } catch (IOException | GeneralSecurityException e) {
      throw block.wrong("the key cannot be decrypted with the password that was given", e);
    } finally {
      given.clearPassword();
    }
  }

  private static List<Block> blocks(Path file) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file, ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read: " + e, e);
    }
    List<Block> blocks = new ArrayList<>();
    StringBuilder body = null;
    String label = null;
    int began = 0;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.startsWith(BEGIN) && line.endsWith(DASHES)) {
        if (body != null) {
          throw unended(file, began, label);
        }
        label = line.substring(BEGIN.length(), line.length() - DASHES.length());
        body = new StringBuilder();
        began = i + 1;
      } else if (body != null && line.startsWith(END)) {
        if (!line.equals(END + label + DASHES)) {
          throw new IllegalArgumentException(
              at(file, i + 1) + "\"" + line + "\" ends what began as " + label);
        }
        blocks.add(new Block(file, began, label, decode(file, began, label, body)));
        body = null;
      } else if (body != null) {
        body.append(line);
      }
    }
    if (body != null) {
      throw unended(file, began, label);
    }
    return blocks;
  }

  private static byte[] decode(Path file, int line, String label, StringBuilder body) {
    try {
      return Base64.getDecoder().decode(body.toString());
    } catch (IllegalArgumentException e) {
      String why = body.indexOf(":") >= 0 ? "it has headers, of an old format" : e.getMessage();
      throw new IllegalArgumentException(at(file, line) + label + " is not Base64: " + why, e);
    }
  }

  private static IllegalArgumentException unended(Path file, int line, String label) {
    return new IllegalArgumentException(at(file, line) + label + " has no end (" + END + ")");
  }

  private static String at(Path file, int line) {
    return file + ", line " + line + ": ";
  }
}
