package io.github.wirespeed.bench.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class CompilersTest {
  private static final long LOOK = TimeUnit.MILLISECONDS.toNanos(20);

  /** That take so many milliseconds from one question to the next, and nothing after the last. */
  private static Compilers busy(Deque<Integer> millis) {
    long[] taken = {0};
    return new Compilers(
        () -> {
          long now = taken[0];
          Integer next = millis.poll();
          taken[0] += next == null ? 0 : TimeUnit.MILLISECONDS.toNanos(next);
          return now;
        });
  }

  @Test
  void aTenthOfTheTimeStillIsQuiet() {
    Compilers compilers = new Compilers(() -> 1_100);
    assertThat(compilers.worked(1_000, 1_000)).isFalse();
    assertThat(compilers.worked(999, 1_000)).isTrue();
  }

  @Test
  void areWaitedForWhileTheyWork() {
    // Asked at the beginning and the end of each look.
    Deque<Integer> millis = new ArrayDeque<>(List.of(20, 0, 3, 0, 1, 0, 20, 0));
    busy(millis).settle();
    assertThat(millis).as("the looks behind the quiet one").containsExactly(20, 0);
  }

  @Test
  void areNotWaitedForWithoutEnd() {
    long[] asked = {0};
    new Compilers(() -> LOOK * asked[0]++).settle();
    assertThat(asked[0]).isEqualTo(2 * 50);
  }

  @Test
  void ofAllProcessesTogether() throws Exception {
    assumeTrue(Files.exists(Path.of("/proc/self/schedstat")));
    Process cat = new ProcessBuilder("cat").start();
    try {
      assertThat(Compilers.of(List.of(cat.pid())).nanos()).isZero();
      assertThat(Compilers.ofThisAnd(cat.pid()).nanos()).isPositive();
    } finally {
      cat.destroy();
    }
  }
}
