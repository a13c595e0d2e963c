package io.github.wirespeed.client;

import io.github.wirespeed.protocol.ClientHandshake;
import io.github.wirespeed.protocol.WebSocketUri;
import io.github.wirespeed.transport.TcpConnecting;
import io.github.wirespeed.transport.TcpTransport;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.security.SecureRandom;

/**
 * One attempt to open a connection, in steps that never wait: TCP to one address after the other,
 * the request, the response. Its driver, {@link Opening} or {@link LoopOpening}, does the waiting:
 *
 * <pre>
 *   attempt.start(addresses);
 *   while (attempt.result() == null) {
 *     if (!attempt.step()) {
 *       wait for attempt.waitsFor() on its channel, until attempt.deadline();
 *       if (that has passed and there was nothing to wait for) { attempt.timeOut(); }
 *     }
 *   }
 * </pre>
 *
 * <p>What {@link #step} and {@link #timeOut} throw ends the attempt; the driver then closes it.
 * Used by one thread at a time.
 */
final class Attempt implements Closeable {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int KEY_BYTES = 16;
  private static final int BUFFER = 8 << 10;

  private final WebSocketUri uri;
  private final long deadline; // of System.nanoTime(), for all of it
  private final ClientHandshake handshake;

  private InetAddress[] addresses; // null until start()
  private int tried;
  private IOException failure; // of the first address; those of the others are suppressed in it

  // The address that is tried. Null while none is.
  private TcpConnecting connecting;
  private long connectNanos;
  private long connectDeadline;

  private TcpTransport transport; // null until connected
  private ByteBuffer request;
  private ByteBuffer in;
  private Opening.Result result;

  /**
   * Checks everything; nothing is sent.
   *
   * @param deadline of {@code System.nanoTime()}, for all of it
   * @throws IllegalArgumentException if the URI, a header or a subprotocol is wrong
   */
  Attempt(Request wanted, long deadline) {
    WebSocketUri uri = wanted.uri();
    if (uri.secure()) {
      throw new IllegalArgumentException("TLS is not supported yet: " + uri);
    }
    byte[] key = new byte[KEY_BYTES];
    RANDOM.nextBytes(key);
    this.uri = uri;
    this.deadline = deadline;
    this.handshake =
        new ClientHandshake(
            uri,
            wanted.headers(),
            wanted.subprotocols(),
            wanted.extensions(),
            key,
            wanted.limits());
  }

  /** Says where to connect: to the first that accepts; the addresses share the time. */
  void start(InetAddress[] to) {
    this.addresses = to;
  }

  /**
   * Goes one step on, without waiting.
   *
   * @return false if nothing could be done, and {@link #waitsFor} must be waited for; true to call
   *     again, unless there is a {@link #result}
   * @throws SocketTimeoutException if there is no time left to connect to the next address
   * @throws IOException if no address could be connected to, or the connection failed
   */
  boolean step() throws IOException {
    if (transport == null) {
      return connecting == null ? connectNext() : finishConnect();
    }
    return request.hasRemaining() ? transport.write(request) > 0 : read();
  }

  /**
   * Says that {@link #deadline} has passed, and that {@link #step} found nothing to do since. Call
   * {@link #step} again, unless there is a {@link #result}.
   *
   * @throws SocketTimeoutException if that ends the attempt
   */
  void timeOut() throws IOException {
    if (connecting != null) {
      connectFailed(connecting.timedOut(connectNanos));
    } else if (transport == null) {
      throw noTimeToConnect();
    } else if (handshake.response() != null) {
      // A refusal whose body does not end in time: its status is what matters.
      conclude(handshake.receiveEof());
    } else {
      throw new SocketTimeoutException("the server did not answer the opening handshake in time");
    }
  }

  /** What came of it; null while it goes on. */
  Opening.Result result() {
    return result;
  }

  /** The operation of {@link SelectionKey} that the next step needs. */
  int waitsFor() {
    if (transport == null) {
      return SelectionKey.OP_CONNECT;
    }
    return request.hasRemaining() ? SelectionKey.OP_WRITE : SelectionKey.OP_READ;
  }

  /** When the driver must call {@link #timeOut}, of {@code System.nanoTime()}; it moves. */
  long deadline() {
    return connecting == null ? deadline : connectDeadline;
  }

  /** The connection that is being made; null before, between two addresses, and after. */
  TcpConnecting connecting() {
    return connecting;
  }

  /** The connection that was made; null before. */
  TcpTransport transport() {
    return transport;
  }

  /** What is to be watched; null while there is nothing to wait for. */
  SocketChannel channel() {
    if (connecting != null) {
      return connecting.channel();
    }
    return transport == null ? null : transport.channel();
  }

  /** Closes what is open, except the connection of an {@link Opening.Upgraded}. Idempotent. */
  @Override
  public void close() {
    if (connecting != null) {
      connecting.close();
    }
    if (transport != null && !(result instanceof Opening.Upgraded)) {
      transport.close();
    }
  }

  private boolean connectNext() throws IOException {
    long now = System.nanoTime();
    long left = deadline - now;
    if (tried == addresses.length || left <= 0) {
      throw failure != null ? failure : noTimeToConnect();
    }
    connectNanos = left / (addresses.length - tried);
    connectDeadline = now + connectNanos;
    InetSocketAddress address = new InetSocketAddress(addresses[tried], uri.port());
    tried++;
    try {
      connecting = TcpConnecting.start(address);
    } catch (IOException e) {
      connectFailed(e);
    }
    return true;
  }

  private boolean finishConnect() {
    try {
      transport = connecting.finishConnect();
    } catch (IOException e) {
      connectFailed(e);
      return true;
    }
    if (transport == null) {
      return false;
    }
    connecting = null;
    request = ByteBuffer.wrap(handshake.request());
    return true;
  }

  private void connectFailed(IOException e) {
    if (connecting != null) {
      connecting.close();
      connecting = null;
    }
    if (failure == null) {
      failure = e;
    } else {
      failure.addSuppressed(e);
    }
  }

  private SocketTimeoutException noTimeToConnect() {
    return new SocketTimeoutException(
        "no time left to connect to " + uri.host() + ":" + uri.port());
  }

  private boolean read() throws IOException {
    if (in == null) {
      in = ByteBuffer.allocate(BUFFER);
    }
    int n = transport.read(in.clear());
    in.flip();
    if (n != 0) {
      conclude(n < 0 ? handshake.receiveEof() : handshake.receive(in));
    }
    return n != 0;
  }

  private void conclude(ClientHandshake.Outcome outcome) {
    switch (outcome) {
      case NEED_BYTES -> {
        // The head, or the body of a refusal, goes on.
      }
      case OPEN ->
          result =
              new Opening.Upgraded(
                  transport,
                  rest(),
                  handshake.response(),
                  handshake.subprotocol(),
                  handshake.deflate());
      case FAILED -> {
        result =
            new Opening.Refused(handshake.failure(), handshake.response(), handshake.bodyExcerpt());
        close();
      }
    }
  }

  /** The first frames, in a buffer of their size: who keeps the result keeps no read buffer. */
  private ByteBuffer rest() {
    return ByteBuffer.allocate(in.remaining()).put(in).flip();
  }
}
