package io.github.wirespeed.conformance.interop;

import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.java_websocket.WebSocket;
import org.java_websocket.client.WebSocketClient;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.extensions.IExtension;
import org.java_websocket.extensions.permessage_deflate.PerMessageDeflateExtension;
import org.java_websocket.framing.Framedata;
import org.java_websocket.handshake.ServerHandshake;
import org.java_websocket.protocols.Protocol;

/** The client of Java-WebSocket. */
final class JavaWebSocketClient implements ForeignClient {
  private final boolean deflate;

  JavaWebSocketClient(boolean deflate) {
    this.deflate = deflate;
  }

  static Draft_6455 draft(boolean deflate) {
    List<IExtension> extensions = List.of();
    if (deflate) {
      PerMessageDeflateExtension extension = new PerMessageDeflateExtension();
      extension.setThreshold(0);
      extensions = List.of(extension);
    }
    return new Draft_6455(extensions, List.of(new Protocol("")), ForeignServer.MAX_MESSAGE);
  }

  @Override
  public ForeignPeer connect(String uri) throws Exception {
    Client client = new Client(URI.create(uri), deflate);
    client.setDaemon(true);
    if (!client.connectBlocking(60, TimeUnit.SECONDS)) {
      throw new AssertionError("Java-WebSocket did not connect to " + uri);
    }
    return client.peer;
  }

  @Override
  public boolean canCloseEmpty() {
    return false;
  }

  private static final class Client extends WebSocketClient {
    private final JavaWebSocketPeer peer = new JavaWebSocketPeer(this, false);

    Client(URI uri, boolean deflate) {
      super(uri, draft(deflate));
    }

    @Override
    public void onOpen(ServerHandshake handshake) {}

    @Override
    public void onMessage(String text) {
      try {
        peer.message(text);
      } catch (Exception e) {
        onError(e);
      }
    }

    @Override
    public void onMessage(ByteBuffer bytes) {
      try {
        peer.message(bytes);
      } catch (Exception e) {
        onError(e);
      }
    }

    @Override
    public void onWebsocketPong(WebSocket socket, Framedata frame) {
      peer.ponged(JavaWebSocketPeer.payload(frame.getPayloadData()));
    }

    @Override
    public void onClose(int code, String reason, boolean remote) {
      peer.ended(code, reason);
    }

    @Override
    public void onError(Exception e) {
      close(1011, "test failed");
    }
  }
}
