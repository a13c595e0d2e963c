package io.github.wirespeed.conformance.interop;

import io.github.wirespeed.Message;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** The client of the JDK. It allows one send at a time, so each waits for the one before. */
final class JdkClient implements ForeignClient {
  private final HttpClient http = HttpClient.newHttpClient();

  @Override
  public ForeignPeer connect(String uri) throws Exception {
    Listener listener = new Listener();
    WebSocket socket =
        http.newWebSocketBuilder().buildAsync(URI.create(uri), listener).get(60, TimeUnit.SECONDS);
    listener.peer.socket = socket;
    return listener.peer;
  }

  @Override
  public boolean canCloseEmpty() {
    return false;
  }

  private static final class Peer extends ForeignPeer {
    private volatile WebSocket socket;

    Peer() {
      super(false);
    }

    @Override
    synchronized void text(String text) throws Exception {
      done(socket.sendText(text, true));
    }

    @Override
    synchronized void binary(byte[] bytes) throws Exception {
      done(socket.sendBinary(ByteBuffer.wrap(bytes), true));
    }

    @Override
    synchronized void textFragments(List<String> parts, byte[] ping) throws Exception {
      for (int i = 0; i < parts.size(); i++) {
        done(socket.sendText(parts.get(i), i == parts.size() - 1));
        pingAfterFirst(i, ping);
      }
    }

    @Override
    synchronized void binaryFragments(List<byte[]> parts, byte[] ping) throws Exception {
      for (int i = 0; i < parts.size(); i++) {
        done(socket.sendBinary(ByteBuffer.wrap(parts.get(i)), i == parts.size() - 1));
        pingAfterFirst(i, ping);
      }
    }

    private void pingAfterFirst(int i, byte[] ping) throws Exception {
      if (i == 0 && ping != null) {
        done(socket.sendPing(ByteBuffer.wrap(ping)));
      }
    }

    @Override
    synchronized void unfinished(byte[] part) throws Exception {
      done(socket.sendBinary(ByteBuffer.wrap(part), false));
    }

    @Override
    synchronized void pong(byte[] payload) throws Exception {
      done(socket.sendPong(ByteBuffer.wrap(payload)));
    }

    @Override
    synchronized void close(int code, String reason) throws Exception {
      try {
        done(socket.sendClose(code, reason));
      } catch (ExecutionException e) {
        if (!socket.isOutputClosed()) {
          throw e;
        }
        // Its answer to the server's Close was first.
      }
    }

    @Override
    void closeEmpty() {
      throw new UnsupportedOperationException("the JDK always sends a code");
    }

    @Override
    void abort() {
      socket.abort();
    }

    private static void done(CompletableFuture<WebSocket> sent) throws Exception {
      sent.get(60, TimeUnit.SECONDS);
    }
  }

  private static final class Listener implements WebSocket.Listener {
    private final Peer peer = new Peer();
    private final StringBuilder text = new StringBuilder();
    private final ByteArrayOutputStream binary = new ByteArrayOutputStream();

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        deliver(new Message.Text(text.toString()));
        text.setLength(0);
      }
      socket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
      byte[] part = new byte[data.remaining()];
      data.get(part);
      binary.writeBytes(part);
      if (last) {
        deliver(new Message.Binary(binary.toByteArray()));
        binary.reset();
      }
      socket.request(1);
      return null;
    }

    private void deliver(Message message) {
      try {
        peer.received(message);
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public CompletionStage<?> onPong(WebSocket socket, ByteBuffer payload) {
      byte[] copy = new byte[payload.remaining()];
      payload.get(copy);
      peer.ponged(copy);
      socket.request(1);
      return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable cause) {
      peer.ended(1006, "");
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      peer.ended(code, reason);
      return null;
    }
  }
}
