package io.github.wirespeed.conformance.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A little fuzzing in every build: all inputs that were written down, mutations of them, and Jazzer
 * for a moment in a JVM of its own. {@code conformance/fuzz/run} does the same for longer.
 */
@Timeout(120)
class FuzzTargetsTest {
  private static final int MUTATIONS = 20_000;
  private static final int JAZZER_RUNS = 20_000;
  private static final List<Target> TARGETS = List.of(Target.values());

  @ParameterizedTest
  @EnumSource(Target.class)
  void everySeedIsFine(Target target) throws IOException {
    List<byte[]> seeds = target.seeds();
    assertThat(seeds).hasSizeGreaterThan(5);
    seeds.forEach(target::run);
  }

  @ParameterizedTest
  @EnumSource(Target.class)
  void mutatedSeedsAreFine(Target target) throws IOException {
    FuzzLoop.run(target, MUTATIONS, 1);
    FuzzLoop.run(target, MUTATIONS, ThreadLocalRandom.current().nextLong());
  }

  @Test
  void jazzerFindsNothingInAMoment(@TempDir Path directory) throws Exception {
    List<byte[]> seeds = new ArrayList<>();
    for (Target target : Target.values()) {
      for (byte[] seed : target.seeds()) {
        ByteBuffer chosen = ByteBuffer.allocate(1 + seed.length);
        seeds.add(chosen.put((byte) TARGETS.indexOf(target)).put(seed).array());
      }
    }
    Run run = jazzer(AllTargets.class, seeds, directory, JAZZER_RUNS);
    assertThat(run.exit()).as(run.output()).isZero();
    assertThat(run.output()).contains("Done " + JAZZER_RUNS + " runs");
  }

  @Test
  void whatATargetThrowsIsFoundByBoth(@TempDir Path directory) throws Exception {
    Run run = jazzer(BrokenTarget.class, List.of(new byte[] {1}), directory, JAZZER_RUNS);
    assertThat(run.exit()).as(run.output()).isNotZero();
    assertThat(run.output()).contains("a byte of 7");
    assertThatThrownBy(() -> Wire.check(false, "it does not hold"))
        .isInstanceOf(AssertionError.class);
  }

  /** What a fuzzer must find at once. */
  public static final class BrokenTarget {
    private BrokenTarget() {}

    /** One input. */
    public static void fuzzerTestOneInput(byte[] data) {
      Wire.check(data.length == 0 || data[0] != 7, "a byte of 7");
    }
  }

  private record Run(int exit, String output) {}

  private static Run jazzer(Class<?> target, List<byte[]> seeds, Path directory, int runs)
      throws Exception {
    String os = System.getProperty("os.name") + " " + System.getProperty("os.arch");
    assumeTrue(
        os.toLowerCase(Locale.ROOT).matches("(linux|mac|windows).*"),
        "Jazzer has no native part for " + os);
    Path corpus = Files.createDirectory(directory.resolve("corpus"));
    for (int i = 0; i < seeds.size(); i++) {
      Files.write(corpus.resolve("seed-" + i), seeds.get(i));
    }
    File log = directory.resolve("log").toFile();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add("com.code_intelligence.jazzer.Jazzer");
    command.add("--target_class=" + target.getName());
    command.add("--instrumentation_includes=io.github.wirespeed.**");
    command.add("--custom_hook_excludes=io.netty.**");
    command.add("--reproducer_path=" + directory);
    command.add("-artifact_prefix=" + directory + "/");
    command.add("-runs=" + runs);
    command.add("-seed=1");
    command.add(corpus.toString());
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log)
            .start();
    try {
      assertThat(process.waitFor(100, TimeUnit.SECONDS)).as("ended").isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Run(process.exitValue(), Files.readString(log.toPath(), StandardCharsets.UTF_8));
  }
}
