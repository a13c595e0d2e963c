package io.github.wirespeed.bench;

import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./ws bench micro}: the single choices inside the core, under JMH. */
@Command(
    name = "micro",
    description = {
      "The single choices inside the core, what is shipped against what is not, under JMH.",
      "Takes some minutes; the decisions under docs/decisions quote it."
    })
public final class MicroCommand implements Callable<Integer> {
  private static final String ALL = "io\\.github\\.wirespeed\\.bench\\.micro\\..*";

  @Spec private CommandSpec spec;

  @Mixin
  @SuppressWarnings("unused") // picocli reads it
  private HelpOption help;

  @Parameters(
      arity = "0..1",
      paramLabel = "PATTERN",
      defaultValue = "",
      description = "Only benchmarks whose name the pattern is found in, such as Masking.")
  private String pattern;

  @Override
  public Integer call() throws RunnerException {
    try {
      Pattern.compile(pattern);
    } catch (PatternSyntaxException e) {
      throw new ParameterException(
          spec.commandLine(), "PATTERN: '" + pattern + "' is not one: " + e.getDescription(), e);
    }
    new Runner(new OptionsBuilder().include(ALL + pattern).build()).run();
    return 0;
  }
}
