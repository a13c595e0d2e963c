package io.github.wirespeed.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** What the tests of what a server shows of itself have in common. */
final class Observed {
  private Observed() {}

  static InetSocketAddress address(WebSocketServer server) {
    return (InetSocketAddress) server.addresses().get(0);
  }

  /** A connection that is open on the client's side, and perhaps not yet on the server's. */
  static RawClient open(WebSocketServer server) throws IOException {
    RawClient client = new RawClient(address(server));
    client.open();
    return client;
  }

  /** A request with more headers. */
  static String request(String path, String... headers) {
    StringBuilder more = new StringBuilder();
    for (String header : headers) {
      more.append("\r\n").append(header);
    }
    return RawClient.REQUEST
        .replace("GET / ", "GET " + path + " ")
        .replace("\r\nUpgrade:", more + "\r\nUpgrade:");
  }

  /** Waits for what another thread is about to do, without a latch to tell of it. */
  @SuppressWarnings("ThreadPriorityCheck") // a hint: on a shared core that thread goes on first
  static void until(BooleanSupplier there) {
    long start = System.nanoTime();
    while (!there.getAsBoolean()) {
      if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(20)) {
        throw new AssertionError("it did not come within 20 s");
      }
      Thread.yield();
    }
  }
}
