package io.github.wirespeed.conformance.autobahn;

import io.github.wirespeed.Compression;
import io.github.wirespeed.ConnectionClosedException;
import io.github.wirespeed.WebSocket;
import io.github.wirespeed.WebSocketClient;
import io.github.wirespeed.WebSocketOptions;
import java.io.IOException;

/** The client under test: takes the suite's server case by case and sends every message back. */
final class AutobahnClient {
  /** The largest message of the suite, in bytes. */
  static final int MESSAGE = 16 << 20;

  /** All messages: the suite's small ones too. */
  static final Compression COMPRESSION = Compression.deflate().threshold(0);

  private static final WebSocketOptions OPTIONS =
      WebSocketOptions.defaults().maxMessageSize(MESSAGE).compression(COMPRESSION);

  private AutobahnClient() {}

  /**
   * Runs all cases that the server has, then has it write its report.
   *
   * @param arguments the server's URI, and an {@link Echo}, by which the agent is named
   * @throws IOException if the server cannot be reached
   */
  public static void main(String[] arguments) throws IOException {
    String server = arguments[0];
    String agent = arguments[1];
    try (WebSocketClient loops = WebSocketClient.create()) {
      Echo echo = Echo.named(agent, loops);
      int cases = count(server);
      for (int number = 1; number <= cases; number++) {
        echo.start(server + "/runCase?case=" + number + "&agent=" + agent, OPTIONS)
            .toCompletableFuture()
            .join();
      }
    }
    try (WebSocket ws = WebSocket.connect(server + "/updateReports?agent=" + agent)) {
      ws.receive();
    } catch (ConnectionClosedException written) {
      // The server says nothing: it closes when the report is written.
    }
  }

  private static int count(String server) throws IOException {
    try (WebSocket ws = WebSocket.connect(server + "/getCaseCount")) {
      return Integer.parseInt(ws.receive().text());
    }
  }
}
