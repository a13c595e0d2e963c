package io.github.wirespeed.cli;

import io.github.wirespeed.HandshakeException;
import io.github.wirespeed.ProxyException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** What whoever sits at the keyboard can do about a connection that did not come about. */
final class Advice {
  private Advice() {}

  /**
   * A failure with the advice behind its words.
   *
   * @param cause of it, or the failure itself
   */
  static IOException added(IOException failure, Throwable cause) {
    String advice = on(cause);
    return advice.isEmpty()
        ? failure
        : new IOException(Failure.describe(failure) + "; " + advice, failure);
  }

  /** "try --user", to stand behind what went wrong; empty if nothing comes to mind. */
  static String on(Throwable failure) {
    if (failure instanceof ProxyException proxy) {
      return proxy.wantsCredentials() ? "--proxy scheme://USER:PASSWORD@HOST says who asks" : "";
    }
    if (failure instanceof SSLException) {
      return onTls(failure.getMessage());
    }
    return failure instanceof HandshakeException refused ? onStatus(refused) : "";
  }

  /** By the words of the library's own messages: there is no other way to tell these apart. */
  private static String onTls(String message) {
    if (message.contains("is not trusted here") || message.contains("not among the trusted")) {
      return "--ca FILE trusts its issuer";
    }
    if (message.contains("No subject alternative") || message.contains("No name matching")) {
      return "--server-name NAME expects another name";
    }
    return message.contains("certificate of this side") ? "--cert and --key show one" : "";
  }

  private static String onStatus(HandshakeException refused) {
    Optional<Duration> retryAfter = refused.retryAfter();
    if (refused.isTooManyRequests() || refused.isUnavailable()) {
      return retryAfter.map(time -> "try again in " + Durations.shown(time)).orElse("try later");
    }
    return switch (refused.status()) {
      case 301, 302, 303, 307, 308 ->
          refused.getMessage().contains("not followed: ") ? "" : "--max-redirects 5 follows it";
      case 401 -> "--user, or --header 'Authorization: ...', says who asks";
      case 403 -> "it may want another --origin, --user or --header";
      case 404 -> "is the path of the URL right?";
      case 0 -> "is that a WebSocket server? wss:// speaks TLS, ws:// does not";
      default -> "";
    };
  }
}
