package io.github.wirespeed.server;

import io.github.wirespeed.ConnectionClosedException;
import io.github.wirespeed.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** Messages one by one until the connection ends. For one thread. */
final class ReceivedMessages implements Iterator<Message> {
  private final ServerWebSocket from;
  private Message next;
  private boolean ended;

  ReceivedMessages(ServerWebSocket from) {
    this.from = from;
  }

  @Override
  public boolean hasNext() {
    if (next == null && !ended) {
      try {
        next = from.receive();
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
