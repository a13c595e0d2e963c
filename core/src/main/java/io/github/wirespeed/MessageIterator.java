package io.github.wirespeed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** Messages one by one until the connection ends. For one thread. */
final class MessageIterator implements Iterator<Message> {
  private final WebSocket webSocket;
  private Message next;
  private boolean ended;

  MessageIterator(WebSocket webSocket) {
    this.webSocket = webSocket;
  }

  @Override
  public boolean hasNext() {
    if (next == null && !ended) {
      try {
        next = webSocket.receive();
      } catch (ConnectionClosedException e) {
        ended = true;
        if (!e.isNormal()) {
          throw new UncheckedIOException(e);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return next != null;
  }

  @Override
  public Message next() {
    if (!hasNext()) {
      throw new NoSuchElementException("the connection is closed");
    }
    Message message = next;
    next = null;
    return message;
  }
}
