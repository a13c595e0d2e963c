package io.github.wirespeed.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.WaitStrategy;
import io.github.wirespeed.bench.process.Compilers;
import io.github.wirespeed.bench.report.Findings;
import io.github.wirespeed.bench.report.Machine;
import io.github.wirespeed.bench.report.Progress;
import io.github.wirespeed.bench.report.Verdict;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class RunnerTest {
  private static Settings settings(String wait, List<Integer> payloads) {
    return new Settings(
        List.of(Workload.values()),
        payloads,
        /* messages= */ 5,
        /* rounds= */ 2,
        List.of(Client.values()),
        WaitStrategy.named(wait),
        /* tls= */ false,
        /* url= */ null,
        /* warmUp= */ Duration.ofMillis(10),
        /* slice= */ Duration.ofMillis(10),
        /* budget= */ Duration.ofMinutes(1));
  }

  private static int places(Settings settings) {
    return settings.workloads().stream().mapToInt(w -> settings.clientsOf(w).size()).sum();
  }

  private static List<Round> run(Settings settings, StringWriter progress) throws IOException {
    List<Round> heard = new ArrayList<>();
    try (BenchServer server = new BenchServer(settings.strategy())) {
      double whole = Runner.seconds(settings);
      List<Round> rounds =
          new Runner(
                  settings,
                  server.endpoint(),
                  Compilers.ofThisAnd(),
                  new Progress(new PrintWriter(progress), false, whole),
                  heard::add)
              .run();
      assertThat(heard).isEqualTo(rounds);
      return rounds;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"adaptive", "blocking"})
  void runsEverythingInTurns(String wait) throws IOException {
    StringWriter progress = new StringWriter();
    List<Round> rounds = run(settings(wait, List.of(256, 300_000)), progress);
    // each client of each workload with 2 payloads, 2 rounds; the warm-up round does not count
    int places = 2 * places(settings(wait, List.of()));
    assertThat(rounds).hasSize(2 * places);
    assertThat(rounds).allSatisfy(r -> assertThat(r.messages()).isEqualTo(5));
    assertThat(rounds).allSatisfy(r -> assertThat(r.times().getTotalCount()).isEqualTo(5));
    assertThat(rounds.stream().map(Round::number).distinct()).containsExactly(1, 2);
    assertThat(rounds.stream().filter(r -> !Double.isNaN(r.floorRatio())))
        .hasSize(2 * 2 * (5 + 5 + 4)) // rr, pipelined, mixed
        .allSatisfy(r -> assertThat(r.client()).isNotEqualTo(Client.FLOOR));
    assertThat(progress.toString()).contains("0 %").contains("rr 256 B, floor, warm-up");
    assertThat(ResultTable.of(Summary.of(rounds), wait).rows()).hasSize(places);
  }

  @Test
  void theReportHasAllOfIt(@TempDir Path directory) throws IOException {
    Settings settings = settings("adaptive", List.of(64 << 10));
    List<Round> rounds = run(settings, new StringWriter());
    List<Summary> summaries = Summary.of(rounds);
    List<Verdict> verdicts = Figures.of(summaries, rounds, List.of());
    new Findings(
            "all",
            "./ws bench --x <&>",
            Machine.of(LocalDateTime.MIN, List.of()),
            verdicts,
            ResultCharts.of(summaries),
            List.of(ResultTable.of(summaries, "adaptive")),
            ResultTable.NOTES,
            JsonLines.of(rounds, "adaptive", false))
        .write(directory.resolve("a/b"));
    String html = Files.readString(directory.resolve("a/b/index.html"));
    assertThat(html.substring(0, html.indexOf("<script>")))
        .contains("stream-down")
        .contains("--x &lt;&amp;&gt;");
    assertThat(Files.readString(directory.resolve("a/b/report.md")))
        .contains("| stream-up | 64 KiB | floor | adaptive |")
        .contains("F11 ");
    assertThat(Files.readAllLines(directory.resolve("a/b/rounds.jsonl"))).hasSize(rounds.size());
  }
}
