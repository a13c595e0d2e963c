package io.github.wirespeed.server;

import io.github.wirespeed.MessageHandler;
import io.github.wirespeed.MessageView;
import io.github.wirespeed.WaitStrategy;
import io.github.wirespeed.WebSocketConnection;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A server whose connections the test subscribes, and clients of it that need not read. */
final class TopicServer implements AutoCloseable {
  private static final int GUARD_SECONDS = 20;

  /** Long enough that a few of them fill a network. */
  static final String PADDING = ":" + "x".repeat(32 << 10);

  final WebSocketServer server;

  /** Connections, as they opened. */
  final LinkedBlockingQueue<WebSocketConnection> opened = new LinkedBlockingQueue<>();

  TopicServer() throws IOException {
    this(Backplane.none());
  }

  TopicServer(Backplane backplane) throws IOException {
    server =
        WebSocketServer.builder()
            .loops(2)
            .waitStrategy(WaitStrategy.blocking())
            .backplane(backplane)
            .route(
                "/",
                new MessageHandler() {
                  @Override
                  public void onOpen(WebSocketConnection connection) {
                    opened.add(connection);
                  }

                  @Override
                  public void onMessage(WebSocketConnection connection, MessageView message) {
                    server.topics().topic(message.text()).publish("said in " + message.text());
                  }
                })
            .start();
  }

  Topic topic(String name) {
    return server.topics().topic(name);
  }

  /** A client whose own buffer is small. */
  RawClient client() throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4096);
    RawClient client = new RawClient(socket, (InetSocketAddress) server.addresses().get(0));
    client.open();
    return client;
  }

  /** The server's end of the connection that opened last. */
  WebSocketConnection connection() throws InterruptedException {
    WebSocketConnection connection = opened.poll(GUARD_SECONDS, TimeUnit.SECONDS);
    if (connection == null) {
      throw new AssertionError("nobody connected");
    }
    return connection;
  }

  /** Waits for a publication. */
  static void done(CompletionStage<Void> stage) throws Exception {
    stage.toCompletableFuture().get(GUARD_SECONDS, TimeUnit.SECONDS);
  }

  /** Publishes numbered messages, from 0 on, until so many wait for a client that does not read. */
  static int fill(Topic topic, Subscription subscription, int queued) throws Exception {
    int next = 0;
    while (subscription.queued() < queued) {
      done(topic.publish("key " + next, new io.github.wirespeed.Message.Text(next + PADDING)));
      next++;
    }
    return next;
  }

  /** The number of the next message. */
  static String number(RawClient client) throws IOException {
    String frame = client.frame();
    int colon = frame.indexOf(':');
    return colon < 0 ? frame : frame.substring("TEXT ".length(), colon);
  }

  /** Waits until something holds. */
  static void until(java.util.function.BooleanSupplier holds) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(GUARD_SECONDS);
    while (!holds.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("it did not come to hold");
      }
      Thread.sleep(1);
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
