package io.github.wirespeed.bench.peers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.java_websocket.WebSocket;
import org.java_websocket.WebSocketImpl;
import org.java_websocket.handshake.ClientHandshake;
import org.java_websocket.server.WebSocketServer;

/**
 * Java-WebSocket. Its queues have no bound and its sends tell nothing, so of each {@link
 * InFlight#MOST} publications, which are its broadcasts, the last waits until no connection has
 * anything left to write.
 */
final class JavaWebSocketServer implements HostedServer {
  private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final long REMIND_MILLIS = 50;

  private final CompletableFuture<Void> started = new CompletableFuture<>();
  private final Set<WebSocket> subscribers = ConcurrentHashMap.newKeySet();
  private final Server server;
  private int published; // publisher's thread only

  JavaWebSocketServer(Service service) throws Exception {
    server = new Server(service);
    server.setTcpNoDelay(true);
    server.setConnectionLostTimeout(0); // no pings of its own
    server.start();
    started.get(30, TimeUnit.SECONDS);
    Thread reminder = new Thread(this::remind, "reminder");
    reminder.setDaemon(true);
    reminder.start();
  }

  @Override
  public int port() {
    return server.getPort();
  }

  private final class Server extends WebSocketServer {
    private final Service service;

    private Server(Service service) {
      super(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      this.service = service;
    }

    @Override
    public void onStart() {
      started.complete(null);
    }

    @Override
    public void onMessage(WebSocket socket, ByteBuffer bytes) {
      socket.send(bytes);
    }

    @Override
    public void onMessage(WebSocket socket, String text) {
      if (service == Service.ECHO) {
        socket.send(text);
      } else if (Publications.isCommand(text)) {
        Publications.of(text).start(JavaWebSocketServer.this::publish);
      } else {
        subscribers.add(socket);
        socket.send(SUBSCRIBED);
      }
    }

    @Override
    public void onOpen(WebSocket socket, ClientHandshake handshake) {
      // Nothing to do yet.
    }

    @Override
    public void onClose(WebSocket socket, int code, String reason, boolean remote) {
      subscribers.remove(socket);
    }

    @Override
    public void onError(WebSocket socket, Exception e) {
      started.completeExceptionally(e);
    }
  }

  private void publish(byte[] message) throws IOException {
    server.broadcast(message, subscribers);
    if (++published % InFlight.MOST != 0) {
      return;
    }
    long start = System.nanoTime();
    for (WebSocket socket : subscribers) {
      while (socket.hasBufferedData()) {
        if (System.nanoTime() - start > TIMEOUT_NANOS) {
          throw new IOException("no publication was written in 30 s");
        }
        LockSupport.parkNanos(20_000);
      }
    }
  }

  /**
   * Its selector's thread gives up its interest in writing after it has found the queue empty: what
   * another thread has put there in between would stay until the next message.
   */
  private void remind() {
    while (true) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(REMIND_MILLIS));
      for (WebSocket socket : List.copyOf(server.getConnections())) {
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
  }
}
