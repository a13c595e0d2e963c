package io.github.wirespeed.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The peers that are programs: the list of those that this machine leaves out is the list of what
 * is skipped here, each with its reason.
 */
@Timeout(120)
class PeerRuntimeTest {
  @ParameterizedTest
  @EnumSource(PeerRuntime.class)
  void aProgramEndsWithWhoeverStartedIt(PeerRuntime runtime) throws Exception {
    String missing = runtime.missing();
    assumeTrue(missing.isEmpty(), missing);
    Process process = runtime.builder().redirectErrorStream(true).start();
    try {
      process.getOutputStream().close();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ended with its input").isTrue();
      assertThat(process.exitValue()).isZero();
    } finally {
      process.destroyForcibly();
    }
  }
}
