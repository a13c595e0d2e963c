package io.github.wirespeed.conformance.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.ConnectionClosedException;
import io.github.wirespeed.Message;
import io.github.wirespeed.MessageHandler;
import io.github.wirespeed.MessageView;
import io.github.wirespeed.WebSocketConnection;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** A handler that keeps what it is shown, and checks that it is shown it in order. */
final class Collector implements MessageHandler {
  private final BlockingQueue<Object> shown = new LinkedBlockingQueue<>();
  private final AtomicReference<WebSocketConnection> opened = new AtomicReference<>();
  private final AtomicInteger ends = new AtomicInteger();
  private final AtomicReference<AssertionError> wrong = new AtomicReference<>();

  // Whether the test has closed: it hears of nothing any more but the end. Any thread.
  private volatile boolean closed;

  @Override
  public void onOpen(WebSocketConnection connection) {
    check("opened once", opened.compareAndSet(null, connection) && ends.get() == 0);
  }

  @Override
  public void onMessage(WebSocketConnection connection, MessageView message) {
    check("message of the connection that opened", connection == opened.get());
    check("message before the end", ends.get() == 0);
    shown.add(message.toMessage());
  }

  @Override
  public void onClosed(WebSocketConnection connection, ConnectionClosedException how) {
    check("end of the connection that opened", connection == opened.get());
    check("one end", ends.incrementAndGet() == 1);
    shown.add(how);
  }

  private void check(String what, boolean holds) {
    if (!holds) {
      wrong.compareAndSet(null, new AssertionError("not so: " + what));
    }
  }

  /** The test closes. */
  void close() {
    closed = true;
  }

  /** The next message; throws the end, again and again. */
  Message receive() throws ConnectionClosedException, InterruptedIOException {
    while (true) {
      Object next;
      try {
        next = shown.take();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while waiting for a handler's message");
      }
      if (next instanceof ConnectionClosedException end) {
        shown.add(end);
        throw end;
      } else if (!closed) {
        return (Message) next;
      }
    }
  }

  /** As {@link Client#rest}. */
  List<Message> rest() {
    List<Message> rest = new ArrayList<>();
    try {
      while (true) {
        rest.add(receive());
      }
    } catch (ConnectionClosedException e) {
      if (!e.isNormal()) {
        throw new UncheckedIOException(e);
      }
    } catch (InterruptedIOException e) {
      throw new UncheckedIOException(e);
    }
    return rest;
  }

  /** Everything was shown in order, and the end once. */
  void assertInOrder() {
    if (wrong.get() != null) {
      throw wrong.get();
    }
    assertThat(opened.get()).as("opened").isNotNull();
    assertThat(ends.get()).as("ends").isEqualTo(1);
  }
}
