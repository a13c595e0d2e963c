package io.github.wirespeed.bench;

import io.github.wirespeed.AsyncWebSocket;
import io.github.wirespeed.Message;
import io.github.wirespeed.WaitStrategy;
import io.github.wirespeed.loop.EventLoop;
import io.github.wirespeed.loop.LoopHandler;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.util.concurrent.CompletableFuture;

/**
 * What is not shipped: a receive without the optimistic step. Each one is a task for the thread of
 * an event loop, which takes the message and completes a future, for which the caller waits.
 *
 * <p>The loop watches a pipe in which nothing ever comes, so that it waits as the loop of a
 * connection does: one that watches nothing would park at once, and each task would have to wake
 * it.
 */
final class ThroughLoop implements Closeable {
  private final AsyncWebSocket webSocket;
  private final EventLoop loop;
  private final Pipe pipe;

  ThroughLoop(AsyncWebSocket webSocket, WaitStrategy wait) throws IOException {
    this.webSocket = webSocket;
    this.loop = new EventLoop(wait.newSpin());
    this.pipe = Pipe.open();
    pipe.source().configureBlocking(false);
    loop.register(pipe.source(), SelectionKey.OP_READ, new Nothing());
    loop.start(Endpoint.LOOP_THREAD + "-through");
  }

  private static final class Nothing implements LoopHandler {
    @Override
    public boolean ready(int readyOps) {
      return false;
    }

    @Override
    public void failed(Throwable cause) {}
  }

  CompletableFuture<Message> receive() {
    CompletableFuture<Message> future = new CompletableFuture<>();
    loop.execute(() -> complete(future));
    return future;
  }

  @SuppressWarnings("CatchingUnchecked") // whoever waits is told, whatever it is
  private void complete(CompletableFuture<Message> future) {
    try {
      future.complete(webSocket.receive().join());
    } catch (Exception e) {
      future.completeExceptionally(e);
    }
  }

  @Override
  public void close() {
    loop.close();
    try {
      pipe.source().close();
      pipe.sink().close();
    } catch (IOException ignored) {
      // Nothing was in it.
    }
  }
}
