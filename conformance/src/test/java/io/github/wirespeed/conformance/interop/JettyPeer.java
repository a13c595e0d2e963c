package io.github.wirespeed.conformance.interop;

import io.github.wirespeed.Message;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;

/** A connection of Jetty, which sends by a queue of its own. */
final class JettyPeer extends ForeignPeer {
  private final CompletableFuture<Session> session = new CompletableFuture<>();

  JettyPeer(boolean echo) {
    super(echo);
  }

  Listener listener(CompletableFuture<? super JettyPeer> opened) {
    return new Listener(this, opened);
  }

  private Session session() throws Exception {
    return session.get(60, TimeUnit.SECONDS);
  }

  @Override
  void text(String text) throws Exception {
    session().sendText(text, Callback.NOOP);
  }

  @Override
  void binary(byte[] bytes) throws Exception {
    session().sendBinary(ByteBuffer.wrap(bytes), Callback.NOOP);
  }

  @Override
  void textFragments(List<String> parts, byte[] ping) throws Exception {
    for (int i = 0; i < parts.size(); i++) {
      session().sendPartialText(parts.get(i), i == parts.size() - 1, Callback.NOOP);
      pingAfterFirst(i, ping);
    }
  }

  @Override
  void binaryFragments(List<byte[]> parts, byte[] ping) throws Exception {
    for (int i = 0; i < parts.size(); i++) {
      boolean last = i == parts.size() - 1;
      session().sendPartialBinary(ByteBuffer.wrap(parts.get(i)), last, Callback.NOOP);
      pingAfterFirst(i, ping);
    }
  }

  private void pingAfterFirst(int i, byte[] ping) throws Exception {
    if (i == 0 && ping != null) {
      session().sendPing(ByteBuffer.wrap(ping), Callback.NOOP);
    }
  }

  @Override
  void unfinished(byte[] part) throws Exception {
    session().sendPartialBinary(ByteBuffer.wrap(part), false, Callback.NOOP);
  }

  @Override
  void pong(byte[] payload) throws Exception {
    session().sendPong(ByteBuffer.wrap(payload), Callback.NOOP);
  }

  @Override
  void close(int code, String reason) throws Exception {
    session().close(code, reason, Callback.NOOP);
  }

  @Override
  void closeEmpty() throws Exception {
    session().close(1005, null, Callback.NOOP);
  }

  @Override
  void abort() throws Exception {
    session().disconnect();
  }

  /** What comes. Public because Jetty looks for its methods. */
  public static final class Listener implements Session.Listener.AutoDemanding {
    private final JettyPeer peer;
    private final CompletableFuture<? super JettyPeer> opened;

    Listener(JettyPeer peer, CompletableFuture<? super JettyPeer> opened) {
      this.peer = peer;
      this.opened = opened;
    }

    @Override
    public void onWebSocketOpen(Session session) {
      peer.session.complete(session);
      opened.complete(peer);
    }

    @Override
    public void onWebSocketText(String text) {
      deliver(new Message.Text(text));
    }

    @Override
    public void onWebSocketBinary(ByteBuffer bytes, Callback callback) {
      deliver(new Message.Binary(copy(bytes)));
      callback.succeed();
    }

    private void deliver(Message message) {
      try {
        peer.received(message);
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public void onWebSocketPong(ByteBuffer payload) {
      peer.ponged(copy(payload));
    }

    @Override
    public void onWebSocketClose(int code, String reason, Callback callback) {
      peer.ended(code, reason == null ? "" : reason);
      callback.succeed();
    }

    private static byte[] copy(ByteBuffer bytes) {
      byte[] copy = new byte[bytes.remaining()];
      bytes.duplicate().get(copy);
      return copy;
    }
  }
}
