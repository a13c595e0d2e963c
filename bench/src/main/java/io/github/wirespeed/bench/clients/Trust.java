package io.github.wirespeed.bench.clients;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** The one issuer whose servers are trusted, in the forms that libraries take it in. */
record Trust(Path pem, X509Certificate issuer, X509TrustManager manager, SSLContext context) {

  /**
   * Reads it.
   *
   * @throws IOException if there is no certificate in the file
   */
  static Trust of(Path pem) throws IOException {
    try (InputStream in = Files.newInputStream(pem)) {
      X509Certificate issuer =
          (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      store.setCertificateEntry("issuer", issuer);
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      X509TrustManager manager = (X509TrustManager) factory.getTrustManagers()[0];
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {manager}, null);
      return new Trust(pem, issuer, manager, context);
    } catch (NoSuchFileException e) {
      throw new IOException("no such file as CA: " + pem, e);
    } catch (CertificateException e) {
      throw new IOException("no certificate in " + pem + ": " + e.getMessage(), e);
    } catch (GeneralSecurityException e) {
      throw new IOException(pem + ": " + e, e);
    }
  }
}
