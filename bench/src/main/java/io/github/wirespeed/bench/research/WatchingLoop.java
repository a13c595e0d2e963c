package io.github.wirespeed.bench.research;

import io.github.wirespeed.WaitStrategy;
import io.github.wirespeed.loop.EventLoop;
import io.github.wirespeed.loop.LoopHandler;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;

/**
 * An event loop with a thread. It watches a pipe in which nothing ever comes, so that it waits as
 * the loop of a connection does: one that watches nothing parks at once.
 */
final class WatchingLoop implements Closeable {
  private final EventLoop loop;
  private final Pipe pipe = Pipe.open();

  WatchingLoop(WaitStrategy wait) throws IOException {
    loop = new EventLoop(wait.newSpin());
    pipe.source().configureBlocking(false);
    loop.register(pipe.source(), SelectionKey.OP_READ, new Nothing());
    loop.start("research-loop");
  }

  private static final class Nothing implements LoopHandler {
    @Override
    public boolean ready(int readyOps) {
      return false;
    }

    @Override
    public void failed(Throwable cause) {}
  }

  EventLoop loop() {
    return loop;
  }

  void execute(Runnable task) {
    loop.execute(task);
  }

  @Override
  public void close() throws IOException {
    loop.close();
    pipe.source().close();
    pipe.sink().close();
  }
}
