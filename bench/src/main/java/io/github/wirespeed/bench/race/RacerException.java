package io.github.wirespeed.bench.race;

import java.io.IOException;

/** What a client's process did wrong. */
final class RacerException extends IOException {
  private static final long serialVersionUID = 1;

  private final boolean broken;

  /**
   * Something.
   *
   * @param broken whether the process is of no use any more; else only its connection is
   */
  RacerException(String message, boolean broken) {
    super(message);
    this.broken = broken;
  }

  boolean broken() {
    return broken;
  }
}
