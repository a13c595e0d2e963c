package io.github.wirespeed.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;

/** Heap and direct memory in use: what is left of it when everything free was collected. */
public final class Memory {
  private static final long HANG_NANOS = TimeUnit.SECONDS.toNanos(20);

  private Memory() {}

  /** How many bytes there are now. */
  public static long inUse() {
    System.gc();
    long direct = 0;
    for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
      direct += pool.getMemoryUsed();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() + direct;
  }

  /** Waits until not so many more bytes are in use than before: direct ones are freed late. */
  public static void assertGrowthBelow(long bytes, long before) throws InterruptedException {
    long growth = inUse() - before;
    long start = System.nanoTime();
    while (growth >= bytes && System.nanoTime() - start < HANG_NANOS) {
      Thread.sleep(50);
      growth = inUse() - before;
    }
    assertThat(growth).as("growth in bytes").isLessThan(bytes);
  }
}
