package io.github.wirespeed.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.bench.report.Bench;
import io.github.wirespeed.bench.report.Chart;
import io.github.wirespeed.bench.report.Findings;
import io.github.wirespeed.bench.report.Machine;
import io.github.wirespeed.bench.report.Progress;
import io.github.wirespeed.bench.report.Table;
import io.github.wirespeed.bench.report.Verdict;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AllBenchesTest {
  @TempDir private Path directory;
  private final List<String> ran = new ArrayList<>();
  private final StringWriter progress = new StringWriter();

  private final class Fake implements Bench {
    private final String title;
    private final boolean fails;

    Fake(String title, boolean fails) {
      this.title = title;
      this.fails = fails;
    }

    @Override
    public String title() {
      return title;
    }

    @Override
    public double seconds() {
      return 10;
    }

    @Override
    public Findings run(Progress of, Path own, String command) throws IOException {
      ran.add(title);
      of.next("at work");
      if (fails) {
        throw new IOException("no port left");
      }
      return new Findings(
          title,
          command,
          Machine.of(LocalDateTime.of(2026, 11, 26, 13, 0), List.of()),
          List.of(new Verdict("F1", title + " is fast", !title.equals("slow"), "7")),
          List.of(
              new Chart.Bars("b", "µs", List.of(new Chart.Bar("x", Chart.Kind.OURS, 1, 1, 1))),
              new Chart.Curves(
                  "c", new Chart.Axis("n", true), new Chart.Axis("µs", false), List.of())),
          List.of(new Table(title + " table", 1, List.of("a"), List.of(List.of("1")))),
          List.of(),
          List.of("{\"bench\":\"" + title + "\"}"));
    }
  }

  private List<Findings> run(Fake... fakes) throws IOException {
    Map<String, Bench> benches = new LinkedHashMap<>();
    for (Fake fake : fakes) {
      benches.put(fake.title() + "-name", fake);
    }
    AllBenches all = new AllBenches(benches, directory);
    return all.run(new Progress(new PrintWriter(progress), false, all.seconds()));
  }

  @Test
  void oneReportHasWhatAllFound() throws IOException {
    run(new Fake("quick", false), new Fake("slow", false));
    String md = Files.readString(directory.resolve("report.md"));
    assertThat(md).contains("## quick table").contains("## slow table");
    assertThat(md.indexOf("missed slow is fast")).isBetween(1, md.indexOf("holds  quick is fast"));
    assertThat(md).contains("run again: `./ws bench all --only slow-name`");
    assertThat(Files.readAllLines(directory.resolve("rounds.jsonl"))).hasSize(2);
    assertThat(directory.resolve("slow-name/index.html")).exists();
    assertThat(progress.toString()).contains("quick-name: at work");
  }

  @Test
  void oneThatFailsStopsNoOther() throws IOException {
    run(new Fake("broken", true), new Fake("quick", false));
    assertThat(ran).containsExactly("broken", "quick");
    assertThat(Files.readString(directory.resolve("report.md")))
        .contains("failed: java.io.IOException: no port left")
        .contains("## quick table");
  }

  @Test
  void whatIsFinishedIsNotRunAgainAndWhatFailedIs() throws IOException {
    List<Findings> first = run(new Fake("quick", false), new Fake("broken", true));
    ran.clear();
    List<Findings> second = run(new Fake("quick", false), new Fake("broken", false));
    assertThat(ran).containsExactly("broken");
    assertThat(second.get(0)).isEqualTo(first.get(0));
    assertThat(second.get(1).tables()).hasSize(1);
  }
}
