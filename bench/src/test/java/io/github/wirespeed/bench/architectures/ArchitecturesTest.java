package io.github.wirespeed.bench.architectures;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.WaitStrategy;
import io.github.wirespeed.bench.Workbench;
import io.github.wirespeed.bench.experiment.Case;
import io.github.wirespeed.bench.experiment.Lab;
import io.github.wirespeed.bench.experiment.Trial;
import io.github.wirespeed.bench.experiment.Variant;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ArchitecturesTest {
  @Test
  void everyArchitectureRunsInBothCases() throws IOException {
    List<Case> cases = new Architectures().cases();
    assertThat(cases).extracting(Case::name).containsExactly("rr 256 B", "pipelined 100 x 512 B");
    try (Workbench workbench = Workbench.inThisProcess(WaitStrategy.adaptive())) {
      for (Case one : cases) {
        assertThat(one.variants())
            .extracting(Variant::name)
            .containsExactly(
                "actor",
                "caller's thread",
                "direct mutex",
                "RwLock + queue",
                "lockless single thread",
                "split halves");
        for (Variant variant : one.variants()) {
          try (Trial trial = variant.opening().open(new Lab(workbench))) {
            assertThat(trial.run(1)).isPositive();
            assertThat(trial.run(150)).isPositive();
          }
        }
      }
    }
  }

  @Test
  void saysWhatEachGivesUp() {
    String why = new Architectures().why();
    for (Architecture architecture : Architecture.values()) {
      assertThat(why).containsIgnoringCase(architecture.label() + ": ");
    }
  }
}
