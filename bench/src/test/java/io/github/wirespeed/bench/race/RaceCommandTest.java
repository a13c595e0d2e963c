package io.github.wirespeed.bench.race;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.wirespeed.bench.BenchCommand;
import io.github.wirespeed.bench.report.Journal;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class RaceCommandTest {
  private final StringWriter err = new StringWriter();
  private Exception thrown;

  @TempDir private Path directory;

  private int peers(String... args) {
    List<String> words = new ArrayList<>(List.of("peers"));
    words.addAll(List.of(args));
    return new CommandLine(new BenchCommand())
        .setErr(new PrintWriter(err))
        .setExecutionExceptionHandler(
            (e, command, result) -> {
              thrown = e;
              return 1;
            })
        .execute(words.toArray(String[]::new));
  }

  private String firstLine() {
    return err.toString().lines().findFirst().orElse("");
  }

  private void earlierRun() throws IOException {
    RaceFiles.write(directory, RaceSettings.usual(true));
    List<JsonNode> rounds = new ArrayList<>();
    MadeUp.rounds(MadeUp.RR, MadeUp.jvm("jdk"), 1000).forEach(r -> rounds.add(RoundJson.of(r)));
    Journal.open(Journal.in(directory), rounds).close();
  }

  @Test
  void aFullDiskIsFoundOutAtOnce() {
    assumeTrue(Files.exists(Path.of("/dev/full")), "no /dev/full here");
    assertThat(peers("--quick", "--json", "/dev/full", "--report", directory.toString()))
        .isEqualTo(1);
    assertThat(thrown)
        .isInstanceOf(IOException.class)
        .hasMessage("--json: /dev/full cannot be written: No space left on device");
    assertThat(directory).isEmptyDirectory();
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void thereMustBeARunToGoOnWith() {
    assertThat(peers("--resume", directory.toString())).isEqualTo(1);
    assertThat(thrown)
        .hasMessage("no run to go on with: there is no " + directory.resolve("settings.json"));
  }

  @Test
  void aRunGoesOnWithItsOwnSettingsOnly() throws IOException {
    earlierRun();
    assertThat(peers("--resume", directory.toString(), "--quick", "--rounds", "3")).isEqualTo(2);
    assertThat(firstLine())
        .isEqualTo("--resume: the run in " + directory + " had other settings: leave them out");
  }

  @Test
  void whatIsRepeatedMustHaveBeenMeasured() throws IOException {
    earlierRun();
    assertThat(peers("--resume", directory.toString(), "--again", "jdk@rr/8K")).isEqualTo(2);
    assertThat(firstLine())
        .isEqualTo(
            "--again: 'jdk@rr/8K' is nothing that was measured there: it is CLIENT@PLACE, PLACE or"
                + " CLIENT@, such as jdk@rr/256/plain/netty/apart");
  }

  @Test
  void settingsAreTheSameAfterTheyWereAFile() throws IOException {
    RaceFiles.write(directory, RaceSettings.usual(false));
    assertThat(RaceFiles.settings(directory)).isEqualTo(RaceSettings.usual(false));
    assertThat(RaceFiles.measured(directory)).isEmpty();
  }

  @Test
  void cellsAreMeantByClientPlaceOrBoth() throws IOException {
    List<Measured> rounds = new ArrayList<>();
    rounds.addAll(MadeUp.rounds(MadeUp.RR, MadeUp.jvm("jdk"), 1));
    rounds.addAll(MadeUp.rounds(MadeUp.RR, MadeUp.ours("async", "blocking"), 1));
    rounds.addAll(MadeUp.rounds(MadeUp.rr(8 << 10), MadeUp.jvm("jdk"), 1));
    assertThat(chosen(rounds, "jdk@")).containsExactly(0, 2);
    assertThat(chosen(rounds, "256")).containsExactly(0, 1);
    assertThat(chosen(rounds, "jdk@8K/plain")).containsExactly(2);
    assertThat(chosen(rounds, "wirespeed-async:blocking@", "jdk@8K")).containsExactly(1, 2);
  }

  private static List<Integer> chosen(List<Measured> rounds, String... names) {
    List<Integer> chosen = new ArrayList<>();
    for (int i = 0; i < rounds.size(); i++) {
      if (Cells.of(List.of(names), rounds).test(rounds.get(i))) {
        chosen.add(i);
      }
    }
    return chosen;
  }
}
