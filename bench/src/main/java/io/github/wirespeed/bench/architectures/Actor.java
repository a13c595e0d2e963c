package io.github.wirespeed.bench.architectures;

import io.github.wirespeed.AsyncWebSocket;
import io.github.wirespeed.WaitStrategy;
import io.github.wirespeed.WebSocketClient;
import io.github.wirespeed.WebSocketOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionException;

/** What is shipped: {@code AsyncWebSocket}, whose caller waits in {@code join}. */
final class Actor implements ArchitectureClient {
  private final WebSocketClient client;
  private final AsyncWebSocket webSocket;

  private Actor(WebSocketClient client, AsyncWebSocket webSocket) {
    this.client = client;
    this.webSocket = webSocket;
  }

  static Actor open(String uri, WaitStrategy wait) throws IOException {
    WebSocketClient client =
        WebSocketClient.builder().waitStrategy(wait).threadName("bench-actor").build();
    try {
      return new Actor(
          client, client.connectAsync(uri, WebSocketOptions.defaults().waitStrategy(wait)).join());
    } catch (CompletionException e) {
      client.close();
      throw failure(e);
    }
  }

  @Override
  public void send(ByteBuffer payload) {
    webSocket.send(payload); // not waited for: one that fails ends the connection, as receive tells
  }

  @Override
  public ByteBuffer receive() throws IOException {
    try {
      return ByteBuffer.wrap(webSocket.receive().join().bytes());
    } catch (CompletionException e) {
      throw failure(e);
    }
  }

  private static IOException failure(CompletionException e) {
    return e.getCause() instanceof IOException io ? io : new IOException(e);
  }

  @Override
  public void close() {
    webSocket.close().join();
    client.close();
  }
}
