package io.github.wirespeed.conformance.autobahn;

import io.github.wirespeed.ConnectionClosedException;
import io.github.wirespeed.Message;
import io.github.wirespeed.MessageView;
import io.github.wirespeed.Stage;
import io.github.wirespeed.WebSocket;
import io.github.wirespeed.WebSocketClient;
import io.github.wirespeed.WebSocketConnection;
import io.github.wirespeed.WebSocketOptions;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A client that sends every message back, by one of our APIs. */
@FunctionalInterface
public interface Echo {
  /**
   * Connects; the blocking one returns when the connection is over, the others at once.
   *
   * @return done when the connection is over, however it ended
   * @throws IOException if it cannot be opened
   */
  CompletionStage<?> start(String uri, WebSocketOptions options) throws IOException;

  /**
   * The client of that name: {@code blocking}, {@code async}, {@code callback}.
   *
   * @param loops what those that are not blocking run in
   */
  static Echo named(String api, WebSocketClient loops) {
    return switch (api) {
      case "blocking" -> Echo::blocking;
      case "async" -> (uri, options) -> async(loops, uri, options);
      case "callback" -> (uri, options) -> callback(loops, uri, options);
      default -> throw new IllegalArgumentException("no client is called " + api);
    };
  }

  private static CompletionStage<?> blocking(String uri, WebSocketOptions options)
      throws IOException {
    try (WebSocket ws = WebSocket.connect(uri, options)) {
      while (true) {
        Message message = ws.receive();
        if (message.isText()) {
          ws.send(message.text());
        } else {
          ws.send(message.bytes());
        }
      }
    } catch (ConnectionClosedException end) {
      return CompletableFuture.completedStage(end); // how it should have, the peer judges
    }
  }

  private static CompletionStage<?> async(
      WebSocketClient loops, String uri, WebSocketOptions options) {
    return loops
        .connectAsync(uri, options)
        .thenCompose(
            ws -> {
              // On the loop's thread, at once: nothing is read before somebody takes it.
              Stage<Void> unused = ws.forEachAsync(message -> back(ws, message));
              return ws.closed();
            });
  }

  private static CompletionStage<?> callback(
      WebSocketClient loops, String uri, WebSocketOptions options) {
    return loops.connect(uri, options, Echo::back).thenCompose(WebSocketConnection::closed);
  }

  private static Stage<Void> back(WebSocketConnection connection, Message message) {
    return message.isText() ? connection.send(message.text()) : connection.send(message.bytes());
  }

  private static void back(WebSocketConnection connection, MessageView message) {
    Stage<Void> unused =
        message.isText() ? connection.send(message.text()) : connection.send(message.bytes());
  }
}
