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
 * a queue for the thread that writes, which flushes when the queue is empty. Its documentation has
 * for many frames in a row that this can be turned off, {@code setAutoFlush(false)}, and flushed by
 * hand; but version 2.14 now and then loses such a flush, when it comes while the last one ends,
 * and then nothing is sent any more. So it is left on.
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
    WebSocket webSocket = factory.createSocket(uri).addListener(new Messages(driver)).connect();
    webSocket.getConnectedSocket().setTcpNoDelay(true);
    return driver.over(new Open(webSocket));
  }

  private static final class Messages extends WebSocketAdapter {
    private static final byte[] EMPTY = {};

    private final Receiver receiver;

    Messages(Receiver receiver) {
      this.receiver = receiver;
    }

    @Override
    public void onBinaryMessage(WebSocket webSocket, byte[] payload) {
      byte[] binary = payload == null ? EMPTY : payload; // it has no array for no bytes
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
    public void close() {
      webSocket.disconnect();
    }
  }
}
