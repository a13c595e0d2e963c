package io.github.wirespeed.client;

import java.security.cert.CertificateException;

/** A certificate was not accepted; the message says why, with what stands in it. */
final class TrustFailure extends CertificateException {
  private static final long serialVersionUID = 1L;

  TrustFailure(String message, CertificateException cause) {
    super(message, cause);
  }
}
