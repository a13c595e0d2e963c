package io.github.wirespeed.client;

import io.github.wirespeed.protocol.HttpHead;
import io.github.wirespeed.protocol.PerMessageDeflate;
import io.github.wirespeed.transport.Deadline;
import io.github.wirespeed.transport.TcpConnecting;
import io.github.wirespeed.transport.Transport;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * Opens a connection on the caller's thread, which waits for each step of an {@link Attempt}; a
 * {@link LoopOpening} does the same on an event loop.
 */
public final class Opening {
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
   * @param deflate what was agreed of permessage-deflate; null if nothing was
   */
  public record Upgraded(
      Transport transport,
      ByteBuffer first,
      HttpHead response,
      String subprotocol,
      PerMessageDeflate deflate)
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
  public static Result open(Request request, Duration timeout) throws IOException {
    long deadline = Deadline.after(timeout);
    Redirects redirects = new Redirects(request);
    Result result;
    do {
      result = redirects.follow(attempt(redirects.request(), deadline));
    } while (result == null);
    return result;
  }

  private static Result attempt(Request request, long deadline) throws IOException {
    try (Attempt attempt = new Attempt(request, deadline)) {
      attempt.start(Route.find(request));
      while (attempt.result() == null) {
        Leg.Need need = attempt.step();
        if (attempt.result() == null && need != Leg.Need.AGAIN) {
          await(attempt, need);
        }
      }
      return attempt.result();
    }
  }

  /** Does what the next step needs, for no longer than until its deadline. */
  private static void await(Attempt attempt, Leg.Need need) throws IOException {
    boolean connecting = attempt.link() == null;
    long left = attempt.deadline() - System.nanoTime();
    if (!connecting && Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("interrupted during the opening handshake");
    } else if (attempt.isLate()) {
      attempt.timeOut();
    } else if (connecting) {
      TcpConnecting.awaitAny(attempt.connecting(), left);
    } else if (need == Leg.Need.TASK) {
      attempt.task().run();
    } else if (need == Leg.Need.WRITABLE) {
      attempt.link().transport().awaitWritable(left);
    } else {
      attempt.link().transport().awaitReadable(false, left);
    }
  }
}
