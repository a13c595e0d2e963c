package io.github.wirespeed.client;

import io.github.wirespeed.transport.TlsException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

/** Says of a failure of TLS what is wrong with which peer, and what can be done. */
final class TlsWords {
  private static final String ALERT = "Received fatal alert: ";

  private final String peer;

  /** For failures with a peer, as {@code host:port}. */
  TlsWords(String peer) {
    this.peer = peer;
  }

  /** The failure in our words, with the engine's as its cause. */
  SSLException explain(SSLException failure) {
    String words = words(failure);
    if (words == null) {
      return failure;
    }
    SSLException explained =
        failure instanceof SSLHandshakeException
            ? new SSLHandshakeException(words)
            : new SSLException(words);
    explained.initCause(failure);
    return explained;
  }

  private String words(SSLException failure) {
    if (failure instanceof TlsException known) {
      return ofOurs(known);
    }
    TrustFailure trust = find(failure, TrustFailure.class);
    if (trust != null) {
      return "the certificate of " + peer + " is not accepted: " + trust.getMessage();
    }
    String message = String.valueOf(failure.getMessage());
    int alert = message.indexOf(ALERT);
    if (alert >= 0) {
      return ofAlert(message.substring(alert + ALERT.length()).trim().toLowerCase(Locale.ROOT));
    }
    if (find(failure, CertificateExpiredException.class) != null) {
      return certificate("has expired", find(failure, CertificateExpiredException.class));
    } else if (find(failure, CertificateNotYetValidException.class) != null) {
      return certificate("is not valid yet", find(failure, CertificateNotYetValidException.class));
    } else if (find(failure, CertPathBuilderException.class) != null) {
      return "the certificate of "
          + peer
          + " is not accepted: it was issued by somebody who is not trusted here";
    } else if (find(failure, CertificateException.class) != null) {
      return certificate("is not accepted", find(failure, CertificateException.class));
    } else if (message.contains("No appropriate protocol")) {
      return "there is nothing to offer to " + peer + ": no protocol goes with the chosen ciphers";
    } else if (message.contains("is not accepted by client preferences")
        || message.contains("protocol_version")) {
      return "no TLS version in common with " + peer + ": " + message;
    }
    return null;
  }

  private String certificate(String what, Exception why) {
    return "the certificate of " + peer + " " + what + ": " + why.getMessage();
  }

  private String ofOurs(TlsException known) {
    return switch (known.kind()) {
      case NO_TLS -> peer + ": " + known.getMessage();
      case ENDED_IN_HANDSHAKE -> peer + " ended the connection during the TLS handshake";
      case CUT_OFF, REFUSED -> null;
    };
  }

  private String ofAlert(String alert) {
    String said = " (alert " + alert + ")";
    return switch (alert) {
      case "certificate_required" -> peer + " wants a certificate of this side" + said;
      case "bad_certificate",
          "unsupported_certificate",
          "certificate_revoked",
          "certificate_expired",
          "certificate_unknown",
          "unknown_ca",
          "access_denied" ->
          peer + " does not accept the certificate of this side, or that there is none" + said;
      case "handshake_failure", "insufficient_security", "protocol_version" ->
          peer + " found no TLS version, cipher or certificate in common with this side" + said;
      case "unrecognized_name" -> peer + " does not know the server name it was told" + said;
      case "no_application_protocol" ->
          peer + " speaks none of the application protocols offered" + said;
      default -> peer + " ended TLS with the alert " + alert;
    };
  }

  private static <T extends Throwable> T find(Throwable failure, Class<T> kind) {
    int depth = 0;
    for (Throwable t = failure; t != null && depth < 20; t = t.getCause()) {
      if (kind.isInstance(t)) {
        return kind.cast(t);
      }
      depth++;
    }
    return null;
  }

  /** Of the names, in a message. */
  static String list(List<String> names) {
    return names.isEmpty() ? "nobody" : String.join(", ", names);
  }
}
