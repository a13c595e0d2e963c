package io.github.wirespeed.bench.compare;

import io.github.wirespeed.bench.HelpOption;
import io.github.wirespeed.bench.report.Journal;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./ws bench compare}: whether a run says what another one said. */
@Command(
    name = "compare",
    description = {
      "Whether a second run confirms a first one.",
      "Of all that both measured it compares ratios, as machines differ: of experiments to what is"
          + " shipped, of the peers' to our blocking client that never spins, else to the floor."
    })
public final class CompareCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin
  @SuppressWarnings("unused") // picocli reads it
  private HelpOption help;

  @Parameters(
      index = "0",
      paramLabel = "FIRST",
      description = "The directory of a report, or its rounds.jsonl.")
  private Path first;

  @Parameters(index = "1", paramLabel = "SECOND", description = "Another one.")
  private Path second;

  @Override
  public Integer call() throws IOException {
    Repetition repetition = new Repetition(run(first), run(second));
    if (repetition.compared() == 0) {
      throw new ParameterException(
          spec.commandLine(), first + " and " + second + " have measured nothing that is the same");
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println(repetition.table().text());
    out.println(repetition.summary());
    out.flush();
    return 0;
  }

  private Run run(Path path) throws IOException {
    Path file = Files.isDirectory(path) ? Journal.in(path) : path;
    if (!Files.isRegularFile(file)) {
      throw new ParameterException(spec.commandLine(), "there is no file " + file);
    }
    return new Run(Journal.read(file));
  }
}
