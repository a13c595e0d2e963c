package io.github.wirespeed.bench.growth;

import io.github.wirespeed.ConnectionClosedException;
import io.github.wirespeed.MessageHandler;
import io.github.wirespeed.MessageView;
import io.github.wirespeed.Stage;
import io.github.wirespeed.WaitStrategy;
import io.github.wirespeed.WebSocketClient;
import io.github.wirespeed.WebSocketConnection;
import io.github.wirespeed.WebSocketOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;

/** Ours: a {@link MessageHandler} for all connections, on one loop. */
final class CallbackFleet implements Fleet, MessageHandler {
  private final WebSocketClient client;
  private final List<WebSocketConnection> connections = new ArrayList<>();
  private final int payloadBytes;
  private final ByteBuffer first; // of the thread that measures
  private final ByteBuffer next; // of the loop
  private volatile Run run;

  private CallbackFleet(WaitStrategy wait, int payloadBytes) {
    this.client =
        WebSocketClient.builder().loops(1).waitStrategy(wait).threadName("bench-growth").build();
    this.payloadBytes = payloadBytes;
    this.first = ByteBuffer.allocateDirect(payloadBytes);
    this.next = ByteBuffer.allocateDirect(payloadBytes);
  }

  static CallbackFleet open(String uri, WaitStrategy wait, int connections, int payloadBytes)
      throws IOException {
    CallbackFleet fleet = new CallbackFleet(wait, payloadBytes);
    boolean open = false;
    try {
      fleet.open(uri, WebSocketOptions.defaults().waitStrategy(wait), connections);
      open = true;
      return fleet;
    } catch (CompletionException e) {
      throw new IOException(
          "opened " + fleet.connections.size() + " connections: " + e.getCause(), e);
    } finally {
      if (!open) {
        fleet.close();
      }
    }
  }

  private void open(String uri, WebSocketOptions options, int count) {
    List<Stage<WebSocketConnection>> opening = new ArrayList<>(AT_A_TIME);
    while (connections.size() < count) {
      int now = Math.min(AT_A_TIME, count - connections.size());
      for (int i = 0; i < now; i++) {
        opening.add(client.connect(uri, options, this));
      }
      opening.forEach(stage -> connections.add(stage.join()));
      opening.clear();
    }
  }

  @Override
  public long exchange(long messages) throws IOException {
    int atStart = (int) Math.min(messages, connections.size());
    Run now = new Run(messages, atStart);
    run = now;
    long start = System.nanoTime();
    for (int i = 0; i < atStart; i++) {
      connections.get(i).send(first.clear());
    }
    return now.await() - start;
  }

  @Override
  public void onMessage(WebSocketConnection connection, MessageView message) {
    if (message.size() != payloadBytes) {
      run.fail("a message of " + message.size() + " bytes came back for one of " + payloadBytes);
    } else if (run.came()) {
      connection.send(next.clear());
    }
  }

  @Override
  public void onClosed(WebSocketConnection connection, ConnectionClosedException how) {
    Run now = run;
    if (now != null) {
      now.fail("a connection ended: " + how.getMessage());
    }
  }

  @Override
  public void close() {
    List<Stage<Void>> closing = new ArrayList<>(connections.size());
    connections.forEach(connection -> closing.add(connection.close()));
    closing.forEach(Stage::join);
    client.close();
  }
}
