package io.github.wirespeed.bench.research;

import io.github.wirespeed.bench.HelpOption;
import io.github.wirespeed.bench.ReportOptions;
import io.github.wirespeed.bench.experiment.Experiment;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./ws bench research}: what was chosen against what it was chosen over. */
@Command(
    name = "research",
    description = {
      "What is shipped against what it was chosen over: the experiments of the starting report, and"
          + " what they come to here.",
      "Each variant in a JVM of its own, in turns. All of it takes about 23 minutes, more"
          + " on a busy machine."
    },
    sortOptions = false)
public final class ResearchCommand implements Callable<Integer> {
  private static final int QUICK = 3;
  private static final int MOST = 1000;

  @Spec private CommandSpec spec;

  @Mixin
  @SuppressWarnings("unused") // picocli reads it
  private HelpOption help;

  @Parameters(
      paramLabel = "EXPERIMENT",
      arity = "0..*",
      description = "Default: all. --list says which there are.")
  private List<String> names = List.of();

  @Option(names = "--list", description = "Name the experiments and measure nothing.")
  private boolean list;

  @Option(
      names = "--repeats",
      paramLabel = "N",
      description = "Rounds that count, after one that does not. Default: 10, with --quick 3.")
  private Integer repeats;

  @Option(
      names = "--quick",
      description = "3 rounds: too few for a verdict, enough to see the order of magnitude.")
  private boolean quick;

  @Mixin private ReportOptions reports;

  @Option(
      names = "--resume",
      paramLabel = "DIR",
      description =
          "Go on with a run that was interrupted: the whole rounds in this report's directory are"
              + " kept, and only what is missing is measured.")
  private Path resume;

  @Override
  public Integer call() throws IOException {
    List<Experiment> chosen = experiments();
    PrintWriter out = spec.commandLine().getOut();
    if (list) {
      chosen.forEach(e -> list(out, e));
      out.flush();
      return 0;
    }
    reports.run(new Research(chosen, Plan.of(rounds())), directory(), spec);
    return 0;
  }

  private static void list(PrintWriter out, Experiment experiment) {
    out.printf(
        Locale.ROOT,
        "%-14s %s%n%-14s report: %s%n",
        experiment.name(),
        experiment.question(),
        "",
        experiment.reported());
  }

  private List<Experiment> experiments() {
    List<Experiment> chosen = new ArrayList<>();
    for (String name : names) {
      Experiment experiment = Experiments.named(name);
      if (experiment == null) {
        throw wrong("no experiment '" + name + "': it is one of " + Experiments.names());
      } else if (!chosen.contains(experiment)) {
        chosen.add(experiment);
      }
    }
    return chosen.isEmpty() ? Experiments.ALL : chosen;
  }

  private int rounds() {
    if (repeats != null && quick) {
      throw wrong("--quick is --repeats " + QUICK + ": leave one of them out");
    }
    if (repeats != null && (repeats < 1 || repeats > MOST)) {
      throw wrong("--repeats: " + repeats + " is not in 1 to " + MOST);
    }
    return repeats != null ? repeats : quick ? QUICK : Experiments.REPEATS;
  }

  private Path directory() throws IOException {
    if (resume == null) {
      Path directory = reports.directory();
      Files.deleteIfExists(directory.resolve(Research.JOURNAL)); // who does not resume begins
      return directory;
    } else if (reports.saysWhere()) {
      throw wrong("--resume says where the report goes: leave --report out");
    } else if (!Files.isRegularFile(resume.resolve(Research.JOURNAL))) {
      throw wrong("--resume: there is no " + Research.JOURNAL + " in " + resume);
    }
    return resume;
  }

  private ParameterException wrong(String what) {
    return new ParameterException(spec.commandLine(), what);
  }
}
