package io.github.wirespeed.bench;

import io.github.wirespeed.bench.deflate.DeflateBench;
import io.github.wirespeed.bench.growth.Growth;
import io.github.wirespeed.bench.race.RaceBench;
import io.github.wirespeed.bench.report.Bench;
import io.github.wirespeed.bench.report.Findings;
import io.github.wirespeed.bench.report.Progress;
import io.github.wirespeed.bench.report.ReportDirectory;
import io.github.wirespeed.bench.report.Terminals;
import io.github.wirespeed.bench.report.Verdict;
import io.github.wirespeed.bench.research.Research;
import io.github.wirespeed.bench.server.ServerBench;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./ws bench all}: every bench, and one report of them. */
@Command(
    name = "all",
    description = "Every bench there is, one after the other, and one report of all of them.",
    sortOptions = false)
public final class AllCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin
  @SuppressWarnings("unused") // picocli reads it
  private HelpOption help;

  @Option(
      names = "--only",
      paramLabel = "NAME",
      split = ",",
      description =
          "Some of them: floor, tls, peers, research, growth, idle, deflate, servers. Default:"
              + " all.")
  private List<String> only = List.of();

  @Option(names = "--quick", description = "Each of them as quick as it can be: coarser figures.")
  private boolean quick;

  @Option(
      names = "--report",
      paramLabel = "DIR",
      description = "Where to write the report. Default: a new directory in bench/target/reports.")
  private Path report;

  @Option(
      names = "--resume",
      paramLabel = "DIR",
      description = "Go on with the report of a run that was interrupted: what it has stays.")
  private Path resume;

  @Override
  public Integer call() throws IOException {
    Path directory = directory();
    AllBenches all = new AllBenches(chosen(), directory);
    PrintWriter err = spec.commandLine().getErr();
    err.printf("about %.0f minutes%n", Math.max(1, all.seconds() / 60));
    Progress progress = new Progress(err, Terminals.isTerminal(), Math.max(1, all.seconds()));
    List<Findings> found = all.run(progress);
    progress.end();
    PrintWriter out = spec.commandLine().getOut();
    Verdict.missedFirst(found.stream().flatMap(f -> f.verdicts().stream()).toList())
        .forEach(verdict -> out.println(verdict.line()));
    out.println();
    out.println("report: " + directory.resolve("index.html"));
    out.flush();
    return 0;
  }

  private Map<String, Bench> benches() throws IOException {
    Map<String, Bench> benches = new LinkedHashMap<>();
    benches.put("floor", new FloorBench(Settings.usual(false)));
    benches.put("tls", new FloorBench(Settings.usual(true)));
    benches.put("peers", RaceBench.usual(quick));
    benches.put("research", Research.usual(quick));
    benches.put("growth", Growth.usual(quick));
    benches.put("idle", IdleBench.usual(quick));
    benches.put("deflate", DeflateBench.usual(quick));
    benches.put("servers", ServerBench.usual(quick));
    return benches;
  }

  private Map<String, Bench> chosen() throws IOException {
    Map<String, Bench> benches = benches();
    for (String name : only) {
      if (!benches.containsKey(name)) {
        throw wrong("--only: no bench '" + name + "': it is one of " + names(benches));
      }
    }
    if (!only.isEmpty()) {
      benches.keySet().retainAll(only);
    }
    return benches;
  }

  private static String names(Map<String, Bench> benches) {
    return String.join(", ", benches.keySet());
  }

  private Path directory() {
    if (resume != null) {
      if (report != null) {
        throw wrong("--report: --resume says where the report is already");
      } else if (!Files.isDirectory(resume)) {
        throw wrong("--resume: there is no directory " + resume);
      }
      return resume;
    }
    if (report != null && Files.exists(report.resolve("index.html"))) {
      throw wrong("--report: " + report + " has a report already; --resume goes on with it");
    } else if (report == null) {
      report = ReportDirectory.of(LocalDateTime.now(ZoneId.systemDefault()));
    }
    return report;
  }

  private ParameterException wrong(String what) {
    return new ParameterException(spec.commandLine(), what);
  }
}
