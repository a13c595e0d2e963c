package io.github.wirespeed.conformance.api;

import io.github.wirespeed.Poller;
import io.github.wirespeed.Stage;
import io.github.wirespeed.WebSocketClient;
import io.github.wirespeed.WebSocketConnection;
import io.github.wirespeed.WebSocketOptions;
import io.github.wirespeed.conformance.Task;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** The poller API: a handler, called by a thread of the test's that does nothing but poll. */
final class PollingClient extends HandledClient {
  private static final Duration TURN = Duration.ofMillis(2);

  private final Polls polls;
  private final Task<Void> thread;

  private PollingClient(
      WebSocketConnection connection,
      Ends ends,
      Collector collector,
      Polls polls,
      Task<Void> thread) {
    super(connection, ends, collector);
    this.polls = polls;
    this.thread = thread;
  }

  /** What the polling thread does: opens the connection, and polls until the test has ended. */
  private static final class Polls implements Task.Body {
    private final String uri;
    private final WebSocketOptions options;
    private final Collector collector;
    private final Ends ends;
    private final CompletableFuture<WebSocketConnection> opened = new CompletableFuture<>();

    // Any thread.
    private volatile boolean ended;

    Polls(String uri, WebSocketOptions options, Collector collector, Ends ends) {
      this.uri = uri;
      this.options = options;
      this.collector = collector;
      this.ends = ends;
    }

    @Override
    public void run() {
      try (WebSocketClient client = WebSocketClient.builder().onClosed(ends).build();
          Poller poller = client.poller()) {
        Stage<WebSocketConnection> stage = poller.connect(uri, options, collector);
        while (!stage.isDone() && !ended) {
          poller.poll(TURN);
        }
        if (ended) {
          return;
        }
        if (stage.failure() != null) {
          opened.completeExceptionally(stage.failure());
          return;
        }
        opened.complete(stage.join());
        while (!ended) {
          poller.poll(TURN);
        }
        poller.poll();
      } catch (Throwable t) {
        opened.completeExceptionally(t);
        throw t;
      }
    }
  }

  static PollingClient connect(String uri, WebSocketOptions options) throws IOException {
    Ends ends = new Ends();
    Collector collector = new Collector();
    Polls polls = new Polls(uri, options, collector, ends);
    Task<Void> thread = Task.run(polls);
    try {
      return new PollingClient(polls.opened.get(), ends, collector, polls, thread);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException refused) {
        throw refused;
      }
      throw failure(e.getCause());
    } catch (InterruptedException e) {
      polls.ended = true;
      throw interrupted();
    }
  }

  @Override
  void release() {
    polls.ended = true;
    try {
      thread.result();
    } catch (Exception e) {
      throw new AssertionError("the polling thread failed", e);
    }
  }
}
