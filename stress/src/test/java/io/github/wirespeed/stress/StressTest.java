package io.github.wirespeed.stress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Runs jcstress, in a process of its own, with the options in the property {@code stress.options}.
 * It fails when an outcome is seen that a test forbids; the report is in {@code target/jcstress}.
 */
class StressTest {
  private static final Path REPORT = Path.of("target", "jcstress").toAbsolutePath();

  /** How many tests there are: one that did not run would be easy to miss. */
  private static final int TESTS = 10;

  @Test
  void noForbiddenOutcomeIsSeen() throws Exception {
    assumeTrue(Runtime.getRuntime().availableProcessors() > 1, "two threads need two cores");
    Files.createDirectories(REPORT);
    Path output = REPORT.resolve("output.txt");
    Process jcstress =
        new ProcessBuilder(command())
            .directory(REPORT.toFile()) // where it leaves its raw results
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(jcstress.waitFor(12, TimeUnit.HOURS)).as("it ends").isTrue();
    } finally {
      jcstress.destroyForcibly();
    }

    String said = Files.readString(output);
    assertThat(jcstress.exitValue()).as(said).isZero();
    assertThat(said)
        .contains("Failed tests: No matches.")
        .contains("Error tests: No matches.")
        .contains("All remaining tests: " + TESTS + " matching");
  }

  private static List<String> command() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-cp");
    command.add(
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> Files.exists(Path.of(entry))) // jcstress trips over one that does not
            .collect(Collectors.joining(File.pathSeparator)));
    command.add("org.openjdk.jcstress.Main");
    command.add("-r");
    command.add(REPORT.toString());
    command.addAll(List.of(System.getProperty("stress.options", "-m quick").trim().split("\\s+")));
    return command;
  }
}
