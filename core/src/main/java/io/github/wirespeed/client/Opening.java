package io.github.wirespeed.client;

import io.github.wirespeed.protocol.ClientHandshake;
import io.github.wirespeed.protocol.HttpHead;
import io.github.wirespeed.protocol.HttpLimits;
import io.github.wirespeed.protocol.WebSocketUri;
import io.github.wirespeed.transport.Deadline;
import io.github.wirespeed.transport.Transport;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Opens a connection: dials, sends the request, reads the answer, all on the caller's thread. */
public final class Opening {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int KEY_BYTES = 16;
  private static final int BUFFER = 8 << 10;

  private Opening() {}

  /** What came of the attempt. */
  public sealed interface Result {}

  /**
   * The server answered 101.
   *
   * @param transport the connection, the receiver's from now on
   * @param first bytes that came behind the response: the first frames
   * @param response the 101
   * @param subprotocol what the server chose; null where it chose none
   */
  public record Upgraded(
      Transport transport, ByteBuffer first, HttpHead response, String subprotocol)
      implements Result {}

  /**
   * The server did not open a WebSocket; the connection is closed.
   *
   * @param why in words
   * @param response what it answered; null where no whole response came
   * @param body the start of the response's body
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
  public record Refused(String why, HttpHead response, byte[] body) implements Result {}

  /**
   * Opens a connection.
   *
   * @param timeout for all of it
   * @throws IllegalArgumentException if the URI, a header or a subprotocol is wrong; nothing was
   *     sent
   * @throws SocketTimeoutException if the time runs out before the server answered
   * @throws InterruptedIOException if the thread is interrupted
   * @throws IOException if the network fails
   */
  public static Result open(
      WebSocketUri uri,
      List<Map.Entry<String, String>> headers,
      List<String> subprotocols,
      Duration timeout)
      throws IOException {
    if (uri.secure()) {
      throw new IllegalArgumentException("TLS is not supported yet: " + uri);
    }
    long deadline = Deadline.after(timeout);
    byte[] key = new byte[KEY_BYTES];
    RANDOM.nextBytes(key);
    ClientHandshake handshake =
        new ClientHandshake(uri, headers, subprotocols, List.of(), key, HttpLimits.DEFAULTS);
    Transport transport = Dialer.dial(uri.host(), uri.port(), deadline);
    boolean open = false;
    try {
      write(transport, ByteBuffer.wrap(handshake.request()), deadline);
      ByteBuffer in = ByteBuffer.allocate(BUFFER).limit(0);
      open = read(transport, handshake, in, deadline) == ClientHandshake.Outcome.OPEN;
      return open
          ? new Upgraded(transport, in, handshake.response(), handshake.subprotocol())
          : new Refused(handshake.failure(), handshake.response(), handshake.bodyExcerpt());
    } finally {
      if (!open) {
        transport.close();
      }
    }
  }

  private static void write(Transport transport, ByteBuffer request, long deadline)
      throws IOException {
    transport.write(request);
    while (request.hasRemaining()) {
      transport.awaitWritable(left(deadline));
      transport.write(request);
    }
  }

  private static ClientHandshake.Outcome read(
      Transport transport, ClientHandshake handshake, ByteBuffer in, long deadline)
      throws IOException {
    ClientHandshake.Outcome outcome = ClientHandshake.Outcome.NEED_BYTES;
    while (outcome == ClientHandshake.Outcome.NEED_BYTES) {
      in.clear();
      int n = transport.read(in);
      in.flip();
      if (n > 0) {
        outcome = handshake.receive(in);
      } else if (n < 0) {
        outcome = handshake.receiveEof();
      } else if (handshake.response() != null && deadline - System.nanoTime() <= 0) {
        // A refusal whose body does not end in time: its status is what matters.
        outcome = handshake.receiveEof();
      } else {
        transport.awaitReadable(false, left(deadline));
      }
    }
    return outcome;
  }

  private static long left(long deadline) throws IOException {
    long left = deadline - System.nanoTime();
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("interrupted during the opening handshake");
    }
    if (left <= 0) {
      throw new SocketTimeoutException("the server did not answer the opening handshake in time");
    }
    return left;
  }
}
