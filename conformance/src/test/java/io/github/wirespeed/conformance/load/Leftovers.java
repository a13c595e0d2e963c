package io.github.wirespeed.conformance.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** What a test must not leave behind. */
public final class Leftovers {
  private static final File DESCRIPTORS = new File("/proc/self/fd");
  private static final long HANG_NANOS = TimeUnit.SECONDS.toNanos(30);

  private Leftovers() {}

  /** All threads that live now. */
  public static Set<Thread> threads() {
    return new HashSet<>(Thread.getAllStackTraces().keySet());
  }

  /** Waits until every thread that was not there before is gone. */
  public static void assertNoThreadsBeyond(Set<Thread> before) throws InterruptedException {
    BooleanSupplier gone = () -> before.containsAll(ours());
    await(gone);
    assertThat(before).as("threads").containsAll(ours());
  }

  private static Set<Thread> ours() {
    Set<Thread> now = threads();
    // The JVM's own come and go.
    now.removeIf(t -> t.getThreadGroup() == null || t.getThreadGroup().getName().equals("system"));
    now.removeIf(t -> t.getName().startsWith("junit-") || t.getName().startsWith("surefire-"));
    return now;
  }

  static boolean canCountDescriptors() {
    return DESCRIPTORS.isDirectory();
  }

  /** How many descriptors are open; 0 where that cannot be seen. */
  public static int descriptors() {
    String[] open = DESCRIPTORS.list();
    return open == null ? 0 : open.length;
  }

  /** Waits until not more descriptors are open than before, give or take a few of the JVM's own. */
  public static void assertNoDescriptorsBeyond(int before) throws InterruptedException {
    int slack = 20;
    await(() -> descriptors() <= before + slack);
    assertThat(descriptors()).as("descriptors").isLessThanOrEqualTo(before + slack);
  }

  private static void await(BooleanSupplier state) throws InterruptedException {
    long start = System.nanoTime();
    while (!state.getAsBoolean() && System.nanoTime() - start < HANG_NANOS) {
      Thread.sleep(20);
    }
  }
}
