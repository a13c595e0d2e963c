package io.github.wirespeed.bench.research;

import io.github.wirespeed.WaitStrategy;
import io.github.wirespeed.WebSocket;
import io.github.wirespeed.WebSocketOptions;
import io.github.wirespeed.bench.experiment.Lab;
import io.github.wirespeed.bench.experiment.Trial;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;

/**
 * As {@link LoopConversations}, with blocking connections, each on a thread of its own. They park
 * at once: sixteen threads that spin on one core would only be in each other's way.
 */
final class ThreadConversations implements Trial {
  private static final int CONNECTIONS = LoopConversations.CONNECTIONS;
  private static final int BYTES = LoopConversations.BYTES;

  private final ExecutorService threads;
  private final List<WebSocket> webSockets = new ArrayList<>();

  ThreadConversations(Lab lab, ExecutorService threads) throws IOException {
    this.threads = threads;
    for (int i = 0; i < CONNECTIONS; i++) {
      webSockets.add(
          WebSocket.connect(
              lab.echo(), WebSocketOptions.defaults().waitStrategy(WaitStrategy.blocking())));
    }
  }

  @Override
  public long run(int operations) throws IOException {
    int each = (operations + CONNECTIONS - 1) / CONNECTIONS;
    CountDownLatch running = new CountDownLatch(CONNECTIONS);
    long start = System.nanoTime();
    for (WebSocket webSocket : webSockets) {
      threads.execute(() -> exchange(webSocket, each, running));
    }
    LoopConversations.await(running);
    return LoopConversations.share(System.nanoTime() - start, operations);
  }

  private static void exchange(WebSocket webSocket, int messages, CountDownLatch running) {
    try {
      ByteBuffer payload = ByteBuffer.allocateDirect(BYTES);
      for (int i = 0; i < messages; i++) {
        webSocket.send(payload.clear());
        if (webSocket.receive().bytes().length != BYTES) {
          return; // the latch tells
        }
      }
      running.countDown();
    } catch (IOException e) {
      System.err.println("research: " + e);
    }
  }

  @Override
  public void close() {
    webSockets.forEach(WebSocket::close);
    threads.shutdownNow();
  }
}
