package io.github.wirespeed;

import io.github.wirespeed.client.KeyStream;
import io.github.wirespeed.client.Opening;
import io.github.wirespeed.client.ProxyFailure;
import io.github.wirespeed.loop.EventLoop;
import io.github.wirespeed.protocol.CloseCode;
import io.github.wirespeed.protocol.CloseStatus;
import io.github.wirespeed.protocol.Compress;
import io.github.wirespeed.protocol.FrameHeader;
import io.github.wirespeed.protocol.MaskingKeys;
import io.github.wirespeed.protocol.Opcode;
import io.github.wirespeed.protocol.ReadHalf;
import io.github.wirespeed.protocol.Role;
import io.github.wirespeed.protocol.WebSocketUri;
import io.github.wirespeed.protocol.WriteHalf;
import io.github.wirespeed.transport.Deadline;
import io.github.wirespeed.transport.Transport;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * A blocking WebSocket client. Its I/O happens on the thread that calls it and nowhere else, unless
 * it has a {@link Keepalive}: those share one thread, which helps where no other is at work.
 *
 * <pre>
 *   try (WebSocket ws = WebSocket.connect("ws://127.0.0.1:9001/feed")) {
 *     ws.send("subscribe");
 *     for (Message m : ws) {
 *       System.out.println(m.text());
 *     }
 *   }
 * </pre>
 *
 * <p><b>Threads.</b> Any number of threads may send; messages do not mix. One thread receives at a
 * time; others that try wait for it. A sender that the peer makes wait stops neither the receiver
 * nor the answer to a ping. Virtual threads are welcome: they park, and never spin.
 *
 * <p><b>Pings</b> of the peer are answered by whichever thread receives: while none does, they
 * wait, as the messages do. There is no thread of ours that could answer them, but with a {@link
 * Keepalive}: then up to 64 messages and 4 MiB are read ahead, and pings answered, while no thread
 * receives.
 *
 * <p><b>Interrupts.</b> A receive that is interrupted throws {@link java.io.InterruptedIOException}
 * and the connection stays usable. A send that is interrupted before its first byte is sent does
 * the same; one that is interrupted in the middle of a frame ends the connection, since half a
 * frame cannot be taken back. The thread stays interrupted in both cases.
 *
 * <p><b>The end.</b> Messages that were complete when the connection ended are received first; then
 * every call that needs the connection throws {@link ConnectionClosedException}, which says who
 * closed, how, and why. After {@link #close()} of one's own nothing more is received. A connection
 * must be closed to release its socket, also one whose peer closed first.
 */
public final class WebSocket implements Closeable, Iterable<Message> {
  private final Transport transport;
  private final Pings pings = new Pings();
  private final CountedEnding ending = new CountedEnding(pings);
  private final Sender sender;
  private final Receiver receiver;
  private final BlockingKeeper keeper; // null without a keepalive
  private final Duration closeTimeout;
  private final Map<String, List<String>> responseHeaders;
  private final String subprotocol;

  /** Over a connection that is open already: for {@link #connect} and for tests. */
  WebSocket(Opening.Upgraded opened, WebSocketOptions options) {
    this(opened, options, BlockingKeeper::sharedLoop);
  }

  /** As the other one, kept alive by a loop of the test's. */
  WebSocket(Opening.Upgraded opened, WebSocketOptions options, Supplier<EventLoop> keeperLoop) {
    this.transport = opened.transport();
    this.closeTimeout = options.closeTimeout();
    this.responseHeaders = opened.response().asMap();
    this.subprotocol = opened.subprotocol() == null ? "" : opened.subprotocol();
    WriteHalf writes =
        new WriteHalf(
            Role.CLIENT,
            new MaskingKeys(KeyStream.SHARED),
            options.fragmentSize(),
            ByteBuffer::allocateDirect);
    ReadHalf reads = new ReadHalf(Role.CLIENT, options.limits());
    Deflation deflation = Deflation.of(opened.deflate(), options.compression(), Role.CLIENT);
    if (deflation != null) {
      writes.attach(deflation.deflater());
      reads.attach(deflation.inflater());
    }
    Keepalive keepalive = options.keepalive();
    this.keeper =
        keepalive.isOff()
            ? null
            : new BlockingKeeper(keepalive, pings, transport, ending, keeperLoop.get());
    this.sender =
        new Sender(
            transport,
            writes,
            ending,
            options.waitStrategy().newSpin(),
            keeper == null ? new Owed() : keeper.out);
    this.receiver =
        new Receiver(
            transport,
            reads,
            sender,
            ending,
            pings,
            options.waitStrategy().newSpin(),
            opened.first(),
            keeper);
    if (keeper != null) {
      keeper.start(this, sender, receiver);
    }
  }

  /**
   * Opens a connection with the default options.
   *
   * @param uri as in {@link #connect(String, WebSocketOptions)}
   * @throws IOException as there
   */
  public static WebSocket connect(String uri) throws IOException {
    return connect(uri, WebSocketOptions.defaults());
  }

  /**
   * Opens a connection with the default options.
   *
   * @param uri as in {@link #connect(String, WebSocketOptions)}
   * @throws IOException as there
   */
  public static WebSocket connect(URI uri) throws IOException {
    return connect(uri.toString(), WebSocketOptions.defaults());
  }

  /**
   * Opens a connection: name, TCP, and the opening handshake of RFC 6455 4.1, on this thread.
   *
   * @param uri {@code ws://host[:port][/path][?query]}, or {@code wss} for TLS
   * @throws IllegalArgumentException if the URI, a header or a subprotocol is wrong: the message
   *     says what with which value, and nothing was sent
   * @throws HandshakeException if the server answered something else than a correct 101
   * @throws ProxyException if the proxy did not open the way
   * @throws SocketTimeoutException if {@link WebSocketOptions#connectTimeout} ran out
   * @throws java.net.ConnectException if nobody listens there
   * @throws java.io.InterruptedIOException if the thread is interrupted
   * @throws IOException if the network fails
   */
  public static WebSocket connect(String uri, WebSocketOptions options) throws IOException {
    Opening.Result result;
    try {
      result = Opening.open(options.request(WebSocketUri.of(uri)), options.connectTimeout());
    } catch (ProxyFailure e) {
      throw ProxyException.of(e);
    }
    if (result instanceof Opening.Upgraded upgraded) {
      try {
        return new WebSocket(upgraded, options);
      } catch (UncheckedIOException e) {
        upgraded.transport().close(); // no selector is left for the thread that keeps it alive
        throw e.getCause();
      }
    }
    throw HandshakeException.of((Opening.Refused) result);
  }

  /**
   * Sends a text message. Returns when all of it is handed to the network, waiting while the peer
   * does not take it.
   *
   * @throws IllegalArgumentException if the text holds a lone surrogate; nothing was sent
   * @throws ConnectionClosedException if the connection is closed or fails: the message may not
   *     have arrived
   * @throws java.io.InterruptedIOException if the thread is interrupted while it must wait
   */
  public void send(String text) throws IOException {
    sender.text(Objects.requireNonNull(text, "text"), Compress.BY_SIZE);
  }

  /**
   * Sends a text message as {@link #send(String)} does, compressed or not, whatever its size.
   *
   * @param compress without effect where the server did not agree to {@link
   *     WebSocketOptions#compression}
   * @throws IOException as there
   */
  public void send(String text, boolean compress) throws IOException {
    sender.text(Objects.requireNonNull(text, "text"), Compress.of(compress));
  }

  /**
   * Sends a binary message: {@link #send(ByteBuffer)} of the whole array.
   *
   * @throws IOException as there
   */
  public void send(byte[] bytes) throws IOException {
    sender.message(Opcode.BINARY, ByteBuffer.wrap(bytes), Compress.BY_SIZE);
  }

  /**
   * Sends a binary message. Returns when all of it is handed to the network.
   *
   * @param payload from its position to its limit; the bytes are not changed and are the caller's
   *     again when this returns, the position is at the limit then
   * @throws ConnectionClosedException if the connection is closed or fails: the message may not
   *     have arrived
   * @throws java.io.InterruptedIOException if the thread is interrupted while it must wait
   */
  public void send(ByteBuffer payload) throws IOException {
    sender.message(Opcode.BINARY, Objects.requireNonNull(payload, "payload"), Compress.BY_SIZE);
  }

  /**
   * Sends a binary message as {@link #send(ByteBuffer)} does, compressed or not, whatever its size:
   * what is compressed already, a picture, is better sent as it is.
   *
   * @param compress without effect where the server did not agree to {@link
   *     WebSocketOptions#compression}
   * @throws IOException as there
   */
  public void send(ByteBuffer payload, boolean compress) throws IOException {
    sender.message(
        Opcode.BINARY, Objects.requireNonNull(payload, "payload"), Compress.of(compress));
  }

  /**
   * Sends everything that a stream gives as one binary message, in fragments as it comes. Other
   * senders wait until it ends; pings and pongs go out in between. The stream is not closed.
   *
   * @throws IOException what the stream threw, or as {@link #send(ByteBuffer)}; if part of the
   *     message was sent, the connection is closed with 1011, as a message cannot be taken back
   */
  public void send(InputStream source) throws IOException {
    new StreamedMessage(sender).send(source);
  }

  /**
   * Sends everything that a reader gives as one text message, in fragments as it comes, like {@link
   * #send(InputStream)}.
   *
   * @throws IOException as there; also if the text holds a lone surrogate
   */
  public void send(Reader source) throws IOException {
    new StreamedMessage(sender).send(source);
  }

  /**
   * Waits for the next message.
   *
   * @throws ConnectionClosedException if the connection ended, and no complete message is left
   * @throws java.io.InterruptedIOException if the thread is interrupted; nothing is lost
   */
  public Message receive() throws IOException {
    return receiver.receive(Receiver.FOREVER);
  }

  /**
   * Waits for the next message, not longer than {@code timeout}; one of zero looks what is there.
   *
   * @throws SocketTimeoutException if the time ran out; nothing is lost, even of a message that
   *     arrived in part
   * @throws ConnectionClosedException if the connection ended, and no complete message is left
   * @throws java.io.InterruptedIOException if the thread is interrupted; nothing is lost
   */
  public Message receive(Duration timeout) throws IOException {
    return receiver.receive(deadline(timeout));
  }

  /**
   * Waits for the next message and shows it where it lies: nothing is copied or allocated. The view
   * is valid until this thread next receives from, or closes, this connection; until then no other
   * thread receives.
   *
   * @throws IOException as {@link #receive()}
   */
  public MessageView receiveView() throws IOException {
    return receiver.receiveView(Receiver.FOREVER);
  }

  /**
   * As {@link #receiveView()}, not longer than {@code timeout}.
   *
   * @throws SocketTimeoutException if the time ran out
   * @throws IOException as {@link #receive()}
   */
  public MessageView receiveView(Duration timeout) throws IOException {
    return receiver.receiveView(deadline(timeout));
  }

  /**
   * The messages as they come, over {@link #receive()}. It ends when the connection ended normally:
   * by {@link #close()}, or by the peer with 1000, 1001 or no code. Any other end, and an
   * interrupt, is thrown as {@link java.io.UncheckedIOException} by {@code hasNext}.
   */
  @Override
  public Iterator<Message> iterator() {
    return new MessageIterator(this::receive);
  }

  /**
   * Sends a ping and waits for its pong, at most 10 s. Messages that come first are kept for the
   * next receive, up to 64 and 4 MiB.
   *
   * @return the time from before the ping was written until the pong was read
   * @throws IOException as {@link #ping(Duration)}
   */
  public Duration ping() throws IOException {
    return ping(Duration.ofSeconds(10));
  }

  /**
   * Sends a ping and waits for its pong, reading itself where no other thread receives. A view that
   * this thread was shown before is void then.
   *
   * @return the time from before the ping was written until the pong was read
   * @throws SocketTimeoutException if the pong did not come in time, or came behind more messages
   *     than can be kept while nobody receives
   * @throws ConnectionClosedException if the connection ended
   * @throws java.io.InterruptedIOException if the thread is interrupted
   */
  public Duration ping(Duration timeout) throws IOException {
    long start = System.nanoTime();
    long deadline = deadline(timeout);
    int number = pings.next();
    sender.control(Opcode.PING, Pings.payload(number));
    return Duration.ofNanos(receiver.awaitPong(number, deadline) - start);
  }

  /** What the pings so far have measured: the user's own, and those of a {@link Keepalive}. */
  public RoundTrips roundTrips() {
    return pings.roundTrips();
  }

  /**
   * Sends a pong that answers nothing: a heartbeat, RFC 6455 5.5.3. It never takes the place of a
   * pong that the peer is owed.
   *
   * @param payload at most 125 bytes
   * @throws IllegalArgumentException if the payload is longer
   * @throws IOException as {@link #send(ByteBuffer)}
   */
  public void pong(ByteBuffer payload) throws IOException {
    if (payload.remaining() > FrameHeader.MAX_CONTROL_PAYLOAD) {
      throw new IllegalArgumentException(
          "pong payload of " + payload.remaining() + " bytes exceeds 125 (RFC 6455 5.5)");
    }
    sender.control(Opcode.PONG, payload);
  }

  /** Closes with 1000 and no reason: {@link #close(int, String)}. */
  @Override
  public void close() {
    close(CloseCode.NORMAL, "");
  }

  /**
   * Closes: {@link #close(int, String, Duration)} with {@link WebSocketOptions#closeTimeout}.
   *
   * @throws IllegalArgumentException as there
   */
  public void close(int code, String reason) {
    close(code, reason, closeTimeout);
  }

  /**
   * Sends a Close, waits for the peer's and for the end of the TCP connection, and releases the
   * socket, with or without an answer when the time is up. A receive that waits in another thread
   * ends at once; messages that were not received yet are discarded. Idempotent; any thread.
   *
   * @param code 1000 to 1003, 1007 to 1014 or 3000 to 4999
   * @param reason at most 123 bytes of UTF-8
   * @param timeout for all of it
   * @throws IllegalArgumentException if code or reason must not be sent; nothing is closed
   */
  public void close(int code, String reason, Duration timeout) {
    CloseStatus status = CloseStatus.sendable(code, reason);
    long deadline = deadline(timeout);
    ending.close();
    if (!ending.over()) {
      transport.wakeup();
      sender.close(status, deadline);
      receiver.drain(deadline);
    }
    ending.ended();
    transport.close();
    if (keeper != null) {
      keeper.stop();
    }
    sender.settle();
    receiver.release();
  }

  /** Whether neither side has begun to close and the network has not been seen to fail. */
  public boolean isOpen() {
    return ending.untouched();
  }

  /**
   * The code of the peer's Close: 1005 if it held none (RFC 6455 7.1.5), 1006 if the connection
   * ended without one, -1 while neither is known.
   */
  public int closeCode() {
    return ending.code();
  }

  /** The reason of the peer's Close; empty while, or if, there is none. */
  public String closeReason() {
    return ending.handshake().status().reason();
  }

  /**
   * How the connection stands: open, on its way to the end, or over, and what went over it so far.
   * Any thread, at any time.
   */
  public CloseReport report() {
    return ending.report();
  }

  /** The subprotocol that the server chose; empty if none. */
  public String subprotocol() {
    return subprotocol;
  }

  /** The headers of the server's 101, by name in any case. */
  public Map<String, List<String>> responseHeaders() {
    return responseHeaders;
  }

  /** This side's address; also after the end. */
  public SocketAddress localAddress() {
    return transport.localAddress();
  }

  /** The server's address; also after the end. */
  public SocketAddress remoteAddress() {
    return transport.remoteAddress();
  }

  /** "WebSocket[open, /127.0.0.1:5000 -> /127.0.0.1:80]": for logs. */
  @Override
  public String toString() {
    return "WebSocket["
        + (isOpen() ? "open" : "closed " + ending.handshake().status())
        + ", "
        + localAddress()
        + " -> "
        + remoteAddress()
        + "]";
  }

  private static long deadline(Duration timeout) {
    if (timeout.isNegative()) {
      throw new IllegalArgumentException("timeout of " + timeout + " is negative");
    }
    return Deadline.after(timeout);
  }
}
