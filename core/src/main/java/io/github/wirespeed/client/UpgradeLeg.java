package io.github.wirespeed.client;

import io.github.wirespeed.protocol.ClientHandshake;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;

/** The last leg: the opening handshake (RFC 6455 4.1). */
final class UpgradeLeg implements Leg {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int KEY_BYTES = 16;

  private final Request wanted;
  private ClientHandshake handshake;
  private ByteBuffer request; // null while the cookies for it are not there
  private ClientHandshake.Outcome outcome = ClientHandshake.Outcome.NEED_BYTES;
  private boolean stored; // the cookies of the response
  private Runnable task;
  private IOException failure; // of the task

  /** What may wait, for a handler of the user's. */
  private interface Work {
    void run() throws IOException;
  }

  /**
   * Checks everything; nothing is sent.
   *
   * @throws IllegalArgumentException if the URI, a header or a subprotocol is wrong
   */
  UpgradeLeg(Request wanted) {
    this.wanted = wanted;
    prepare(RequestHeaders.withoutCookies(wanted));
    if (wanted.reach().cookies() != null) {
      request = null;
    }
  }

  private void prepare(List<Map.Entry<String, String>> headers) {
    byte[] key = new byte[KEY_BYTES];
    RANDOM.nextBytes(key);
    handshake =
        new ClientHandshake(
            wanted.uri(),
            headers,
            wanted.subprotocols(),
            wanted.extensions(),
            key,
            wanted.limits());
    request = ByteBuffer.wrap(handshake.request());
  }

  @Override
  public Need step(Link link) throws IOException {
    if (failure != null) {
      throw failure;
    } else if (request == null) {
      return leave(() -> prepare(RequestHeaders.of(wanted)));
    } else if (request.hasRemaining()) {
      link.transport().write(request);
      if (request.hasRemaining()) {
        return Need.WRITABLE;
      } else if (!link.in().hasRemaining()) {
        return Need.READABLE; // it cannot have answered yet
      }
    }
    if (outcome == ClientHandshake.Outcome.NEED_BYTES) {
      int n = link.in().hasRemaining() ? link.in().remaining() : link.read();
      if (n != 0) {
        outcome = n < 0 ? handshake.receiveEof() : handshake.receive(link.in());
      }
    }
    if (!stored && handshake.response() != null && wanted.reach().cookies() != null) {
      stored = true;
      return leave(() -> Cookies.store(wanted, handshake.response()));
    }
    return outcome == ClientHandshake.Outcome.NEED_BYTES ? Need.READABLE : Need.DONE;
  }

  private Need leave(Work work) {
    task =
        () -> {
          try {
            work.run();
          } catch (IOException e) {
            failure = e;
          }
        };
    return Need.TASK;
  }

  @Override
  public Runnable task() {
    return task;
  }

  @Override
  public String late() {
    return request == null
        ? "the handler of cookies did not answer"
        : "the server did not answer the opening handshake";
  }

  /**
   * Says that the time is up.
   *
   * @return whether there is a {@link #result} all the same: a refusal whose body does not end in
   *     time is one, as its status is what matters
   */
  boolean endsInTime() {
    if (handshake.response() != null) {
      outcome = handshake.receiveEof();
    }
    return outcome != ClientHandshake.Outcome.NEED_BYTES;
  }

  /** What came of it, once it is over. */
  Opening.Result result(Link link) {
    if (outcome == ClientHandshake.Outcome.FAILED) {
      return new Opening.Refused(
          handshake.failure(), handshake.response(), handshake.bodyExcerpt());
    }
    // The first frames, in a buffer of their size: who keeps the result keeps no read buffer.
    ByteBuffer first = ByteBuffer.allocate(link.in().remaining()).put(link.in()).flip();
    return new Opening.Upgraded(
        link.transport(),
        first,
        handshake.response(),
        handshake.subprotocol(),
        handshake.deflate());
  }
}
