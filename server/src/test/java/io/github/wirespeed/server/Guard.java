package io.github.wirespeed.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.github.wirespeed.WaitStrategy;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** What the tests of a server's life need: servers, clients, and what is left behind. */
final class Guard {
  static final byte[] REQUEST = RawClient.REQUEST.getBytes(ISO_8859_1);
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

  private Guard() {}

  /** A server without a route, with threads of that name. */
  static ServerBuilder bare(String threads) {
    ServerBuilder builder =
        WebSocketServer.builder().waitStrategy(WaitStrategy.blocking()).loops(2);
    builder.threadName = threads;
    return builder;
  }

  /** A server that echoes. */
  static ServerBuilder echo(String threads) {
    return bare(threads).route("/", (connection, message) -> connection.send(message));
  }

  static InetSocketAddress address(WebSocketServer server) {
    return (InetSocketAddress) server.addresses().get(0);
  }

  static RawClient connect(WebSocketServer server) throws IOException {
    return new RawClient(address(server));
  }

  static RawClient open(WebSocketServer server) throws IOException {
    RawClient client = connect(server);
    client.open();
    return client;
  }

  /** Ends a client by a reset. */
  static void reset(RawClient client) throws IOException {
    client.socket.setSoLinger(true, 0);
    client.close();
  }

  /** The threads whose names begin so. */
  static List<String> threads(String name) {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(n -> n.startsWith(name))
        .toList();
  }

  /** How many descriptors this process has; always 0 where that cannot be asked. */
  static int descriptors() {
    String[] all = new File("/proc/self/fd").list();
    return all == null ? 0 : all.length;
  }

  /** Waits until something is so; whether it came to that. */
  static boolean comesTrue(BooleanSupplier so) throws InterruptedException {
    long start = System.nanoTime();
    while (!so.getAsBoolean()) {
      if (System.nanoTime() - start > PATIENCE_NANOS) {
        return false;
      }
      Thread.sleep(5);
    }
    return true;
  }
}
