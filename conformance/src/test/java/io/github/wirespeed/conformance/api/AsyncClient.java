package io.github.wirespeed.conformance.api;

import io.github.wirespeed.AsyncWebSocket;
import io.github.wirespeed.Message;
import io.github.wirespeed.Stage;
import io.github.wirespeed.WebSocketClient;
import io.github.wirespeed.WebSocketOptions;
import java.io.IOException;
import java.util.List;

/** The async API. */
final class AsyncClient extends LoopClient {
  private final WebSocketClient loops;
  private final AsyncWebSocket webSocket;
  private final boolean hosts;

  private AsyncClient(WebSocketClient loops, AsyncWebSocket webSocket, Ends ends, boolean hosts) {
    super(webSocket, ends);
    this.loops = loops;
    this.webSocket = webSocket;
    this.hosts = hosts;
  }

  /**
   * Opens a connection in a loop of its own.
   *
   * @param hosts whether who waits does the connection's work meanwhile
   */
  static AsyncClient connect(String uri, WebSocketOptions options, boolean hosts)
      throws IOException {
    Ends ends = new Ends();
    WebSocketClient loops = WebSocketClient.builder().onClosed(ends).build();
    try {
      return new AsyncClient(loops, join(loops.connectAsync(uri, options)), ends, hosts);
    } catch (Throwable t) {
      loops.close();
      throw t;
    }
  }

  @Override
  <T> T await(Stage<T> stage) throws IOException {
    return hosts ? join(stage) : future(stage);
  }

  @Override
  public Message receive() throws IOException {
    return await(webSocket.receive());
  }

  @Override
  public List<Message> rest() {
    return webSocket.stream().toList();
  }

  @Override
  void release() {
    loops.close();
  }
}
