package io.github.wirespeed;

import java.util.Optional;

/**
 * A connection that nobody else has yet, as {@link Reconnect#onOpen} gets it. What is sent on it
 * arrives before everything else; what is received here nobody else receives.
 */
public final class FreshConnection {
  private final Connection connection;
  private final String endpoint;
  private final ConnectionClosedException lost;

  FreshConnection(Connection connection, String endpoint, ConnectionClosedException lost) {
    this.connection = connection;
    this.endpoint = endpoint;
    this.lost = lost;
  }

  /** The connection itself. */
  public WebSocketConnection connection() {
    return connection;
  }

  /** Where it leads, without credentials and query. */
  public String endpoint() {
    return endpoint;
  }

  /** How the one before ended; empty for the first, and for one that takes the place of another. */
  public Optional<ConnectionClosedException> lost() {
    return Optional.ofNullable(lost);
  }

  /** Sends a text: {@link WebSocketConnection#send(String)}. */
  public Stage<Void> send(String text) {
    return connection.send(text);
  }

  /** Sends bytes: {@link WebSocketConnection#send(byte[])}. */
  public Stage<Void> send(byte[] bytes) {
    return connection.send(bytes);
  }

  /**
   * The server's next message, an answer to a login for example: {@link AsyncWebSocket#receive()}.
   *
   * @throws IllegalStateException if the messages go to a {@link MessageHandler}
   */
  public Stage<Message> receive() {
    if (connection instanceof AsyncWebSocket webSocket) {
      return webSocket.receive();
    }
    throw new IllegalStateException("the messages of this connection go to its handler");
  }
}
