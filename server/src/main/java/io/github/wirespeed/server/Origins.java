package io.github.wirespeed.server;

import io.github.wirespeed.protocol.Authority;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Which pages may connect. A browser lets every page connect to every server, with the user's
 * cookies, and says which page it was in the Origin header: the server must look (RFC 6455 10.2).
 * Requests without that header are not a browser's and always pass. Immutable.
 *
 * <p>Host and scheme are compared in any case, and a port that is the scheme's own is as good as
 * none. Where pages are chosen at all, the origin {@code null} and more than one Origin header are
 * refused.
 */
public final class Origins {
  private final boolean any;
  private final boolean same;
  private final Set<String> listed; // in one form

  private Origins(boolean any, boolean same, Set<String> listed) {
    this.any = any;
    this.same = same;
    this.listed = listed;
  }

  /** Pages whose host and port are those of the Host header: of this server. The default. */
  public static Origins same() {
    return new Origins(false, true, Set.of());
  }

  /** Any page: where nothing that a connection may do depends on cookies or on the network. */
  public static Origins any() {
    return new Origins(true, false, Set.of());
  }

  /**
   * Pages of these origins, and no others.
   *
   * @param origins as browsers send them, {@code scheme://host[:port]}: "https://app.example"
   * @throws IllegalArgumentException if one is not that: has a path, a slash at its end, a {@code
   *     *}
   */
  public static Origins of(String... origins) {
    return new Origins(false, false, listed(origins));
  }

  /**
   * Pages of {@link #same this server's} origin, and of these.
   *
   * @param origins as for {@link #of}
   * @throws IllegalArgumentException likewise
   */
  public static Origins sameOr(String... origins) {
    return new Origins(false, true, listed(origins));
  }

  private static Set<String> listed(String... origins) {
    Set<String> listed = new HashSet<>();
    for (String text : origins) {
      Origin origin = Origin.of(text);
      if (origin.problem != null) {
        throw new IllegalArgumentException(
            "origin \"" + text + "\" is not scheme://host[:port]: " + origin.problem);
      }
      listed.add(origin.toString());
    }
    return Set.copyOf(listed);
  }

  /** Whether the page that a request comes from may connect. */
  boolean allow(UpgradeRequest request) {
    List<String> sent = request.origins();
    if (any || sent.isEmpty()) {
      return true;
    }
    Origin origin = Origin.of(sent.get(0));
    if (sent.size() > 1 || origin.problem != null) {
      return false;
    }
    return listed.contains(origin.toString()) || (same && origin.isOf(request.host()));
  }

  /**
   * An origin, taken apart.
   *
   * @param scheme and {@code host} in lower case; {@code port} -1 where neither it nor the scheme
   *     says one
   * @param problem what is wrong; null if nothing is
   */
  private record Origin(String scheme, String host, int port, String problem) {
    static Origin of(String text) {
      int colon = text.indexOf("://");
      String scheme = colon < 0 ? "" : text.substring(0, colon).toLowerCase(Locale.ROOT);
      if (!isScheme(scheme)) {
        return new Origin("", "", -1, "it begins with no scheme and ://");
      }
      Authority authority = Authority.parse(text.substring(colon + 3));
      return new Origin(
          scheme,
          authority.host().toLowerCase(Locale.ROOT),
          port(authority, scheme),
          authority.problem());
    }

    /** RFC 3986 3.1. */
    private static boolean isScheme(String text) {
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        boolean letter = c >= 'a' && c <= 'z';
        if (!letter && (i == 0 || !((c >= '0' && c <= '9') || "+-.".indexOf(c) >= 0))) {
          return false;
        }
      }
      return !text.isEmpty();
    }

    private static int port(Authority authority, String scheme) {
      if (authority.port() >= 0) {
        return authority.port();
      }
      return switch (scheme) {
        case "http" -> 80;
        case "https" -> 443;
        default -> -1;
      };
    }

    /** Whether it is that of a page of this host, as the Host header has it, with its port. */
    boolean isOf(String hostHeader) {
      Authority authority = Authority.parse(hostHeader);
      return (scheme.equals("http") || scheme.equals("https"))
          && authority.problem() == null
          && authority.host().equalsIgnoreCase(host)
          && port(authority, scheme) == port;
    }

    @Override
    public String toString() {
      return scheme + "://" + host + " " + port;
    }
  }
}
