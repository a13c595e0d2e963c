package io.github.wirespeed.client;

import java.net.Socket;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Asks another trust manager, and says of what that does not accept what stands in the certificate:
 * nobody above sees it.
 */
public final class ExplainingTrust extends X509ExtendedTrustManager {
  private final X509ExtendedTrustManager asked;

  /** Asks {@code asked}, which decides. */
  public ExplainingTrust(X509ExtendedTrustManager asked) {
    this.asked = asked;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    try {
      asked.checkServerTrusted(chain, type, engine);
    } catch (CertificateException e) {
      throw new TrustFailure(why(chain[0], e), e);
    }
  }

  private static String why(X509Certificate own, CertificateException e) {
    String subject = own.getSubjectX500Principal().getName();
    if (caused(e, CertificateExpiredException.class)) {
      return subject + " expired, or its issuer did: valid until " + own.getNotAfter();
    } else if (caused(e, CertificateNotYetValidException.class)) {
      return subject + " is not valid before " + own.getNotBefore();
    } else if (caused(e, CertPathBuilderException.class)) {
      String issuer = own.getIssuerX500Principal().getName();
      return issuer.equals(subject)
          ? subject + " is signed by itself, and is not among the trusted ones"
          : subject + " was issued by " + issuer + ", who is not trusted here";
    }
    return "%s, for %s: %s".formatted(subject, TlsWords.list(names(own)), e.getMessage());
  }

  private static boolean caused(Throwable failure, Class<? extends Throwable> kind) {
    Throwable t = failure;
    while (t != null && !kind.isInstance(t)) {
      t = t.getCause();
    }
    return t != null;
  }

  /** Who it is for: names and addresses. */
  private static List<String> names(X509Certificate own) {
    List<String> names = new ArrayList<>();
    try {
      Collection<List<?>> all = own.getSubjectAlternativeNames();
      if (all != null) {
        all.forEach(name -> names.add(String.valueOf(name.get(1))));
      }
    } catch (CertificateParsingException e) {
      names.add("names that cannot be read");
    }
    return names;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    asked.checkServerTrusted(chain, type, socket);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    asked.checkServerTrusted(chain, type);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    asked.checkClientTrusted(chain, type, engine);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    asked.checkClientTrusted(chain, type, socket);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    asked.checkClientTrusted(chain, type);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return asked.getAcceptedIssuers();
  }
}
