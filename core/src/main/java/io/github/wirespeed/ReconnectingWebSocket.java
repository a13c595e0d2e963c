package io.github.wirespeed;

import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * An async WebSocket that is kept up: a feed that goes on behind every loss.
 *
 * <pre>
 *   Reconnect policy = Reconnect.defaults().onOpen(c -&gt; c.send("subscribe"));
 *   ReconnectingWebSocket feed = client.reconnecting("ws://127.0.0.1:9001/feed", policy);
 *   for (Message message : feed) {
 *     book.apply(message);
 *   }
 * </pre>
 *
 * <p><b>Receiving.</b> Receives that wait are answered in their order. The messages of a connection
 * that was lost come first, then those of the next one: between the two some may be missing. Who
 * does not look passes over that; {@link Reconnect#failAtGap} has a receive fail there once, {@link
 * Reconnect#onGap} and {@link #gaps} tell of it. While messages of several lost connections are not
 * received, no other one is opened.
 *
 * <p><b>The end.</b> It ends by {@link #close()}, or where a failure is not worth a retry, or after
 * too many attempts: then receives fail with {@link NotConnectedException}, whose cause says why.
 */
public final class ReconnectingWebSocket extends ReconnectingConnection
    implements Iterable<Message> {
  private final Feed feed;

  ReconnectingWebSocket(Parts parts, Feed feed) {
    super(parts, feed);
    this.feed = feed;
  }

  /**
   * The next message, of whichever connection.
   *
   * @return fails with {@link NotConnectedException} at the end, and once with {@link GapException}
   *     at a gap if {@link Reconnect#failAtGap} asked for it
   */
  public Stage<Message> receive() {
    return feed.receive();
  }

  /**
   * The messages as they come, over {@link #receive()}; for one thread, which waits. It ends after
   * a {@link #close()}. A gap, if {@link Reconnect#failAtGap} asked for it, and any other end are
   * thrown as {@link UncheckedIOException} by {@code hasNext}; behind a gap it may be asked on.
   */
  @Override
  public Iterator<Message> iterator() {
    return new Messages();
  }

  /** The messages as {@link #iterator()} gives them. */
  public Stream<Message> stream() {
    return StreamSupport.stream(
        Spliterators.spliteratorUnknownSize(iterator(), Spliterator.ORDERED | Spliterator.NONNULL),
        false);
  }

  /**
   * Gives every message to an action, the next one when the stage of the last one is done; no
   * thread waits. An action that throws, or whose stage fails, closes with 1011.
   *
   * @param action may return null for a message that is dealt with
   * @return done after a {@link #close()}; fails with what a receive or the action failed with
   */
  public Stage<Void> forEachAsync(Function<? super Message, ? extends CompletionStage<?>> action) {
    return new FeedActions(this, feed, action).start();
  }

  private final class Messages implements Iterator<Message> {
    private Message next;
    private boolean ended;

    @Override
    public boolean hasNext() {
      if (next == null && !ended) {
        Stage<Message> received = receive();
        try {
          next = received.join();
        } catch (java.util.concurrent.CompletionException e) {
          ended(e.getCause());
        }
      }
      return next != null;
    }

    private void ended(Throwable why) {
      if (why instanceof NotConnectedException end) {
        ended = true;
        if (!end.closedHere()) {
          throw new UncheckedIOException(end);
        }
      } else if (why instanceof WebSocketException gap) {
        throw new UncheckedIOException(gap);
      } else {
        throw new IllegalStateException("the receive failed", why);
      }
    }

    @Override
    public Message next() {
      if (!hasNext()) {
        throw new NoSuchElementException("it is closed");
      }
      Message message = next;
      next = null;
      return message;
    }
  }
}
