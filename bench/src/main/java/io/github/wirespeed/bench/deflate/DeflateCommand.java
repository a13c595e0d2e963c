package io.github.wirespeed.bench.deflate;

import io.github.wirespeed.bench.HelpOption;
import io.github.wirespeed.bench.ReportOptions;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./ws bench deflate}: compressed messages, ours beside other libraries. */
@Command(
    name = "deflate",
    description = {
      "Compressed messages per second, ours beside Netty, Jetty and Java-WebSocket: JSON of 1 and"
          + " 16 KiB, the same level and parameters, against a server that compresses nothing"
          + " itself.",
      "down: received; up: sent; rr: sent and answered, one at a time."
    },
    sortOptions = false)
public final class DeflateCommand implements Callable<Integer> {
  private static final int[] EXPERIMENT = {
    64, 96, 128, 192, 256, 384, 512, 1 << 10, 4 << 10, 16 << 10
  };

  @Spec private CommandSpec spec;

  @Mixin
  @SuppressWarnings("unused") // picocli reads it
  private HelpOption help;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "7",
      description = "How many rounds of each. Default: 7.")
  private int rounds;

  @Option(
      names = "--messages",
      paramLabel = "N",
      defaultValue = "0",
      description = "How many messages a round. Default: what takes about 0.1 s.")
  private int messages;

  @Option(
      names = "--level",
      paramLabel = "N",
      defaultValue = "6",
      description = "Of compression, 1 to 9. At others than 6 Jetty is left out. Default: 6.")
  private int level;

  @Option(
      names = "--experiment",
      description =
          "Instead: from which size on compressing one message saves bytes, and what it costs.")
  private boolean experiment;

  @Mixin private ReportOptions reports;

  @Override
  public Integer call() throws Exception {
    if (rounds < 1 || rounds > 1000) {
      throw wrong("--rounds: " + rounds + " is not in 1 to 1000");
    } else if (level < 1 || level > 9) {
      throw wrong("--level: " + level + " is not in 1 to 9");
    } else if (messages < 0) {
      throw wrong("--messages: " + messages + " is negative");
    }
    if (experiment) {
      if (messages != 0) {
        throw wrong("--experiment: only --rounds and --level go with it");
      }
      new WhenItPays(level, rounds).print(spec.commandLine().getOut(), EXPERIMENT);
      return 0;
    }
    reports.run(new DeflateBench(level, rounds, messages), spec);
    return 0;
  }

  private ParameterException wrong(String what) {
    return new ParameterException(spec.commandLine(), what);
  }
}
