package io.github.wirespeed.server;

import io.github.wirespeed.AsyncWebSocket;
import io.github.wirespeed.Message;
import io.github.wirespeed.WebSocketConnection;
import java.io.IOException;
import java.util.Iterator;
import java.util.concurrent.CompletionException;

/**
 * A connection as a {@link BlockingHandler} has it: every call waits until it is done. The actor
 * behind it lives in a loop, so pings are answered and the end is noticed while the handler is
 * busy.
 */
public final class ServerWebSocket implements Iterable<Message> {
  private final AsyncWebSocket connection;
  private final UpgradeRequest request;

  ServerWebSocket(AsyncWebSocket connection, UpgradeRequest request) {
    this.connection = connection;
    this.request = request;
  }

  /** The opening request. */
  public UpgradeRequest request() {
    return request;
  }

  /** The connection itself: to subscribe it to topics, to ping it, to ask how it stands. */
  public WebSocketConnection connection() {
    return connection;
  }

  /**
   * Sends a text message; waits while the mailbox is full.
   *
   * @throws io.github.wirespeed.ConnectionClosedException if it never will be sent
   */
  public void send(String text) throws IOException {
    try {
      connection.send(text).join();
    } catch (CompletionException e) {
      throw new IOException(e.getCause());
    }
  }

  /** The messages as they come, until the connection ends normally. */
  @Override
  public Iterator<Message> iterator() {
    return connection.iterator();
  }
}
