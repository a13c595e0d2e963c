package io.github.wirespeed.bench.race;

import io.github.wirespeed.bench.HelpOption;
import io.github.wirespeed.bench.ReportOptions;
import io.github.wirespeed.bench.report.Findings;
import io.github.wirespeed.bench.report.Progress;
import io.github.wirespeed.bench.report.ReportDirectory;
import io.github.wirespeed.bench.report.Terminals;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./ws bench peers}: our clients beside those of other libraries. */
@Command(
    name = "peers",
    description = {
      "Our clients beside those of other libraries, on the JVM and in other languages, each in a"
          + " process of its own, against servers of other libraries. Under 30 minutes.",
      "What other languages need is set up by bench/foreign/install; what is not there is listed"
          + " with the reason."
    },
    sortOptions = false)
public final class RaceCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin
  @SuppressWarnings("unused") // picocli reads it
  private HelpOption help;

  @Mixin private RaceOptions options;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write one JSON object per client and round.")
  private Path json;

  @Option(
      names = "--report",
      paramLabel = "DIR",
      description = "Where to write the report. Default: a new directory in bench/target/reports.")
  private Path report;

  @Option(
      names = "--resume",
      paramLabel = "DIR",
      description = "Go on with a run that was interrupted, from the directory of its report.")
  private Path resume;

  @Option(
      names = "--again",
      paramLabel = "CELL",
      split = ",",
      description =
          "With --resume: measure these once more and replace them: CLIENT@PLACE, PLACE or CLIENT@,"
              + " where a PLACE is some of its words, such as rr/256/plain/netty/apart.")
  private List<String> again = List.of();

  @Override
  public Integer call() throws IOException {
    if (!again.isEmpty() && resume == null) {
      throw wrong("--again: it needs --resume DIR, the run whose cells are measured again");
    } else if (resume != null && report != null) {
      throw wrong("--report: with --resume the report is written where the run is, " + resume);
    }
    Path directory =
        resume != null
            ? resume
            : report != null
                ? report
                : ReportDirectory.of(LocalDateTime.now(ZoneId.systemDefault()));
    Race race =
        resume != null ? resumed() : Race.of(settings(), directory, ReportOptions.command(spec));
    writable(json);
    PrintWriter err = spec.commandLine().getErr();
    err.println(race.describe());
    Thread interrupted = new Thread(() -> interrupted(directory), "bench-interrupted");
    Runtime.getRuntime().addShutdownHook(interrupted);
    Findings found;
    try {
      Progress progress = new Progress(err, Terminals.isTerminal(), Math.max(1, race.seconds()));
      found = race.run(progress);
      progress.end();
    } finally {
      Runtime.getRuntime().removeShutdownHook(interrupted);
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println(found.text());
    out.println("report: " + found.write(directory));
    if (json != null) {
      Files.write(json, found.json());
      out.println("rounds: " + json);
    }
    out.flush();
    return 0;
  }

  private RaceSettings settings() throws IOException {
    return options.settings(this::wrong, Contestants.all(Race.foreign()));
  }

  private Race resumed() throws IOException {
    RaceSettings before = RaceFiles.settings(resume);
    if (options.given() && !settings().equals(before)) {
      throw wrong("--resume: the run in " + resume + " had other settings: leave them out");
    }
    List<Measured> rounds = RaceFiles.measured(resume);
    Race race = Race.of(before, resume, ReportOptions.command(spec));
    try {
      race.resume(rounds, Cells.of(again, rounds));
    } catch (IllegalArgumentException e) {
      throw wrong("--again: " + e.getMessage());
    }
    return race;
  }

  /** Found out now, not after half an hour: a disk is full only when something is written. */
  private static void writable(Path file) throws IOException {
    if (file != null) {
      try {
        Files.writeString(file, "\n");
        Files.writeString(file, "");
      } catch (IOException e) {
        throw new IOException("--json: " + file + " cannot be written: " + e.getMessage(), e);
      }
    }
  }

  private void interrupted(Path directory) {
    PrintWriter err = spec.commandLine().getErr();
    err.println();
    err.println("interrupted; to go on: ./ws bench peers --resume " + directory);
    err.flush();
  }

  private ParameterException wrong(String what) {
    return new ParameterException(spec.commandLine(), what);
  }
}
