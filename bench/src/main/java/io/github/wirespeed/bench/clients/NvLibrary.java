package io.github.wirespeed.bench.clients;

import com.neovisionaries.ws.client.WebSocket;
import com.neovisionaries.ws.client.WebSocketAdapter;
import com.neovisionaries.ws.client.WebSocketException;
import com.neovisionaries.ws.client.WebSocketFactory;
import com.neovisionaries.ws.client.WebSocketFrame;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/**
 * nv-websocket-client. A listener is given each message on the thread that reads; sends are left in
 * a queue for the thread that writes. For many frames in a row its documentation recommends to turn
 * off the flush after each frame, {@code setAutoFlush}, and to flush when all are sent.
 */
final class NvLibrary implements Library {
  @Override
  public String version() throws IOException {
    return "nv-websocket-client " + Versions.ofMaven("com.neovisionaries", "nv-websocket-client");
  }

  @Override
  public Connection open(URI uri, Trust trust) throws Exception {
    WebSocketFactory factory =
        new WebSocketFactory().setConnectionTimeout((int) TimeUnit.SECONDS.toMillis(SECONDS));
    if (trust == null) {
      factory.setSocketFactory(new NoDelaySockets());
    } else {
      factory.setSSLContext(trust.context());
    }
    PushDriver driver = new PushDriver();
    WebSocket webSocket =
        factory.createSocket(uri).setAutoFlush(false).addListener(new Messages(driver)).connect();
    webSocket.getConnectedSocket().setTcpNoDelay(true);
    return driver.over(new Open(webSocket));
  }

  private static final class Messages extends WebSocketAdapter {
    private final Receiver receiver;

    Messages(Receiver receiver) {
      this.receiver = receiver;
    }

    @Override
    public void onBinaryMessage(WebSocket webSocket, byte[] binary) {
      receiver.message(binary, binary.length, ByteBuffer::wrap);
    }

    @Override
    public void onTextMessage(WebSocket webSocket, String text) {
      receiver.text();
    }

    @Override
    public void onDisconnected(
        WebSocket webSocket, WebSocketFrame server, WebSocketFrame client, boolean byServer) {
      receiver.failed("the connection ended");
    }

    @Override
    public void onError(WebSocket webSocket, WebSocketException cause) {
      receiver.failed(cause);
    }
  }

  private static final class Open implements Link {
    private final WebSocket webSocket;
    private byte[] payload;

    Open(WebSocket webSocket) {
      this.webSocket = webSocket;
    }

    @Override
    public void prepare(byte[] bytes) {
      payload = bytes;
    }

    @Override
    public void send() {
      webSocket.sendBinary(payload);
    }

    @Override
    public void flush() {
      webSocket.flush();
    }

    @Override
    public void close() {
      webSocket.disconnect();
    }
  }
}
