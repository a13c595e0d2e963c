package io.github.wirespeed;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the messages of one direction of a blocking connection. One thread at a time counts; any
 * may look, and may then see what was counted a moment late.
 */
final class Tally {
  private final AtomicLong messages = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();

  /** One message more, with so many bytes of payload. */
  void count(long payload) {
    // Not an atomic addition, which would cost as much as all the rest of a small message.
    messages.setOpaque(messages.getPlain() + 1);
    bytes.setOpaque(bytes.getPlain() + payload);
  }

  long messages() {
    return messages.getOpaque();
  }

  /** Of payload, uncompressed. */
  long bytes() {
    return bytes.getOpaque();
  }
}
