package io.github.wirespeed.bench.race;

import io.github.wirespeed.bench.HelpOption;
import io.github.wirespeed.bench.ReportOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
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

  @Mixin private ReportOptions reports;

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
    } else if (resume != null && reports.saysWhere()) {
      throw wrong("--report: with --resume the report is written where the run is, " + resume);
    }
    Path directory = resume != null ? resume : reports.directory();
    Race race = resume != null ? resumed() : Race.of(settings());
    reports.writable();
    PrintWriter err = spec.commandLine().getErr();
    err.println(race.describe());
    Thread interrupted = new Thread(() -> interrupted(directory), "bench-interrupted");
    Runtime.getRuntime().addShutdownHook(interrupted);
    try {
      reports.run(race, directory, spec);
    } finally {
      Runtime.getRuntime().removeShutdownHook(interrupted);
    }
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
    Race race = Race.of(before);
    try {
      race.resume(rounds, Cells.of(again, rounds));
    } catch (IllegalArgumentException e) {
      throw wrong("--again: " + e.getMessage());
    }
    return race;
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
