package io.github.wirespeed;

import java.nio.ByteBuffer;

/**
 * A message that waits for a connection.
 *
 * @param text null for a binary one
 * @param payload a copy; null for a text
 * @param size what it takes of the bound
 * @param stage done when a connection has accepted it; null where nobody waits for that
 */
record HeldSend(String text, ByteBuffer payload, int size, PendingStage<Void> stage) {
  /** Copies the payload, which looks as if it were sent. */
  static HeldSend of(String text, ByteBuffer payload, int size, PendingStage<Void> stage) {
    ByteBuffer copy =
        text != null ? null : ByteBuffer.allocate(payload.remaining()).put(payload).flip();
    return new HeldSend(text, copy, size, stage);
  }

  /** Whether it was cancelled. */
  boolean gone() {
    return stage != null && stage.settled();
  }

  /** Takes the right to send it; false if it was cancelled. */
  boolean claim() {
    return stage == null || stage.claim();
  }

  Stage<Void> sendOn(Connection connection) {
    return text != null ? connection.send(text) : connection.send(payload);
  }

  /** It was accepted, or failed; false if it failed and there is nobody to be told. */
  boolean settle(Throwable why) {
    if (stage == null) {
      return why == null;
    } else if (why == null) {
      stage.complete(null);
    } else {
      stage.fail(why);
    }
    return true;
  }
}
