package io.github.wirespeed.conformance.kit;

import io.github.wirespeed.conformance.wire.RawConnection;

/** Sends a plan, and notes when what decides the line is sent. */
final class Sending {
  private final Delivery.Plan plan;

  // The thread that sends writes it, the one that measures reads it after that one's end.
  private volatile long decided;

  Sending(Delivery.Plan plan) {
    this.plan = plan;
  }

  /** What goes in one piece with the handshake, now. */
  byte[] behindHandshake() {
    decided = System.nanoTime();
    return plan.behindHandshake();
  }

  /** Sends all that does not go with the handshake, as far as the other side takes it. */
  void pieces(RawConnection peer) {
    int number = 0;
    for (byte[] piece : plan.others()) {
      if (++number == plan.decisive()) {
        decided = System.nanoTime();
      }
      peer.sendUntilRefused(piece);
    }
  }

  /** How long ago the line's last byte was about to be sent. */
  long nanosSince() {
    return System.nanoTime() - decided;
  }
}
