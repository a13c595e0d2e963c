package io.github.wirespeed.bench.research;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.WaitStrategy;
import io.github.wirespeed.bench.Workbench;
import io.github.wirespeed.bench.experiment.Case;
import io.github.wirespeed.bench.experiment.Experiment;
import io.github.wirespeed.bench.experiment.Trial;
import io.github.wirespeed.bench.experiment.Variant;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class ExperimentsTest {
  private static Workbench workbench;

  @BeforeAll
  static void start() throws IOException {
    workbench = Workbench.inThisProcess(WaitStrategy.adaptive());
  }

  @AfterAll
  static void end() throws IOException {
    workbench.close();
  }

  static Stream<String> all() {
    return Experiments.ALL.stream().map(Experiment::name);
  }

  @ParameterizedTest
  @MethodSource("all")
  void everyVariantDoesItsWork(String name) throws IOException {
    Experiment experiment = Experiments.named(name);
    for (Case of : experiment.cases()) {
      for (Variant variant : of.variants()) {
        if (variant.absent() != null) {
          continue;
        }
        try (Trial trial = Opener.here(workbench).open(experiment, of, variant)) {
          assertThat(trial.run(1)).as(variant.name()).isPositive();
          assertThat(trial.run(3)).as(variant.name()).isPositive();
        }
      }
    }
  }

  @Test
  void aMailboxOfOneFinishesABurstThatIsPipelined() throws IOException {
    Experiment mailbox = Experiments.named("mailbox");
    for (Case of : mailbox.cases()) {
      Variant one =
          of.variants().stream().filter(v -> v.name().equals("1")).findFirst().orElseThrow();
      try (Trial trial = Opener.here(workbench).open(mailbox, of, one)) {
        assertThat(trial.run(500)).as(of.name()).isPositive();
      }
    }
  }

  @Test
  void namesAreOneWordAndNoVariantIsMistakenForAnother() {
    Set<String> names = new HashSet<>();
    for (Experiment experiment : Experiments.ALL) {
      assertThat(experiment.name()).matches("[a-z-]+");
      assertThat(names.add(experiment.name())).isTrue();
      assertThat(experiment.question()).endsWith("?");
      assertThat(experiment.why()).as(experiment.name()).isNotBlank();
      Set<String> variants = new HashSet<>();
      for (Case of : experiment.cases()) {
        of.variants().forEach(v -> assertThat(variants.add(of.name() + v.name())).isTrue());
      }
    }
  }
}
