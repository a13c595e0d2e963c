package io.github.wirespeed;

import io.github.wirespeed.protocol.CloseCode;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * Which failures are worth a retry where nobody says otherwise: {@link Reconnect#worthRetrying}.
 */
final class RetryTable {
  private RetryTable() {}

  static boolean worthRetrying(Throwable failure) {
    Throwable why = unwrapped(failure);
    if (why instanceof ConnectionClosedException closed) {
      return ended(closed);
    } else if (why instanceof HandshakeException refused) {
      return answered(refused.status());
    } else if (why instanceof ProxyException proxy) {
      return !proxy.wantsCredentials() && (proxy.status() == 0 || answered(proxy.status()));
    }
    return why instanceof SSLException tls
        ? secured(tls)
        : why instanceof IOException || why instanceof TimeoutException;
  }

  /** What a stage failed with, without what futures wrap it in. */
  static Throwable unwrapped(Throwable failure) {
    Throwable why = failure;
    while ((why instanceof CompletionException || why instanceof ExecutionException)
        && why.getCause() != null) {
      why = why.getCause();
    }
    return why;
  }

  private static boolean ended(ConnectionClosedException closed) {
    if (closed.closedHere()) {
      return true; // that connection only: who wants no other closes the supervisor
    }
    Throwable cause = closed.getCause();
    if (cause instanceof ProtocolViolationException) {
      return false; // the same server will break the same rule again
    } else if (cause instanceof SSLException) {
      return worthRetrying(cause);
    }
    return switch (closed.code()) {
      case CloseCode.GOING_AWAY,
          CloseCode.NO_STATUS,
          CloseCode.ABNORMAL,
          CloseCode.INTERNAL_ERROR,
          1012, // service restart
          1013, // try again later
          1014 -> // bad gateway
          true;
      default -> false;
    };
  }

  private static boolean answered(int status) {
    return status == 0 // the answer was cut off, or none
        || status == 408
        || status == 425
        || status == 429
        || status >= 500;
  }

  /** A certificate does not get better; a TLS connection that was cut off may. */
  private static boolean secured(SSLException why) {
    boolean network = false;
    Throwable cause = why;
    for (int depth = 0; cause != null && depth < 10; depth++) {
      // Of certificates and their paths.
      if (cause instanceof GeneralSecurityException
          || cause instanceof SSLPeerUnverifiedException) {
        return false;
      }
      network |= cause instanceof IOException && !(cause instanceof SSLException);
      cause = cause.getCause();
    }
    return network || !(why instanceof SSLHandshakeException);
  }
}
