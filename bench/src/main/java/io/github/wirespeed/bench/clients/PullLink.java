package io.github.wirespeed.bench.clients;

import java.nio.ByteBuffer;

/** A connection whose caller waits for what comes. */
interface PullLink extends Link {
  /**
   * Waits for a message, which must be a binary one.
   *
   * @return its size in bytes
   */
  int receive() throws Exception;

  /** The payload of the message that came last; until the next call. */
  ByteBuffer payload() throws Exception;

  /** Waits for so many messages of a size, for those who need not look at each. */
  default void receive(int count, int size) throws Exception {
    for (int i = 0; i < count; i++) {
      Driver.checkSize(receive(), size);
    }
  }
}
