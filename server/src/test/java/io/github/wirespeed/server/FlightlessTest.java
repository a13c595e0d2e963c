package io.github.wirespeed.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a server does about the flight recorder where it is not there, or not used. */
@Timeout(120)
class FlightlessTest {
  @TempDir Path files;

  private String run(String... options) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(FlightlessProgram.class.getName());
    Path said = files.resolve("said");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    return Files.readString(said, UTF_8).strip();
  }

  @Test
  void withoutTheModuleAServerServesAllTheSame() throws Exception {
    assertThat(run("--limit-modules", "java.base")).isEqualTo("1 opened, 1 refused");
  }

  @Test
  void whereNobodyRecordsNotEvenTheClassesOfTheEventsAreLoaded() throws Exception {
    Path log = files.resolve("classes");

    assertThat(run("-Xlog:class+load:file=" + log)).isEqualTo("1 opened, 1 refused");
    List<String> flight =
        Files.readAllLines(log, UTF_8).stream()
            .filter(line -> line.contains("io.github.wirespeed.server.Flight"))
            .toList();
    assertThat(flight).anyMatch(line -> line.contains(".Flight "));
    assertThat(flight).noneMatch(line -> line.contains(".FlightEvents"));
  }
}
