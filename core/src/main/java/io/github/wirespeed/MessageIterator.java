package io.github.wirespeed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** Messages one by one until the connection ends. For one thread. */
final class MessageIterator implements Iterator<Message> {
  private final Source source;
  private Message next;
  private boolean ended;

  /** Where the next message comes from. */
  interface Source {
    /** Waits for it. */
    Message receive() throws IOException;
  }

  MessageIterator(Source source) {
    this.source = source;
  }

  /** What an async receive comes to, as a blocking one tells it. */
  static Message orThrow(Stage<Message> stage) throws IOException {
    if (stage instanceof ReadyStage<Message> ready) {
      return ready.join();
    }
    Throwable failure = stage.failure();
    if (failure == null) {
      try {
        return stage.join();
      } catch (java.util.concurrent.CompletionException e) {
        failure = e.getCause();
      }
    }
    if (failure instanceof ConnectionClosedException closed) {
      throw closed;
    }
    throw new IOException("the receive failed", failure);
  }

  @Override
  public boolean hasNext() {
    if (next == null && !ended) {
      try {
        next = source.receive();
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
