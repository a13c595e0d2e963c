package io.github.wirespeed.bench.research;

import io.github.wirespeed.AsyncWebSocket;
import io.github.wirespeed.Message;
import io.github.wirespeed.WebSocketClient;
import io.github.wirespeed.WebSocketOptions;
import io.github.wirespeed.bench.experiment.Lab;
import io.github.wirespeed.bench.experiment.Trial;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Some connections in loops, each of which sends its next message when the answer to the last one
 * is there; nobody waits but for the end of all.
 */
final class LoopConversations implements Trial {
  /** How many connections there are. */
  static final int CONNECTIONS = 16;

  static final int BYTES = 256;

  private static final int LONGEST_SECONDS = 50;

  private final WebSocketClient client;
  private final ExecutorService executor; // null: messages are handled in the loop
  private final List<Conversation> conversations = new ArrayList<>();
  private volatile CountDownLatch running;

  /**
   * Connects them all.
   *
   * @param executor where messages are handled; null for the loops
   */
  LoopConversations(Lab lab, int loops, ExecutorService executor) {
    this.executor = executor;
    WebSocketOptions options = WebSocketOptions.defaults().waitStrategy(lab.waitStrategy());
    client =
        WebSocketClient.builder()
            .loops(loops)
            .waitStrategy(lab.waitStrategy())
            .options(executor == null ? options : options.executor(executor))
            .build();
    for (int i = 0; i < CONNECTIONS; i++) {
      conversations.add(new Conversation(client.connectAsync(lab.echo()).join()));
    }
  }

  private final class Conversation {
    private final AsyncWebSocket webSocket;
    private final byte[] payload = new byte[BYTES];

    // Set before the first message is sent; from then on of whoever is handed the messages.
    private int left;

    Conversation(AsyncWebSocket webSocket) {
      this.webSocket = webSocket;
      webSocket.forEachAsync(this::answered);
    }

    void start(int messages) {
      left = messages;
      webSocket.send(ByteBuffer.wrap(payload));
    }

    private CompletionStage<?> answered(Message message) {
      if (message.bytes().length == BYTES && --left > 0) {
        webSocket.send(ByteBuffer.wrap(payload));
      } else {
        running.countDown();
      }
      return null;
    }
  }

  @Override
  public long run(int operations) throws IOException {
    int each = (operations + CONNECTIONS - 1) / CONNECTIONS;
    CountDownLatch latch = new CountDownLatch(CONNECTIONS);
    running = latch;
    long start = System.nanoTime();
    conversations.forEach(c -> c.start(each));
    await(latch);
    return share(System.nanoTime() - start, operations);
  }

  /** Of what so many operations took, rounded up to the same number for each connection. */
  static long share(long nanos, int operations) {
    int each = (operations + CONNECTIONS - 1) / CONNECTIONS;
    return (long) ((double) nanos * operations / (each * CONNECTIONS));
  }

  static void await(CountDownLatch latch) throws IOException {
    try {
      if (!latch.await(LONGEST_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException(latch.getCount() + " connections have no answer");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public void close() {
    client.close();
    if (executor != null) {
      executor.shutdownNow();
    }
  }
}
