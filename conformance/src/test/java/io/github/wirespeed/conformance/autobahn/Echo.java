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

/** A client that sends every message back, by one of our APIs. */
@FunctionalInterface
interface Echo {
  /**
   * Connects, and returns when the connection is over, however it ended.
   *
   * @throws IOException if it cannot be opened
   */
  void run(String uri, WebSocketOptions options) throws IOException;

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

  private static void blocking(String uri, WebSocketOptions options) throws IOException {
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
      // How it should have ended is the peer's to judge.
    }
  }

  private static void async(WebSocketClient loops, String uri, WebSocketOptions options) {
    loops
        .connectAsync(uri, options)
        .thenCompose(
            ws -> {
              // On the loop's thread, at once: nothing is read before somebody takes it.
              Stage<Void> unused = ws.forEachAsync(message -> back(ws, message));
              return ws.closed();
            })
        .join();
  }

  private static Stage<Void> back(WebSocketConnection connection, Message message) {
    return message.isText() ? connection.send(message.text()) : connection.send(message.bytes());
  }

  private static void callback(WebSocketClient loops, String uri, WebSocketOptions options) {
    loops.connect(uri, options, Echo::back).join().closed().join();
  }

  private static void back(WebSocketConnection connection, MessageView message) {
    Stage<Void> unused =
        message.isText() ? connection.send(message.text()) : connection.send(message.bytes());
  }
}
