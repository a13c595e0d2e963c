package io.github.wirespeed.server;

import io.github.wirespeed.ConnectionClosedException;
import io.github.wirespeed.WebSocketConnection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The connections that are open. Any thread. */
final class Sessions {
  private final Set<WebSocketConnection> open = ConcurrentHashMap.newKeySet();

  void opened(WebSocketConnection connection) {
    open.add(connection);
  }

  void closed(WebSocketConnection connection, ConnectionClosedException how) {
    open.remove(connection);
  }

  int count() {
    return open.size();
  }
}
