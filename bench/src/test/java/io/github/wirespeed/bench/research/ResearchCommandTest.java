package io.github.wirespeed.bench.research;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.bench.BenchCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

@Timeout(120)
class ResearchCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path directory;

  private int research(String... args) {
    List<String> words = new ArrayList<>(List.of("research"));
    words.addAll(List.of(args));
    return new CommandLine(new BenchCommand())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(words.toArray(String[]::new));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mailboxes | no experiment 'mailboxes': it is one of mailbox, collectors, ready,",
        "--repeats 0 | --repeats: 0 is not in 1 to 1000",
        "--repeats 1001 | --repeats: 1001 is not in 1 to 1000",
        "--repeats 5 --quick | --quick is --repeats 3: leave one of them out",
        "--resume /nowhere | --resume: there is no journal.jsonl in /nowhere",
        "--resume /nowhere --report x | --resume says where the report goes: leave --report out",
      })
  void badInputIsOneLine(String args, String message) {
    assertThat(research(args.split(" "))).isEqualTo(2);
    assertThat(err.toString().lines().findFirst().orElse("")).startsWith(message);
  }

  @Test
  void theListNamesEveryExperimentAndMeasuresNothing() {
    assertThat(research("--list")).isZero();
    Experiments.ALL.forEach(
        e ->
            assertThat(out.toString()).contains(e.name(), e.question(), "report: " + e.reported()));
    assertThat(out.toString()).doesNotContain("load ");
  }

  @Test
  void aVariantRunsInAProcessOfItsOwnAndTheReportHasEveryRound() throws IOException {
    Path json = directory.resolve("rounds.json");
    int code =
        research(
            "errors",
            "--repeats",
            "1",
            "--json",
            json.toString(),
            "--report",
            directory.toString());
    assertThat(code).as(err.toString()).isZero();
    assertThat(Files.readAllLines(json))
        .hasSize(3)
        .allMatch(line -> line.contains("\"experiment\":\"errors\""))
        .allMatch(line -> line.contains("\"ns_per_operation\":"));
    assertThat(directory.resolve("report.md")).content().contains("./ws bench research errors");
    assertThat(directory.resolve(Research.JOURNAL)).isRegularFile();
  }
}
