package io.github.wirespeed.conformance.wire;

import io.github.wirespeed.ConnectionClosedException;
import io.github.wirespeed.MessageHandler;
import io.github.wirespeed.MessageView;
import io.github.wirespeed.WebSocketConnection;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A handler that tells a test what it is called for, after it has done what the test wants. */
final class ProbeHandler implements MessageHandler {
  private static final long HANG_SECONDS = 30;

  private final BlockingQueue<Object> events = new LinkedBlockingQueue<>();
  private final OnMessage body;

  /** What a test does with a message. */
  interface OnMessage {
    void accept(WebSocketConnection connection, String text) throws Exception;
  }

  ProbeHandler(OnMessage body) {
    this.body = body;
  }

  /** One that does nothing. */
  ProbeHandler() {
    this((connection, text) -> {});
  }

  @Override
  public void onMessage(WebSocketConnection connection, MessageView message) throws Exception {
    String text = message.text();
    events.add(text);
    body.accept(connection, text);
  }

  @Override
  public void onClosed(WebSocketConnection connection, ConnectionClosedException how) {
    events.add(how);
  }

  /** The text of the next message, which must come before the end. */
  String next() throws InterruptedException {
    return (String) event();
  }

  /** The end, which must be the next event. */
  ConnectionClosedException end() throws InterruptedException {
    return (ConnectionClosedException) event();
  }

  /** Whether it was called for nothing that the test does not know of. */
  boolean isQuiet() {
    return events.isEmpty();
  }

  private Object event() throws InterruptedException {
    Object event = events.poll(HANG_SECONDS, TimeUnit.SECONDS);
    if (event == null) {
      throw new AssertionError("the handler was not called");
    }
    return event;
  }
}
