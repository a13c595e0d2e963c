package io.github.wirespeed.protocol;

import java.security.SecureRandom;

/** Counts how often, and for how much, it is asked. */
final class CountingRandom extends SecureRandom {
  private static final long serialVersionUID = 1;

  private int calls;
  private int bytes;

  @Override
  public void nextBytes(byte[] target) {
    calls++;
    bytes += target.length;
    super.nextBytes(target);
  }

  int calls() {
    return calls;
  }

  int bytes() {
    return bytes;
  }
}
