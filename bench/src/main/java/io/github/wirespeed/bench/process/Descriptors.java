package io.github.wirespeed.bench.process;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** File descriptors of this process; -1 where the platform does not say. */
public final class Descriptors {
  /** What a process needs besides connections: jars, selectors, pipes of its children. */
  private static final int OTHERS = 512;

  private Descriptors() {}

  /** How many connections a process may have. */
  public static long connections() {
    long limit = limit();
    return limit < 0 ? Long.MAX_VALUE : limit - OTHERS;
  }

  /** Why a process may not have so many connections; null if it may. */
  public static String refusal(long connections) {
    return connections <= connections()
        ? null
        : connections
            + " connections need more descriptors than a process may have: "
            + limit()
            + ", of which "
            + OTHERS
            + " are for other things";
  }

  /** How many are open. */
  public static long open() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getOpenFileDescriptorCount()
        : -1;
  }

  /** How many may be. */
  public static long limit() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getMaxFileDescriptorCount()
        : -1;
  }
}
