package io.github.wirespeed;

import io.github.wirespeed.loop.EventLoop;
import io.github.wirespeed.transport.Deadline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;

/**
 * Many connections, one thread of the user's, and none of ours: what a client does in its loops
 * happens in {@link #poll}, handlers included.
 *
 * <pre>
 *   try (Poller poller = client.poller()) {
 *     poller.connect("ws://127.0.0.1:9001/feed", (connection, message) -&gt; book.apply(message));
 *     while (running) {
 *       poller.poll();
 *     }
 *   }
 * </pre>
 *
 * <p><b>Threads.</b> One thread at a time polls, connects and closes; the one that does so first,
 * or again, is the poller's. Its connections may be used by any thread as usual; what other threads
 * leave for the loop is done by the next poll. A {@code join} on the poller's own thread polls.
 */
public final class Poller implements AutoCloseable {
  private final EventLoop loop;
  private final Openings openings;
  private final WebSocketOptions options;
  private final Home.Driver driver = new PollingThread();

  // The poller's thread; read by those who wait, to find out whether they are it.
  private volatile Thread thread = Thread.currentThread();

  Poller(WebSocketOptions options, WaitStrategy waits, Openings openings) {
    this.options = options;
    this.openings = openings;
    try {
      this.loop = new EventLoop(waits.newSpin());
    } catch (IOException e) {
      throw new UncheckedIOException("no selector for a poller", e);
    }
  }

  private final class PollingThread implements Home.Driver {
    @Override
    public boolean isCurrent() {
      return thread == Thread.currentThread();
    }

    @Override
    public void drive(long nanos) {
      turn(nanos);
    }
  }

  /** Opens a connection with the client's options: as the other one. */
  public Stage<WebSocketConnection> connect(String uri, MessageHandler handler) {
    return connect(uri, options, handler);
  }

  /**
   * Opens a connection that belongs to this poller. The name is looked up at once, on the calling
   * thread; all the rest happens in {@link #poll}: what TLS computes, a handler of cookies, and the
   * names of redirects too, which may make it wait.
   *
   * @param uri as for {@link WebSocketClient#connectAsync(String, WebSocketOptions)}
   * @return as there
   * @throws IllegalArgumentException as there
   * @throws IllegalStateException if the poller is closed
   */
  public Stage<WebSocketConnection> connect(
      String uri, WebSocketOptions options, MessageHandler handler) {
    if (loop.ended()) {
      throw new IllegalStateException("the poller is closed");
    }
    return openings.handled(loop, driver, uri, options, handler);
  }

  /**
   * Does what there is to do, handlers called included, and never waits.
   *
   * @return whether anything was done
   * @throws IllegalStateException if the poller is closed, or this is called by a handler
   */
  public boolean poll() {
    return turn(0);
  }

  /**
   * Does what there is to do; waits for it, as the client's {@link WaitStrategy} says, but not
   * longer than {@code timeout}.
   *
   * @return whether anything was done
   * @throws IllegalStateException as {@link #poll()}
   */
  public boolean poll(Duration timeout) {
    return turn(Deadline.nanos(timeout));
  }

  private boolean turn(long nanos) {
    if (loop.ended()) {
      throw new IllegalStateException("the poller is closed");
    } else if (loop.inLoop()) {
      throw new IllegalStateException("a handler cannot poll: it is called by a poll");
    }
    thread = Thread.currentThread();
    try {
      return nanos > 0 ? loop.poll(nanos) : loop.poll();
    } catch (IOException e) {
      throw new UncheckedIOException("the selector failed", e);
    }
  }

  /**
   * Ends its connections, each told with 1001 as far as the network takes it at once. Idempotent.
   */
  @Override
  public void close() {
    loop.close();
    if (!loop.inLoop()) {
      loop.run(); // nobody else would end it
    }
  }
}
