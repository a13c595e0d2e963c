package io.github.wirespeed.bench.clients;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.java_websocket.client.WebSocketClient;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.handshake.ServerHandshake;
import org.java_websocket.protocols.Protocol;

/**
 * Java-WebSocket. It has one way: {@code onMessage} is called with a buffer of the message's own,
 * on the thread that reads; {@code send} makes a frame and leaves it for the thread that writes.
 * Its documentation says of speed that Nagle's algorithm can be turned off, {@code setTcpNoDelay}.
 */
final class JavaWebSocketLibrary implements Library {
  @Override
  public String version() throws IOException {
    return "Java-WebSocket " + Versions.ofMaven("org.java-websocket", "Java-WebSocket");
  }

  @Override
  public Connection open(URI uri, Trust trust) throws Exception {
    PushDriver driver = new PushDriver();
    Open open = new Open(uri, driver);
    open.setTcpNoDelay(true);
    if (trust != null) {
      open.setSocketFactory(trust.context().getSocketFactory());
    }
    if (!open.connectBlocking(SECONDS, TimeUnit.SECONDS)) {
      throw open.failure();
    }
    return driver.over(open);
  }

  private static final class Open extends WebSocketClient implements Link {
    private final Receiver receiver;
    private volatile String why = "Java-WebSocket did not connect";
    private byte[] payload;

    Open(URI uri, Receiver receiver) {
      super(
          uri,
          new Draft_6455(
              List.of(), List.of(new Protocol("")), /* inputMaxFrameSize= */ MAX_MESSAGE));
      this.receiver = receiver;
    }

    private IOException failure() {
      return new IOException(why);
    }

    @Override
    public void prepare(byte[] bytes) {
      payload = bytes;
    }

    @Override
    public void send() {
      send(payload);
    }

    @Override
    public void flush() {}

    @Override
    public void onOpen(ServerHandshake handshake) {}

    @Override
    public void onMessage(ByteBuffer bytes) {
      receiver.message(bytes, bytes.remaining(), ByteBuffer::duplicate);
    }

    @Override
    public void onMessage(String text) {
      receiver.text();
    }

    @Override
    public void onClose(int code, String reason, boolean remote) {
      receiver.failed("closed with " + code + " " + reason);
    }

    @Override
    public void onError(Exception e) {
      why = e.toString();
      receiver.failed(e);
    }

    @Override
    public void close() {
      super.close();
    }
  }
}
