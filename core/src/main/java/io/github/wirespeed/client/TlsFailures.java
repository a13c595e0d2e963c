package io.github.wirespeed.client;

import io.github.wirespeed.transport.TlsException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

/** Says in words what is wrong with which host and which certificate. */
final class TlsFailures {
  private static final String ALERT = "Received fatal alert: ";
  private static final int DNS_NAME = 2;
  private static final int IP_ADDRESS = 7;

  private TlsFailures() {}

  /**
   * The same failure in words.
   *
   * @param where the host and the port
   * @param name who the server had to be
   * @param answered whether the server had said something before
   * @param offered the versions that were offered; none for the platform's
   * @return with the JDK's as its cause
   */
  static SSLException explain(
      SSLException failure, String where, String name, boolean answered, List<String> offered) {
    if (failure instanceof TlsException tls) {
      return tls.kind() == TlsException.Kind.CUT_OFF
          ? tls // it says all, and its kind is asked for
          : handshake(where + ": " + tls.getMessage(), tls);
    }
    TlsTrust.Untrusted untrusted = find(failure, TlsTrust.Untrusted.class);
    if (untrusted != null) {
      return handshake(where + ": " + untrusted(untrusted, name), failure);
    }
    String text = String.valueOf(failure.getMessage());
    int alert = text.indexOf(ALERT);
    if (alert >= 0) {
      String said = text.substring(alert + ALERT.length()).strip();
      return handshake(where + ": " + alert(said, name, answered, offered), failure);
    }
    if (find(failure, CertificateException.class) != null) {
      return handshake(where + ": the server's certificate is not trusted: " + text, failure);
    }
    if (text.contains("selected protocol version") || text.contains("No appropriate protocol")) {
      return handshake(where + ": no common version of TLS or cipher suite: " + text, failure);
    }
    return failure instanceof SSLHandshakeException
        ? handshake(where + ": the TLS handshake failed: " + text, failure)
        : new SSLException(where + ": TLS failed: " + text, failure);
  }

  private static SSLException handshake(String message, SSLException cause) {
    SSLHandshakeException explained = new SSLHandshakeException(message);
    explained.initCause(cause);
    return explained;
  }

  private static String alert(String said, String name, boolean answered, List<String> offered) {
    String told = " (TLS alert " + said + ")";
    String versions = offered.isEmpty() ? "" : "; " + String.join(", ", offered) + " was offered";
    return switch (said) {
      case "certificate_required" ->
          "the server wants a client certificate, and was shown none" + told;
      case "bad_certificate",
          "unsupported_certificate",
          "certificate_unknown",
          "certificate_expired",
          "certificate_revoked",
          "unknown_ca",
          "access_denied" ->
          "the server wants a client certificate, and does not accept what it was shown" + told;
      case "protocol_version" -> "no common version of TLS" + versions + told;
      case "unrecognized_name" -> "the server is not " + name + told;
      case "no_application_protocol" ->
          "the server speaks none of the application protocols that were offered" + told;
      case "insufficient_security" -> "no common cipher suite: ours are too weak for it" + told;
      case "handshake_failure" ->
          answered
              ? "the server refused the handshake; it may want a client certificate" + told
              : "no common version of TLS or cipher suite" + versions + told;
      default -> "the server ended TLS" + told;
    };
  }

  private static String untrusted(TlsTrust.Untrusted untrusted, String name) {
    X509Certificate[] chain = untrusted.chain();
    X509Certificate leaf = chain[0];
    for (X509Certificate one : chain) {
      try {
        one.checkValidity();
      } catch (CertificateExpiredException e) {
        return "the certificate of %s expired on %s"
            .formatted(subject(one), time(one.getNotAfter()));
      } catch (CertificateNotYetValidException e) {
        return "the certificate of %s is not valid before %s"
            .formatted(subject(one), time(one.getNotBefore()));
      }
    }
    if (find(untrusted, CertPathBuilderException.class) != null) {
      return unknownIssuer(chain);
    }
    if (find(untrusted, CertPathValidatorException.class) == null && named(untrusted)) {
      return "the certificate of %s is not for %s, but for %s"
          .formatted(subject(leaf), name, names(leaf));
    }
    return "the certificate of %s is not trusted: %s"
        .formatted(subject(leaf), untrusted.getMessage());
  }

  private static String unknownIssuer(X509Certificate[] chain) {
    X509Certificate leaf = chain[0];
    X509Certificate last = chain[chain.length - 1];
    if (selfSigned(leaf)) {
      return "the certificate of %s is self-signed, and not trusted".formatted(subject(leaf));
    }
    return "the certificate of %s is by %s, which is not trusted%s"
        .formatted(
            subject(leaf),
            last.getIssuerX500Principal(),
            chain.length == 1 || selfSigned(last) ? "" : ", over " + subject(last));
  }

  private static boolean selfSigned(X509Certificate one) {
    return one.getSubjectX500Principal().equals(one.getIssuerX500Principal());
  }

  /** The JDK has no type of its own for a wrong host. */
  private static boolean named(TlsTrust.Untrusted untrusted) {
    String text = String.valueOf(untrusted.getMessage());
    return text.startsWith("No subject alternative") || text.startsWith("No name matching");
  }

  private static String subject(X509Certificate one) {
    return one.getSubjectX500Principal().toString();
  }

  /** An Object, since {@code java.util.Date} asks the clock on the wall, which is not done here. */
  private static String time(Object date) {
    return new MessageFormat("{0,date,yyyy-MM-dd HH:mm:ss z}", Locale.ROOT)
        .format(new Object[] {date});
  }

  private static String names(X509Certificate leaf) {
    List<String> names = new ArrayList<>();
    try {
      Collection<List<?>> alternatives = leaf.getSubjectAlternativeNames();
      if (alternatives != null) {
        for (List<?> one : alternatives) {
          int type = (Integer) one.get(0);
          if (type == DNS_NAME || type == IP_ADDRESS) {
            names.add(String.valueOf(one.get(1)));
          }
        }
      }
    } catch (CertificateParsingException e) {
      return "names that cannot be read";
    }
    return names.isEmpty() ? "no host at all" : String.join(", ", names);
  }

  private static <T extends Throwable> T find(Throwable from, Class<T> type) {
    for (Throwable at = from; at != null; at = at.getCause()) {
      if (type.isInstance(at)) {
        return type.cast(at);
      }
    }
    return null;
  }
}
