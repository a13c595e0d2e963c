package io.github.wirespeed.bench;

import com.sun.management.OperatingSystemMXBean;
import io.github.wirespeed.AsyncWebSocket;
import io.github.wirespeed.Keepalive;
import io.github.wirespeed.Stage;
import io.github.wirespeed.WebSocketClient;
import io.github.wirespeed.WebSocketOptions;
import io.github.wirespeed.bench.process.Descriptors;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What many async connections cost while nothing happens on them.
 *
 * @param idle of each, once they are open
 * @param used of each, once a message went to and fro on it and it is quiet again
 * @param bare of as many of the JDK's channels, each registered with a selector
 * @param cpuNanos of the whole process, while they were quiet
 * @param pongs how many came meanwhile, where they are kept alive
 */
record IdleConnections(
    Memory idle,
    Memory used,
    Memory bare,
    Count threads,
    Count descriptors,
    long cpuNanos,
    long pongs) {
  /** Opened at a time: a server's queue of connections that it has not accepted yet is short. */
  private static final int AT_A_TIME = 32;

  private static final int WARM_UP = 64;
  private static final int COLLECTIONS = 6;

  /** Until connections that callers used are the loop's again, and their buffers given back. */
  private static final long SETTLING_MILLIS = 1000;

  /** How long what ends by itself may take: threads, sockets of the closing side. */
  private static final int CLOSING_TENTHS = 80;

  /** Bytes of each connection. */
  record Memory(double heap, double direct) {
    double together() {
      return heap + direct;
    }

    private static Memory between(Memory before, Memory after, int connections) {
      return new Memory(
          (after.heap - before.heap) / connections, (after.direct - before.direct) / connections);
    }

    /** All that is in use, after what is garbage is gone. */
    private static Memory now() throws IOException {
      long least = Long.MAX_VALUE;
      for (int i = 0; i < COLLECTIONS; i++) {
        System.gc();
        sleep(50);
        least = Math.min(least, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
      }
      long direct = 0;
      for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
        direct += pool.getName().equals("direct") ? pool.getMemoryUsed() : 0;
      }
      return new Memory((double) least, (double) direct);
    }
  }

  /** How many there were at three moments. */
  record Count(long before, long open, long closed) {}

  double cpuSeconds() {
    return cpuNanos / 1e9;
  }

  static IdleConnections measure(
      Endpoint endpoint, Keepalive keepalive, int connections, int seconds) throws IOException {
    WebSocketOptions options = endpoint.options().keepalive(keepalive);
    // Classes, code and the JDK's own caches are not a connection's.
    long first = liveThreads();
    try (WebSocketClient client = endpoint.client()) {
      List<AsyncWebSocket> few = open(client, endpoint, options, new ArrayList<>(), WARM_UP);
      use(few);
      close(few);
    }
    settle(first);
    final Memory bare = bare(endpoint, connections);
    List<AsyncWebSocket> open = new ArrayList<>(connections);
    final long threads = liveThreads();
    final long descriptors = Descriptors.open();
    final Memory before = Memory.now();
    WebSocketClient client = endpoint.client();
    try {
      open(client, endpoint, options, open, connections);
      sleep(SETTLING_MILLIS);
      final Memory idle = Memory.between(before, Memory.now(), connections);
      final long pongsBefore = pongs(open);
      final long cpuNanos = cpuNanos(seconds);
      final long pongs = pongs(open) - pongsBefore;
      final long threadsOpen = liveThreads();
      final long descriptorsOpen = Descriptors.open();
      use(open);
      sleep(SETTLING_MILLIS);
      final Memory used = Memory.between(before, Memory.now(), connections);
      close(open);
      client.close();
      settle(threads);
      settleDescriptors(descriptors);
      return new IdleConnections(
          idle,
          used,
          bare,
          new Count(threads, threadsOpen, liveThreads()),
          new Count(descriptors, descriptorsOpen, Descriptors.open()),
          cpuNanos,
          pongs);
    } finally {
      client.close();
    }
  }

  private static List<AsyncWebSocket> open(
      WebSocketClient client,
      Endpoint endpoint,
      WebSocketOptions options,
      List<AsyncWebSocket> open,
      int connections) {
    List<Stage<AsyncWebSocket>> opening = new ArrayList<>(AT_A_TIME);
    for (int i = 0; i < connections; i++) {
      opening.add(client.connectAsync(endpoint.echo(), options));
      if (opening.size() == AT_A_TIME || i == connections - 1) {
        opening.forEach(stage -> open.add(stage.join()));
        opening.clear();
      }
    }
    return open;
  }

  private static long pongs(List<AsyncWebSocket> open) {
    return open.stream().mapToLong(ws -> ws.roundTrips().count()).sum();
  }

  private static void use(List<AsyncWebSocket> open) throws IOException {
    ByteBuffer payload = Payload.direct(256);
    for (AsyncWebSocket ws : open) {
      ws.send(payload.clear());
      int size = ws.receive().join().bytes().length;
      if (size != payload.capacity()) {
        throw new IOException("a message of " + size + " bytes came back for one of 256");
      }
    }
  }

  private static void close(List<AsyncWebSocket> open) {
    List<Stage<Void>> closing = new ArrayList<>(open.size());
    open.forEach(ws -> closing.add(ws.close()));
    closing.forEach(Stage::join);
    open.clear();
  }

  /** The JDK's share: the same number of its channels and keys, and nothing with them. */
  private static Memory bare(Endpoint endpoint, int connections) throws IOException {
    URI uri = URI.create(endpoint.echo());
    InetSocketAddress address = new InetSocketAddress(uri.getHost(), uri.getPort());
    List<SocketChannel> channels = new ArrayList<>(connections);
    try (Selector selector = Selector.open()) {
      Memory before = Memory.now();
      for (int i = 0; i < connections; i++) {
        SocketChannel channel = SocketChannel.open(address);
        channels.add(channel);
        // A reset: else each would keep its port for a minute.
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ);
      }
      selector.selectNow();
      return Memory.between(before, Memory.now(), connections);
    } finally {
      for (SocketChannel channel : channels) {
        channel.close();
      }
    }
  }

  private static long cpuNanos(int seconds) throws IOException {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long before = system.getProcessCpuTime();
    sleep(TimeUnit.SECONDS.toMillis(seconds));
    return system.getProcessCpuTime() - before;
  }

  private static long liveThreads() {
    return ManagementFactory.getThreadMXBean().getThreadCount();
  }

  /** Waits until no more threads are left than there were, or it takes too long. */
  private static void settle(long threads) throws IOException {
    for (int i = 0; i < CLOSING_TENTHS && liveThreads() > threads; i++) {
      sleep(100);
    }
  }

  /**
   * Likewise with descriptors: threads of others may end meanwhile, before ours have closed all.
   */
  private static void settleDescriptors(long descriptors) throws IOException {
    for (int i = 0; i < CLOSING_TENTHS && Descriptors.open() > descriptors; i++) {
      sleep(100);
    }
  }

  private static void sleep(long millis) throws IOException {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
