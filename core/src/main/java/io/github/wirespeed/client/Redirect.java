package io.github.wirespeed.client;

import io.github.wirespeed.protocol.HttpHead;
import io.github.wirespeed.protocol.WebSocketUri;
import java.util.List;
import java.util.Map;

/**
 * What becomes of a redirect (RFC 9110 15.4): the next request, or why there is none.
 *
 * <p>To another origin goes nothing that may say who asks: none of the user's headers, whatever
 * their names, and no credentials; nor do they come back if a later redirect leads home. {@code
 * wss} is another origin than {@code ws}, as it is for browsers. Cookies of a {@link Reach#cookies}
 * are each sent where they belong, as its owner decides.
 *
 * @param next null if it is not followed
 * @param whyNot in words, to stand behind what the server answered; null if it is followed
 */
record Redirect(Request next, String whyNot) {
  /** Whether a response asks to go somewhere else. */
  static boolean isAskedBy(HttpHead response) {
    return switch (response.status()) {
      case 301, 302, 303, 307, 308 -> true;
      default -> false;
    };
  }

  /**
   * Decides.
   *
   * @param request that was answered
   * @param before the URIs asked for before that one, on the way from the user's
   * @param response one that {@linkplain #isAskedBy asks} for it
   */
  static Redirect of(Request request, List<WebSocketUri> before, HttpHead response) {
    Reach reach = request.reach();
    if (reach.redirects() == 0) {
      return refused("redirects are not followed unless an option says so");
    }
    List<String> locations = response.all("Location");
    if (locations.size() != 1) {
      String count = locations.isEmpty() ? "no Location" : locations.size() + " Locations";
      return refused("not followed: it has " + count);
    }
    WebSocketUri from = request.uri();
    WebSocketUri to;
    try {
      to = from.resolve(locations.get(0));
    } catch (IllegalArgumentException e) {
      return refused("not followed: its Location is wrong: " + e.getMessage());
    }
    if (from.secure() && !to.secure()) {
      return refused("not followed: it leads out of TLS, to " + to);
    }
    // With cookies the same URI may well answer something else the next time.
    if (reach.cookies() == null && (isSame(to, from) || isAmong(before, to))) {
      return refused("not followed: it leads in a circle, back to " + to);
    }
    if (before.size() >= reach.redirects()) {
      return refused("not followed: it is one more than " + reach.redirects() + ", to " + to);
    }
    if (from.isSameOrigin(to)) {
      return new Redirect(with(request, to, request.headers(), reach), null);
    }
    if (reach.unixSocket() != null) {
      return refused("not followed: it leads away from the server of the Unix socket, to " + to);
    }
    return new Redirect(with(request, to, List.of(), withoutCredentials(reach)), null);
  }

  private static Redirect refused(String whyNot) {
    return new Redirect(null, whyNot);
  }

  private static boolean isAmong(List<WebSocketUri> before, WebSocketUri uri) {
    return before.stream().anyMatch(known -> isSame(known, uri));
  }

  /** The same but for credentials. */
  private static boolean isSame(WebSocketUri one, WebSocketUri other) {
    return one.isSameOrigin(other) && one.resourceName().equals(other.resourceName());
  }

  private static Request with(
      Request request, WebSocketUri uri, List<Map.Entry<String, String>> headers, Reach reach) {
    return new Request(
        uri, headers, request.subprotocols(), request.extensions(), request.limits(), reach);
  }

  private static Reach withoutCredentials(Reach reach) {
    return new Reach(
        reach.names(),
        reach.sockets(),
        reach.attemptDelay(),
        reach.unixSocket(),
        reach.proxy(),
        reach.tls(),
        reach.redirects(),
        null,
        reach.cookies());
  }
}
