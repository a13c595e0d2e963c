package io.github.wirespeed.client;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/** The platform's judgement of certificates; a refusal brings the certificates along. */
final class TlsTrust extends X509ExtendedTrustManager {
  private static final X509Certificate[] NONE = {};

  private final X509ExtendedTrustManager judge; // null to trust everybody

  TlsTrust(X509ExtendedTrustManager judge) {
    this.judge = judge;
  }

  /** Why certificates are not trusted, and which. */
  static final class Untrusted extends CertificateException {
    private static final long serialVersionUID = 1;

    private final transient X509Certificate[] chain; // the peer's own first

    Untrusted(X509Certificate[] chain, CertificateException cause) {
      super(cause.getMessage(), cause);
      this.chain = chain.clone();
    }

    X509Certificate[] chain() {
      return chain.clone();
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    if (judge == null) {
      return;
    }
    try {
      judge.checkServerTrusted(chain, authType, engine);
    } catch (CertificateException e) {
      throw new Untrusted(chain, e);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    if (judge != null) {
      judge.checkServerTrusted(chain, authType, socket);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    if (judge != null) {
      judge.checkServerTrusted(chain, authType);
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    throw serversOnly();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    throw serversOnly();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw serversOnly();
  }

  private static CertificateException serversOnly() {
    return new CertificateException("for the certificates of servers only");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return judge == null ? NONE : judge.getAcceptedIssuers();
  }
}
