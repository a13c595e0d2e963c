package io.github.wirespeed.bench.research;

import io.github.wirespeed.loop.AdaptiveSpin;
import io.github.wirespeed.loop.Spin;

/**
 * Adaptive waiting as it was: whatever a yield found was caught, however late the yield came back.
 */
final class PatientSpin implements Spin {
  private final AdaptiveSpin spin = new AdaptiveSpin();

  @Override
  public long begin() {
    return spin.begin();
  }

  @Override
  public boolean again(long start) {
    return spin.again(start);
  }

  @Override
  public void end(long start, boolean parked) {
    // What was found counts as if it had been waited for from now on, that is in time.
    spin.end(parked ? start : System.nanoTime(), parked);
  }
}
