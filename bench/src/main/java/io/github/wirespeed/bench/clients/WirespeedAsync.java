package io.github.wirespeed.bench.clients;

import io.github.wirespeed.AsyncWebSocket;
import io.github.wirespeed.Message;
import io.github.wirespeed.WaitStrategy;
import io.github.wirespeed.WebSocketClient;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;

/**
 * Ours, async, with a caller that waits for each message: {@code receive().join()}, which looks
 * into the socket itself before it waits for the loop. A message received so is the caller's own:
 * it costs a copy of the payload that a view does not.
 */
final class WirespeedAsync implements Library {
  private final WaitStrategy wait;
  private final WebSocketClient client;

  WirespeedAsync(WaitStrategy wait) {
    this.wait = wait;
    this.client = WebSocketClient.builder().waitStrategy(wait).build();
  }

  @Override
  public String version() {
    return "Wirespeed " + Versions.ofPackage(WebSocketClient.class);
  }

  @Override
  public Connection open(URI uri, Trust trust) {
    Open open =
        new Open(client.connectAsync(uri.toString(), WirespeedHandler.options(wait, trust)).join());
    return new Connection(new PullDriver(open), open);
  }

  private static final class Open implements PullLink {
    private final AsyncWebSocket webSocket;
    private ByteBuffer payload;
    private byte[] last;

    Open(AsyncWebSocket webSocket) {
      this.webSocket = webSocket;
    }

    @Override
    public void prepare(byte[] bytes) {
      payload = ByteBuffer.allocateDirect(bytes.length).put(bytes);
    }

    @Override
    public void send() {
      webSocket.send(payload.clear());
    }

    @Override
    public int receive() throws IOException {
      Message message = webSocket.receive().join();
      if (message.isText()) {
        throw new IOException("a text message came back");
      }
      last = message.bytes();
      return last.length;
    }

    @Override
    public ByteBuffer payload() {
      return ByteBuffer.wrap(last);
    }

    @Override
    public void close() {
      webSocket.close().join();
    }
  }
}
