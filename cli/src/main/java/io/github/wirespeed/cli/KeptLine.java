package io.github.wirespeed.cli;

import io.github.wirespeed.ConnectionClosedException;
import io.github.wirespeed.Gap;
import io.github.wirespeed.NotConnectedException;
import io.github.wirespeed.Reconnect;
import io.github.wirespeed.ReconnectEvent;
import io.github.wirespeed.ReconnectingConnection;
import io.github.wirespeed.ReconnectingWebSocket;
import io.github.wirespeed.Stage;
import io.github.wirespeed.WebSocketClient;
import io.github.wirespeed.WebSocketConnection;
import io.github.wirespeed.WebSocketOptions;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;

/** One connection after the other; what happens between them is noted. */
final class KeptLine implements Line {
  private final WebSocketClient client = WebSocketClient.create();
  private final ReconnectingWebSocket feed;
  private NotConnectedException end; // the receiving thread's
  private volatile WebSocketConnection last; // null before the first
  private Gap gap; // the loop's: the one that is about to be over; null if there is none

  /** Starts to connect. */
  KeptLine(String url, WebSocketOptions options, Reconnect policy, Screen screen) {
    ReconnectingWebSocket opening;
    try {
      opening =
          client.reconnecting(
              url,
              options,
              policy.onEvent(
                  event -> {
                    String note = note(event);
                    if (!note.isEmpty()) {
                      screen.note(note);
                    }
                  }));
    } catch (IllegalArgumentException e) {
      client.close();
      throw e;
    }
    this.feed = opening;
  }

  /**
   * Waits for the first connection.
   *
   * @throws IOException what the last attempt failed with, if there will be none
   */
  WebSocketConnection opened() throws IOException {
    return done(feed.opened());
  }

  private String note(ReconnectEvent event) {
    if (event instanceof ReconnectEvent.Lost lost) {
      return Shown.end(lost.how(), lost.how().report()) + "; " + Shown.traffic(lost.how().report());
    }
    if (event instanceof ReconnectEvent.AttemptFailed failed) {
      return "attempt " + failed.attempt() + " failed: " + Failure.describe(failed.why());
    }
    if (event instanceof ReconnectEvent.Waiting waiting) {
      return "attempt " + waiting.attempt() + " in " + Durations.shown(waiting.delay());
    }
    if (event instanceof Gap over) {
      gap = over;
    }
    return event instanceof ReconnectEvent.Opened opened ? opened(opened) : "";
  }

  private String opened(ReconnectEvent.Opened opened) {
    last = opened.connection();
    Gap over = gap;
    gap = null;
    if (opened.rotated()) {
      return "another connection has taken over";
    }
    return over == null ? "" : "connected again, after " + Durations.shown(over.length());
  }

  @Override
  public String receive() throws IOException {
    try {
      return Shown.received(done(feed.receive()));
    } catch (NotConnectedException e) {
      end = e;
      return null;
    }
  }

  @Override
  public void send(String text) throws IOException {
    try {
      done(feed.send(text));
    } catch (NotConnectedException | ConnectionClosedException e) {
      throw lineOver(e);
    }
  }

  @Override
  public Duration ping() throws IOException {
    WebSocketConnection now = last;
    if (now == null || !now.isOpen()) {
      throw new IllegalStateException("not connected just now");
    }
    try {
      return done(now.ping());
    } catch (ConnectionClosedException e) {
      throw lineOver(e);
    }
  }

  /** Of a failure that may be that of one connection only. */
  private IOException lineOver(IOException failure) {
    if (isOpen()) {
      throw new IllegalStateException(failure.getMessage(), failure);
    }
    return failure;
  }

  @Override
  public void close(int code, String reason) {
    feed.close(code, reason).join();
  }

  @Override
  public void close() {
    feed.close().join();
    client.close();
  }

  @Override
  public boolean isOpen() {
    return feed.state() != ReconnectingConnection.State.CLOSED;
  }

  @Override
  public boolean closedHere() {
    return end.closedHere();
  }

  @Override
  public boolean endedNormally() {
    return end.closedHere()
        || (end.getCause() instanceof ConnectionClosedException how && how.isNormal());
  }

  @Override
  public List<String> howItEnded() {
    WebSocketConnection ended = last;
    if (end.closedHere() && ended != null) {
      return List.of(Shown.closedHere(ended.report()), Shown.traffic(ended.report()));
    }
    if (end.getCause() instanceof ConnectionClosedException how) {
      return List.of(Shown.end(how, how.report()), Shown.traffic(how.report()));
    }
    return List.of(Shown.plain(end.getMessage()));
  }

  private static <T> T done(Stage<T> stage) throws IOException {
    try {
      return stage.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      if (e.getCause() instanceof TimeoutException late) {
        throw (IOException) new SocketTimeoutException(late.getMessage()).initCause(late);
      }
      throw e;
    }
  }
}
