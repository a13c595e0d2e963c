package io.github.wirespeed.server;

import io.github.wirespeed.AsyncWebSocket;
import io.github.wirespeed.Message;
import io.github.wirespeed.ServerConnections;
import io.github.wirespeed.Stage;
import io.github.wirespeed.WebSocketConnection;
import io.github.wirespeed.loop.EventLoop;
import io.github.wirespeed.protocol.CloseCode;
import io.github.wirespeed.transport.Deadline;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A connection as a {@link BlockingHandler} has it: every call waits until it is done. The actor
 * behind it lives in a loop, so pings are answered and the end is noticed while the handler is busy
 * with something else.
 *
 * <p><b>Threads.</b> Any thread may call it, the handler's and others; messages do not mix. Each
 * message goes to one receive, in the order in which they wait. A call that has to wait on the
 * thread of the connection's own loop, in a callback, throws {@link IllegalStateException}.
 *
 * <p><b>Back-pressure.</b> A send waits while the mailbox is full ({@code
 * WebSocketOptions.mailbox}). What nobody receives is kept up to {@code WebSocketOptions.inbox};
 * then reading stops and the client has to wait, and so do its pings.
 *
 * <p><b>Interrupts.</b> A receive that is interrupted throws {@link InterruptedIOException} and the
 * connection stays usable. A send that is interrupted before its first byte left does the same; one
 * that is interrupted in the middle of a message ends the connection, since half a message cannot
 * be taken back. The thread stays interrupted in both cases.
 *
 * <p><b>The end.</b> Messages that were complete when the connection ended are received first; then
 * every call that needs the connection throws {@link
 * io.github.wirespeed.ConnectionClosedException}. After {@link #close()} of one's own nothing more
 * is received.
 */
public final class ServerWebSocket implements Closeable, Iterable<Message> {
  private final AsyncWebSocket connection;
  private final UpgradeRequest request;
  private final StageWait wait;

  ServerWebSocket(EventLoop loop, AsyncWebSocket connection, UpgradeRequest request) {
    this.connection = connection;
    this.request = request;
    this.wait = new StageWait(loop);
  }

  /** The opening request. */
  public UpgradeRequest request() {
    return request;
  }

  /**
   * The connection itself, none of whose calls waits: to subscribe it to topics, to ask how it
   * stands, to give it away.
   */
  public WebSocketConnection connection() {
    return connection;
  }

  /**
   * Sends a text message. Returns when it is accepted, waiting while the mailbox is full; what was
   * accepted is sent in order, or counted among the end's {@code unsentMessages}.
   *
   * @throws IllegalArgumentException if the text holds a lone surrogate; nothing was sent
   * @throws io.github.wirespeed.ConnectionClosedException if it never will be sent
   * @throws InterruptedIOException if the thread is interrupted while it must wait
   */
  public void send(String text) throws IOException {
    accept(connection.send(text));
  }

  /**
   * Sends a binary message: {@link #send(ByteBuffer)} of the whole array.
   *
   * @throws IOException as there
   */
  public void send(byte[] bytes) throws IOException {
    accept(connection.send(bytes));
  }

  /**
   * Sends a binary message, otherwise as {@link #send(String)}.
   *
   * @param payload from its position to its limit; the bytes are the caller's again when this
   *     returns or throws, and the position is at the limit where it returns, where it was if it
   *     throws
   * @throws IOException as there
   */
  public void send(ByteBuffer payload) throws IOException {
    int start = payload.position();
    boolean accepted = false;
    try {
      accept(connection.send(payload));
      accepted = true;
    } finally {
      if (!accepted) {
        payload.position(start);
      }
    }
  }

  /**
   * Sends a message, text or binary.
   *
   * @throws IOException as {@link #send(String)}
   */
  public void send(Message message) throws IOException {
    if (message.isText()) {
      send(message.text());
    } else {
      send(message.bytes());
    }
  }

  /**
   * Sends several messages, one behind the other with no other sender's in between, in as few
   * writes as possible. Returns when the last of them is accepted.
   *
   * @throws IOException as {@link #send(String)}; where it is interrupted, none of them was sent,
   *     or the connection is closed
   */
  public void sendAll(Collection<? extends Message> messages) throws IOException {
    accept(connection.sendAll(messages));
  }

  private void accept(Stage<Void> stage) throws IOException {
    if (!wait.accepted(stage)) {
      connection.close(CloseCode.INTERNAL_ERROR, "interrupted in a message", Duration.ZERO);
      StageWait.end(stage); // before it, the bytes are not the caller's again
      throw new InterruptedIOException(
          "interrupted in the middle of a message: the connection is closed");
    }
  }

  /**
   * Waits for the next message.
   *
   * @throws io.github.wirespeed.ConnectionClosedException if the connection ended, and no complete
   *     message is left
   * @throws InterruptedIOException if the thread is interrupted; nothing is lost
   */
  public Message receive() throws IOException {
    return wait.received(connection.receive(), StageWait.FOREVER, "message");
  }

  /**
   * Waits for the next message, not longer than {@code timeout}; one of zero looks what is there.
   *
   * @throws java.net.SocketTimeoutException if the time ran out; nothing is lost
   * @throws IllegalArgumentException if the timeout is negative
   * @throws IOException as {@link #receive()}
   */
  public Message receive(Duration timeout) throws IOException {
    long nanos = nanos(timeout);
    return wait.received(connection.receive(), nanos, "message");
  }

  /**
   * The messages as they come, over {@link #receive()}; for one thread. It ends when the connection
   * ended normally: by {@link #close()}, or by the client with 1000, 1001 or no code. Any other
   * end, and an interrupt, is thrown as {@link java.io.UncheckedIOException} by {@code hasNext}.
   */
  @Override
  public Iterator<Message> iterator() {
    return ServerConnections.iterator(this::receive);
  }

  /** The messages as {@link #iterator()} gives them. */
  public Stream<Message> stream() {
    return StreamSupport.stream(
        Spliterators.spliteratorUnknownSize(iterator(), Spliterator.ORDERED | Spliterator.NONNULL),
        false);
  }

  /**
   * Sends a ping and waits for its pong, at most 10 s.
   *
   * @return the time from before the ping was sent until the pong was read
   * @throws IOException as {@link #ping(Duration)}
   */
  public Duration ping() throws IOException {
    return wait.received(connection.ping(), StageWait.FOREVER, "pong");
  }

  /**
   * Sends a ping and waits for its pong. Messages that come first are kept for the next receive.
   *
   * @return the time from before the ping was sent until the pong was read
   * @throws java.net.SocketTimeoutException if the pong did not come in time, or is behind more
   *     messages than are kept while nobody receives
   * @throws io.github.wirespeed.ConnectionClosedException if the connection ended
   * @throws InterruptedIOException if the thread is interrupted
   * @throws IllegalArgumentException if the timeout is negative
   */
  public Duration ping(Duration timeout) throws IOException {
    return wait.received(connection.ping(timeout), StageWait.FOREVER, "pong");
  }

  /** Closes with 1000 and no reason: {@link #close(int, String)}. */
  @Override
  public void close() {
    close(CloseCode.NORMAL, "");
  }

  /**
   * Closes: what was accepted is sent, then a Close; waits for the client's and for the end of TCP,
   * at most for {@code WebSocketOptions.closeTimeout}. A receive that waits in another thread ends
   * at once; messages that were not received yet are discarded. Idempotent. A thread that is
   * interrupted does not wait any longer, and stays interrupted; the connection ends all the same.
   *
   * @param code 1000 to 1003, 1007 to 1014 or 3000 to 4999
   * @param reason at most 123 bytes of UTF-8
   * @throws IllegalArgumentException if code or reason must not be sent; nothing is closed
   */
  public void close(int code, String reason) {
    wait.over(connection.close(code, reason));
  }

  /** Whether neither side has begun to close and the network has not been seen to fail. */
  public boolean isOpen() {
    return connection.isOpen();
  }

  /**
   * The code of the client's Close: 1005 if it held none (RFC 6455 7.1.5), 1006 if the connection
   * ended without one, -1 while neither is known.
   */
  public int closeCode() {
    return connection.closeCode();
  }

  /** The reason of the client's Close; empty while, or if, there is none. */
  public String closeReason() {
    return connection.closeReason();
  }

  /** The subprotocol that was chosen; empty if none. */
  public String subprotocol() {
    return connection.subprotocol();
  }

  /** The client's address, or its proxy's; also after the end. */
  public SocketAddress remoteAddress() {
    return connection.remoteAddress();
  }

  /** "ServerWebSocket[open, /127.0.0.1:80 -> /127.0.0.1:5000]": for logs. */
  @Override
  public String toString() {
    return "ServerWebSocket"
        + (isOpen() ? "[open, " : "[closed, ")
        + connection.localAddress()
        + " -> "
        + remoteAddress()
        + "]";
  }

  private static long nanos(Duration timeout) {
    if (timeout.isNegative()) {
      throw new IllegalArgumentException("timeout of " + timeout + " is negative");
    }
    return Deadline.nanos(timeout);
  }
}
