package io.github.wirespeed.server;

import java.util.Map;
import java.util.function.Function;

/** The routes of a server, and which of them a path takes. Immutable. */
final class Routes {
  private final PathTable<Route> webSockets;
  private final PathTable<Function<UpgradeRequest, HttpAnswer>> answers;

  /**
   * What a path leads to.
   *
   * @param request with the parameters that its path found
   */
  record Match<T>(T what, UpgradeRequest request) {}

  /**
   * Routes.
   *
   * @param webSockets of requests for a WebSocket; {@code answers} of all others
   */
  Routes(
      Map<RoutePattern, Route> webSockets,
      Map<RoutePattern, Function<UpgradeRequest, HttpAnswer>> answers) {
    this.webSockets = new PathTable<>(webSockets);
    this.answers = new PathTable<>(answers);
  }

  /**
   * Adds to a server's paths.
   *
   * @throws IllegalArgumentException if the path is not one, or is there already
   */
  static <T> void add(Map<RoutePattern, T> paths, String path, T what) {
    RoutePattern pattern = RoutePattern.of(path);
    if (paths.putIfAbsent(pattern, what) != null) {
      RoutePattern known = paths.keySet().stream().filter(pattern::equals).findFirst().get();
      throw new IllegalArgumentException(
          "path \"" + path + "\" has a route already: \"" + known + "\" matches the same");
    }
  }

  /** The route of a request for a WebSocket; null if there is none. */
  Match<Route> webSocket(RequestPath path, UpgradeRequest request) {
    return match(webSockets, path, request);
  }

  /** What answers a request for anything else; null if nothing does. */
  Match<Function<UpgradeRequest, HttpAnswer>> answer(RequestPath path, UpgradeRequest request) {
    return match(answers, path, request);
  }

  private static <T> Match<T> match(PathTable<T> table, RequestPath path, UpgradeRequest request) {
    PathTable.Found<T> found = table.find(path);
    if (found == null) {
      return null;
    }
    Map<String, String> parameters = found.parameters();
    return new Match<>(found.value(), parameters.isEmpty() ? request : request.with(parameters));
  }
}
