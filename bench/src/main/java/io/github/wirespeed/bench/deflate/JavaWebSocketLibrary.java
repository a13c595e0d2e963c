package io.github.wirespeed.bench.deflate;

import java.io.IOException;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import org.java_websocket.client.WebSocketClient;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.extensions.permessage_deflate.PerMessageDeflateExtension;
import org.java_websocket.handshake.ServerHandshake;

/** Java-WebSocket. */
final class JavaWebSocketLibrary implements Library {
  private static final long SECONDS = 10;

  @Override
  public String label() {
    return "Java-WebSocket";
  }

  @Override
  public Link open(String uri, Setting setting) throws Exception {
    PerMessageDeflateExtension deflate = new PerMessageDeflateExtension(setting.level());
    deflate.setThreshold(0);
    deflate.setServerNoContextTakeover(!setting.takeover());
    deflate.setClientNoContextTakeover(!setting.takeover());
    Received received = new Received();
    Counting client = new Counting(URI.create(uri), new Draft_6455(deflate), received);
    client.setTcpNoDelay(true);
    if (!client.connectBlocking(SECONDS, TimeUnit.SECONDS)) {
      throw new IOException("Java-WebSocket did not connect");
    }
    return new Open(client, received);
  }

  @Override
  public void close() {}

  private static final class Counting extends WebSocketClient {
    private final Received received;

    Counting(URI uri, Draft_6455 draft, Received received) {
      super(uri, draft);
      this.received = received;
    }

    @Override
    public void onOpen(ServerHandshake handshake) {}

    @Override
    public void onMessage(String text) {
      received.text(text);
    }

    @Override
    public void onClose(int code, String reason, boolean remote) {
      received.failed(new IOException("closed with " + code + " " + reason));
    }

    @Override
    public void onError(Exception e) {
      received.failed(e);
    }
  }

  private record Open(WebSocketClient client, Received received) implements Link {
    @Override
    public void send(String text) {
      client.send(text);
    }

    @Override
    public void await(int messages) throws IOException {
      received.await(messages);
    }

    @Override
    public long chars() {
      return received.chars();
    }

    @Override
    public void close() {
      try {
        client.closeBlocking();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
