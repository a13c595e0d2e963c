package io.github.wirespeed;

import io.github.wirespeed.loop.Registration;
import io.github.wirespeed.transport.Transport;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * An async WebSocket client: an actor with a mailbox, at home in an event loop, whose work a caller
 * does itself wherever that is faster.
 *
 * <pre>
 *   try (WebSocketClient client = WebSocketClient.create()) {
 *     AsyncWebSocket ws = client.connectAsync("ws://127.0.0.1:9001/feed").join();
 *     ws.send("subscribe");
 *     ws.receive().thenAccept(m -&gt; System.out.println(m.text()));
 *   }
 * </pre>
 *
 * <p><b>Receiving.</b> Every message goes to one taker: the receives that wait are answered in the
 * order in which they were made, and a subscriber waits among them. What nobody waits for is kept,
 * up to {@link WebSocketOptions#inbox}; then reading stops and the peer has to wait: until there is
 * room again its pings are not answered, and its end is not heard of.
 *
 * <p><b>The end.</b> Messages that were complete when the connection ended are received first; then
 * every receive and send fails with {@link ConnectionClosedException}, which says who closed, how,
 * and why. {@link #closed} has the one that is final, with what was not sent; whatever is asked for
 * after it fails with the same. After {@link #close()} of one's own nothing more is received.
 *
 * <p>See {@link WebSocketConnection} for threads and sending, {@link Stage} for waiting.
 */
public final class AsyncWebSocket extends Connection implements Iterable<Message> {
  private static final VarHandle SUBSCRIPTION;

  static {
    try {
      SUBSCRIPTION =
          MethodHandles.lookup()
              .findVarHandle(AsyncWebSocket.class, "subscription", MessageSubscription.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final InboundQueue inbound;

  // The subscriber, if there is one. Any thread.
  private volatile MessageSubscription subscription;

  AsyncWebSocket(
      Home home,
      WebSocketOptions options,
      Transport transport,
      Registration registration,
      Opened opened,
      ByteBuffer first) {
    super(home, options, transport, registration, opened);
    this.inbound = new InboundQueue(this, first);
  }

  @Override
  InboundQueue inbound() {
    return inbound;
  }

  /** Takes the place of the one subscriber; false if it is taken. */
  boolean subscribe(MessageSubscription one) {
    return SUBSCRIPTION.compareAndSet(this, null, one);
  }

  void unsubscribe(MessageSubscription one) {
    SUBSCRIPTION.compareAndSet(this, one, null);
  }

  @Override
  void told(ConnectionClosedException how) {
    MessageSubscription one = subscription;
    if (one != null) {
      one.connectionOver(how);
    }
    super.told(how);
  }

  /**
   * The next message: done already if it is there, be it only in the socket.
   *
   * @return fails with {@link ConnectionClosedException} if the connection ended, and no complete
   *     message is left
   */
  public Stage<Message> receive() {
    return inbound.receive();
  }

  /**
   * The messages as they come, over {@link #receive()}; for one thread, which waits. It ends when
   * the connection ended normally: by {@link #close()}, or by the peer with 1000, 1001 or no code.
   * Any other end is thrown as {@link java.io.UncheckedIOException} by {@code hasNext}.
   */
  @Override
  public Iterator<Message> iterator() {
    return new MessageIterator(() -> MessageIterator.orThrow(receive()));
  }

  /** The messages as {@link #iterator()} gives them. */
  public Stream<Message> stream() {
    return StreamSupport.stream(
        Spliterators.spliteratorUnknownSize(iterator(), Spliterator.ORDERED | Spliterator.NONNULL),
        false);
  }

  /**
   * The messages, pushed as they are asked for. One subscriber at a time; receives compete with it.
   * It completes when the connection ended normally, else fails with {@link
   * ConnectionClosedException}. A subscriber that throws ends the connection with 1011. It runs
   * where the dependents of stages do, one call at a time.
   */
  public Flow.Publisher<Message> messages() {
    return subscriber -> MessageSubscription.subscribe(this, subscriber);
  }

  /**
   * Gives every message to an action, the next one when the stage of the last one is done; no
   * thread waits. An action that throws, or whose stage fails, ends the connection with 1011.
   *
   * @param action may return null for a message that is dealt with
   * @return done when the connection ended normally; fails with {@link ConnectionClosedException}
   *     when it ended otherwise, or with what the action failed with
   */
  public Stage<Void> forEachAsync(Function<? super Message, ? extends CompletionStage<?>> action) {
    return new ForEach(this, action).start();
  }
}
