package io.github.wirespeed.server;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The routes of a server, and which of them a path takes. Immutable. */
final class Routes {
  private final List<Entry> entries;

  private record Entry(List<String> segments, Route route) {}

  /** A route, and the request with the parameters that its path found. */
  record Match(Route route, UpgradeRequest request) {}

  /**
   * Routes.
   *
   * @param byPath the more special path wins, whatever the order
   */
  Routes(Map<String, Route> byPath) {
    List<Entry> all = new ArrayList<>();
    byPath.forEach((path, route) -> all.add(new Entry(List.of(path.split("/", -1)), route)));
    this.entries = List.copyOf(all);
  }

  /** The route of a request; null if there is none. */
  Match match(UpgradeRequest request) {
    List<String> segments = List.of(request.path().split("/", -1));
    for (Entry entry : entries) {
      Map<String, String> found = match(entry.segments, segments);
      if (found != null) {
        return new Match(entry.route, found.isEmpty() ? request : request.with(found));
      }
    }
    return null;
  }

  private static Map<String, String> match(List<String> pattern, List<String> path) {
    Map<String, String> found = new HashMap<>();
    for (int i = 0; i < pattern.size(); i++) {
      if (pattern.get(i).equals("**")) {
        return found;
      }
      if (i >= path.size()) {
        return null;
      }
      if (pattern.get(i).startsWith("{") && !path.get(i).isEmpty()) {
        found.put(
            pattern.get(i).substring(1, pattern.get(i).length() - 1),
            URLDecoder.decode(path.get(i).replace("+", "%2B"), StandardCharsets.UTF_8));
      } else if (!pattern.get(i).equals(path.get(i))) {
        return null;
      }
    }
    return pattern.size() == path.size() ? found : null;
  }
}
