package io.github.wirespeed.server;

import io.github.wirespeed.AsyncWebSocket;
import io.github.wirespeed.MessageHandler;
import io.github.wirespeed.ServerConnections.Answered;
import io.github.wirespeed.WebSocketConnection;
import io.github.wirespeed.WebSocketOptions;
import io.github.wirespeed.loop.EventLoop;
import io.github.wirespeed.loop.Registration;
import java.util.Objects;

/**
 * What serves one connection, of either kind.
 *
 * @param handler null for a blocking one; {@code blocking} for the others
 */
record Endpoint(UpgradeRequest request, MessageHandler handler, BlockingHandler blocking) {
  /** A route's for this request. Throws what the route's function throws. */
  static Endpoint of(Route route, UpgradeRequest request) {
    return route.blockingHandler() != null
        ? new Endpoint(request, null, route.blockingHandler())
        : new Endpoint(
            request, Objects.requireNonNull(route.handlers().apply(request), "handler"), null);
  }

  /**
   * Starts the connection. Loop thread only.
   *
   * @param registration of its channel, whose turns are the connection's from now on
   */
  WebSocketConnection start(
      Openings server,
      EventLoop loop,
      Registration registration,
      Answered answered,
      WebSocketOptions options) {
    if (blocking == null) {
      WebSocketConnection connection =
          server.connections().handled(loop, registration, answered, options, handler);
      server.sessions().opened(connection);
      Flight.opened(connection, request.path());
      return connection;
    }
    // It reads ahead from now on, into its inbox: whatever comes before there is a thread is kept.
    AsyncWebSocket connection = server.connections().pulled(loop, registration, answered, options);
    server.sessions().opened(connection);
    Flight.opened(connection, request.path());
    server.threads().serve(blocking, loop, connection, request);
    return connection;
  }
}
