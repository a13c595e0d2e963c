package io.github.wirespeed.bench.clients;

import java.nio.ByteBuffer;
import java.util.function.Function;

/** Whom a library tells what comes; from any of its threads, one call at a time. */
interface Receiver {
  /**
   * A whole binary message.
   *
   * @param size of its payload
   * @param payload looks at it, and is only called where somebody has to; one that captures nothing
   *     costs nothing
   */
  <M> void message(M message, int size, Function<M, ByteBuffer> payload);

  /** Whether somebody will look at the payload of the next message. */
  boolean wantsPayload();

  /** A text message, which nobody sent. */
  default void text() {
    failed("a text message came back");
  }

  /** The connection is over, or useless. */
  void failed(String why);

  /** Likewise. */
  default void failed(Throwable why) {
    failed(why.toString());
  }
}
