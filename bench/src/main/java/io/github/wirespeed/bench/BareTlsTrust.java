package io.github.wirespeed.bench;

import io.github.wirespeed.server.LoopbackCertificate;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;

/** Whom the bench's clients trust, and the engines of the floor: those of the JDK as they come. */
final class BareTlsTrust {
  private BareTlsTrust() {}

  /** An issuer, as the server's process says it to the client's. */
  static String line(X509Certificate issuer) {
    try {
      return Base64.getEncoder().encodeToString(issuer.getEncoded());
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("what was made as a certificate is none", e);
    }
  }

  /** Trusts the issuer of such a line, and nobody else. */
  static SSLContext of(String line) throws IOException {
    try {
      return LoopbackCertificate.trusting(
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(Base64.getDecoder().decode(line))));
    } catch (CertificateException | IllegalArgumentException e) {
      throw new IOException("the bench server said no certificate: " + line, e);
    }
  }

  static BareTls connect(BareTcp tcp, SSLContext trust) throws IOException {
    SSLEngine engine = trust.createSSLEngine();
    engine.setUseClientMode(true);
    return shakeHands(tcp, engine);
  }

  static BareTls serve(BareTcp tcp, SSLContext keys) throws IOException {
    SSLEngine engine = keys.createSSLEngine();
    engine.setUseClientMode(false);
    return shakeHands(tcp, engine);
  }

  private static BareTls shakeHands(BareTcp tcp, SSLEngine engine) throws IOException {
    try {
      return new BareTls(tcp, engine);
    } catch (IOException | RuntimeException e) {
      tcp.close();
      throw e;
    }
  }
}
