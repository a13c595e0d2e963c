package io.github.wirespeed.conformance.interop;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.java_websocket.WebSocket;
import org.java_websocket.WebSocketImpl;
import org.java_websocket.framing.Framedata;
import org.java_websocket.handshake.ClientHandshake;
import org.java_websocket.server.WebSocketServer;

/** The server of Java-WebSocket. */
final class JavaWebSocketServer implements ForeignServer {
  private final BlockingQueue<ForeignPeer> accepted = new LinkedBlockingQueue<>();
  private final CompletableFuture<Void> started = new CompletableFuture<>();
  private final ScheduledExecutorService reminder =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "java-websocket-reminder");
            thread.setDaemon(true);
            return thread;
          });
  private final Server server;

  JavaWebSocketServer(boolean deflate) throws Exception {
    server = new Server(deflate);
    server.setReuseAddr(true);
    server.setDaemon(true);
    server.start();
    started.get(60, TimeUnit.SECONDS);
    ScheduledFuture<?> unused =
        reminder.scheduleWithFixedDelay(server::remind, 100, 100, TimeUnit.MILLISECONDS);
  }

  @Override
  public String uri() {
    return "ws://127.0.0.1:" + server.getPort();
  }

  @Override
  public ForeignPeer accepted() throws Exception {
    return accepted.poll(60, TimeUnit.SECONDS);
  }

  @Override
  public boolean canCloseEmpty() {
    return false;
  }

  @Override
  public void stop() throws Exception {
    reminder.shutdownNow();
    server.stop(1000);
  }

  private final class Server extends WebSocketServer {
    Server(boolean deflate) {
      super(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
          1,
          List.of(JavaWebSocketClient.draft(deflate)));
    }

    /**
     * Its selector's thread gives up its interest in writing after it has found the queue empty:
     * what another thread has put there in between would stay for ever, a Close for example.
     */
    void remind() {
      for (WebSocket socket : List.copyOf(getConnections())) {
        WebSocketImpl connection = (WebSocketImpl) socket;
        SelectionKey key = connection.getSelectionKey();
        try {
          if (key != null && !connection.outQueue.isEmpty()) {
            key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
            key.selector().wakeup();
          }
        } catch (CancelledKeyException e) {
          // It has ended meanwhile.
        }
      }
    }

    @Override
    public void onStart() {
      started.complete(null);
    }

    @Override
    public void onOpen(WebSocket socket, ClientHandshake handshake) {
      JavaWebSocketPeer peer =
          new JavaWebSocketPeer(socket, handshake.getResourceDescriptor().equals(ECHO));
      socket.setAttachment(peer);
      accepted.add(peer);
    }

    @Override
    public void onMessage(WebSocket socket, String text) {
      try {
        peer(socket).message(text);
      } catch (Exception e) {
        onError(socket, e);
      }
    }

    @Override
    public void onMessage(WebSocket socket, ByteBuffer bytes) {
      try {
        peer(socket).message(bytes);
      } catch (Exception e) {
        onError(socket, e);
      }
    }

    @Override
    public void onWebsocketPong(WebSocket socket, Framedata frame) {
      peer(socket).ponged(JavaWebSocketPeer.payload(frame.getPayloadData()));
    }

    @Override
    public void onClose(WebSocket socket, int code, String reason, boolean remote) {
      if (peer(socket) != null) {
        peer(socket).ended(code, reason);
      }
    }

    @Override
    public void onError(WebSocket socket, Exception e) {
      if (socket != null) {
        socket.close(1011, "test failed");
      } else {
        started.completeExceptionally(e);
      }
    }

    private JavaWebSocketPeer peer(WebSocket socket) {
      return socket.getAttachment();
    }
  }
}
