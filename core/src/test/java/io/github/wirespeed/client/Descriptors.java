package io.github.wirespeed.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Counts the descriptors of this process, where the system shows them. */
final class Descriptors {
  private Descriptors() {}

  /**
   * How many are open; threads let go of theirs in their own time, so until {@code goal} is met.
   */
  static long settled(long goal) throws Exception {
    long now = count();
    for (int i = 0; i < 200 && now > goal; i++) {
      Thread.sleep(5);
      now = count();
    }
    return now;
  }

  private static long count() throws IOException {
    Path self = Path.of("/proc/self/fd");
    Assumptions.assumeTrue(Files.isDirectory(self), "descriptors are counted in " + self);
    try (Stream<Path> open = Files.list(self)) {
      return open.count();
    }
  }
}
