package io.github.wirespeed.bench.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CpuTimeTest {
  private static final long PID = ProcessHandle.current().pid();

  @Test
  void growsWithWork() {
    long before = CpuTime.ofProcess(PID);
    assumeTrue(before >= 0);
    long after = before;
    // Ends as soon as the work is seen; a clock that stands still is a test that hangs.
    for (long n = 0; after - before < 50_000_000; n++) {
      if (n % 1_000_000 == 0) {
        after = CpuTime.ofProcess(PID);
      }
    }
    assertThat(after).isGreaterThan(before);
  }

  @Test
  void theCompilersOfAJvmArePartOfIt() {
    long compilers = CpuTime.ofCompilers(PID);
    assumeTrue(Files.exists(Path.of("/proc/self/schedstat")));
    assertThat(compilers).isPositive().isLessThan(CpuTime.ofProcess(PID));
  }

  @Test
  void aProgramThatIsNoJvmHasNoCompilers() throws Exception {
    Process cat = new ProcessBuilder("cat").start();
    try {
      assertThat(CpuTime.ofCompilers(cat.pid())).isZero();
    } finally {
      cat.destroy();
    }
  }

  @Test
  void ofAProcessThatIsNotThereNobodyKnows() {
    assertThat(CpuTime.ofProcess(Integer.MAX_VALUE)).isEqualTo(-1);
    assertThat(CpuTime.ofCompilers(Integer.MAX_VALUE)).isZero();
  }
}
