package io.github.wirespeed.server;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which pages may connect. A browser lets every page connect to every server, with the user's
 * cookies, and says which page it was in the Origin header: the server must look (RFC 6455 10.2).
 * Requests without that header are not a browser's and always pass. Immutable.
 */
public final class Origins {
  private enum Rule {
    SAME,
    ANY,
    LISTED
  }

  private final Rule rule;
  private final Set<String> listed;

  private Origins(Rule rule, Set<String> listed) {
    this.rule = rule;
    this.listed = listed;
  }

  /** Pages whose host and port are those of the Host header: of this server. The default. */
  public static Origins same() {
    return new Origins(Rule.SAME, Set.of());
  }

  /** Any page: where nothing that a connection may do depends on cookies or on the network. */
  public static Origins any() {
    return new Origins(Rule.ANY, Set.of());
  }

  /**
   * Pages of these origins, and no others.
   *
   * @param origins as browsers send them: "https://app.example", with a port only where it is not
   *     the scheme's own
   */
  public static Origins of(String... origins) {
    return new Origins(
        Rule.LISTED,
        Stream.of(origins).map(o -> o.toLowerCase(Locale.ROOT)).collect(Collectors.toSet()));
  }

  /** Whether a page may connect. */
  boolean allows(UpgradeRequest request) {
    if (rule == Rule.ANY || request.origin().isEmpty()) {
      return true;
    }
    String origin = request.origin().get().toLowerCase(Locale.ROOT);
    if (rule == Rule.LISTED) {
      return listed.contains(origin);
    }
    int slashes = origin.indexOf("://");
    return slashes > 0
        && origin.substring(slashes + 3).equals(request.host().toLowerCase(Locale.ROOT));
  }
}
