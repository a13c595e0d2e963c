package io.github.wirespeed.conformance.fuzz;

import java.util.Arrays;
import java.util.List;

/** All targets in one: the first byte says which. For one run of Jazzer in every build. */
public final class AllTargets {
  private static final List<Target> TARGETS = List.of(Target.values());

  private AllTargets() {}

  /** One input. */
  public static void fuzzerTestOneInput(byte[] data) {
    if (data.length > 0) {
      Target target = TARGETS.get((data[0] & 0xFF) % TARGETS.size());
      target.run(Arrays.copyOfRange(data, 1, data.length));
    }
  }
}
