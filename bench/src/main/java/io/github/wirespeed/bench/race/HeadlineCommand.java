package io.github.wirespeed.bench.race;

import io.github.wirespeed.bench.HelpOption;
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

/** {@code ./ws bench headline}: what the README says of a run. */
@Command(
    name = "headline",
    description = "The table of the README, from the rounds of a run of the peers.")
public final class HeadlineCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin
  @SuppressWarnings("unused") // picocli reads it
  private HelpOption help;

  @Parameters(paramLabel = "FILE", description = "The rounds.jsonl of a run, or a copy of it.")
  private Path file;

  @Override
  public Integer call() throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new ParameterException(spec.commandLine(), "there is no file " + file);
    }
    PrintWriter out = spec.commandLine().getOut();
    out.print(new Headline(new Rounds(RaceFiles.read(file))).markdown());
    out.flush();
    return 0;
  }
}
