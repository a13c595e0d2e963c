package io.github.wirespeed.bench;

import io.github.wirespeed.AsyncWebSocket;
import io.github.wirespeed.Message;
import io.github.wirespeed.Stage;
import io.github.wirespeed.WebSocketClient;
import io.github.wirespeed.WebSocketOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * The async client, {@link AsyncWebSocket}, with a caller that waits in {@code join}; and the same
 * by its batch, its {@code receive}, or through a loop.
 */
final class AsyncSession extends WaitingSession {
  private final WebSocketClient client;
  private final AsyncWebSocket webSocket;
  private final Client how;
  private final ThroughLoop loop; // null but for THROUGH_LOOP
  private final List<Long> workers;
  private final ByteBuffer payload;
  private final List<Message> batch;
  private final ByteBuffer command = ByteBuffer.allocate(Command.BYTES);

  /** Where received messages are put, so that no compiler may leave them out. */
  private Message kept;

  /**
   * A session.
   *
   * @param client closed with the session
   * @param how one of the async clients
   */
  AsyncSession(
      WebSocketClient client, Endpoint endpoint, Workload workload, int payloadBytes, Client how)
      throws IOException {
    this(client, endpoint, endpoint.options(), workload, payloadBytes, how);
  }

  /** One that is connected with options of its own. */
  AsyncSession(
      WebSocketClient client,
      Endpoint endpoint,
      WebSocketOptions options,
      Workload workload,
      int payloadBytes,
      Client how)
      throws IOException {
    super(workload, payloadBytes);
    this.client = client;
    this.how = how;
    this.webSocket = client.connectAsync(endpoint.uri(workload), options).join();
    this.loop = how == Client.THROUGH_LOOP ? new ThroughLoop(webSocket, endpoint.strategy()) : null;
    this.workers = Meter.threads(Endpoint.LOOP_THREAD);
    this.payload = Payload.direct(payloadBytes);
    byte[] bytes = new byte[payloadBytes];
    payload.get(0, bytes);
    Message message = new Message.Binary(bytes);
    this.batch = Stream.generate(() -> message).limit(workload.unit(payloadBytes)).toList();
    if (workload == Workload.ERRORS) {
      webSocket.close().join();
    }
  }

  @Override
  void command(int messages) {
    if (!workload.echoed()) {
      Command.put(command.clear(), workload.mode(), messages, payloadBytes, payloadBytes);
      webSocket.send(command.flip()).join();
    }
  }

  @Override
  void send(int count) {
    if (how == Client.ASYNC_BATCH) {
      webSocket.sendAll(count == batch.size() ? batch : batch.subList(0, count));
    } else if (workload == Workload.UPLOAD) {
      // Nothing else holds it back: whoever does not wait is ahead of the network without end.
      webSocket.send(payload.clear()).join();
    } else {
      for (int i = 0; i < count; i++) {
        webSocket.send(payload.clear());
      }
    }
  }

  @Override
  void receive(int count) throws IOException {
    if (how == Client.THROUGH_LOOP) {
      receiveThroughLoop(count);
    } else if (workload == Workload.ITERATE && how == Client.ASYNC) {
      iterate(count);
    } else {
      receiveOwned(count);
    }
  }

  private void receiveOwned(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      kept = webSocket.receive().join();
      check(kept.bytes().length);
    }
  }

  private void iterate(int count) throws IOException {
    int left = count;
    for (Message message : webSocket) {
      kept = message;
      check(message.bytes().length);
      if (--left == 0) {
        return;
      }
    }
    throw new IOException("the connection ended before its last " + left + " messages");
  }

  private void receiveThroughLoop(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      CompletableFuture<Message> future = loop.receive();
      kept = future.join();
      check(kept.bytes().length);
    }
  }

  @Override
  int fail(int operations) {
    int failed = 0;
    for (int i = 0; i < operations; i++) {
      Stage<?> stage = (i & 1) == 0 ? webSocket.send(payload.clear()) : webSocket.receive();
      if (stage.isCompletedExceptionally()) {
        failed++;
      }
    }
    return failed;
  }

  @Override
  void acknowledged() throws IOException {
    checkAcknowledgement(webSocket.receive().join().bytes().length);
  }

  @Override
  public long allocatedBytes() {
    return Meter.allocatedBytes() + Meter.allocatedBytes(workers);
  }

  @Override
  public void close() {
    webSocket.close().join();
    if (loop != null) {
      loop.close();
    }
    client.close();
  }
}
