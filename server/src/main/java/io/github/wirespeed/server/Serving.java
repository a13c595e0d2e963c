package io.github.wirespeed.server;

import io.github.wirespeed.ConnectionClosedException;
import io.github.wirespeed.loop.EventLoop;
import io.github.wirespeed.protocol.CloseCode;
import java.util.concurrent.RejectedExecutionException;

/** One connection's handler, from when it has its thread until it leaves it. */
final class Serving implements Runnable {
  private final BlockingThreads threads;
  private final BlockingHandler handler;
  private final EventLoop loop;
  private final ServerWebSocket ws;

  // Written before the handler is known to the others, and by whoever has their lock then.
  private Thread thread;
  private boolean interrupted;

  Serving(BlockingThreads threads, BlockingHandler handler, EventLoop loop, ServerWebSocket ws) {
    this.threads = threads;
    this.handler = handler;
    this.loop = loop;
    this.ws = ws;
  }

  @Override
  public void run() {
    if (loop.inLoop()) {
      // Of an executor that has its callers run what it has no thread for. It would stop the loop.
      BlockingThreads.refuse(
          ws, new RejectedExecutionException("the executor runs it on the loop's own thread"));
      return;
    }
    thread = Thread.currentThread();
    if (!threads.came(this)) {
      return; // of a server that was closed while it waited for a thread
    }
    Throwable failure = null;
    try {
      handler.serve(ws);
    } catch (Throwable t) {
      failure = t;
    }
    threads.left(this);
    if (interrupted) {
      Thread.interrupted(); // it was the handler's, and the thread may be an executor's
    }
    end(failure);
  }

  /** Nobody waits for the end of the connection: that is the loop's to see to. */
  private void end(Throwable failure) {
    if (failure == null) {
      ws.connection().close();
      return;
    }
    if (!isOfTheEnd(failure)) {
      BlockingThreads.failed(ws, failure);
    }
    ws.connection().close(CloseCode.INTERNAL_ERROR, "handler failed");
  }

  /** Whether a handler that throws this only tells that its connection, or its server, ended. */
  private boolean isOfTheEnd(Throwable failure) {
    if (ws.isOpen()) {
      return false;
    }
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof ConnectionClosedException || interrupted) {
        return true;
      }
    }
    return false;
  }

  boolean isCurrent() {
    return thread == Thread.currentThread();
  }

  /** Under the lock of the threads, while the handler is among them. */
  void interrupt() {
    interrupted = true;
    thread.interrupt();
  }
}
