package io.github.wirespeed.bench;

import io.github.wirespeed.WaitStrategy;
import io.github.wirespeed.bench.process.Pinning;
import io.github.wirespeed.bench.report.Machine;
import io.github.wirespeed.bench.report.Statistics;
import io.github.wirespeed.loop.EventLoop;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./ws bench hot}: a loop that reads busy channels unasked, against one that asks. */
@Command(
    name = "hot",
    description = {
      "What it gains that a loop reads its busiest channels without asking the selector.",
      "Request-response, 256 B, against two servers that differ in nothing else, in turns."
    })
public final class HotCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin
  @SuppressWarnings("unused") // picocli reads it
  private HelpOption help;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "21",
      description = "How many rounds of each. Default: 21.")
  private int rounds;

  @Override
  public Integer call() throws IOException {
    if (rounds < 1 || rounds > 1000) {
      throw new ParameterException(
          spec.commandLine(), "--rounds: " + rounds + " is not in 1 to 1000");
    }
    WaitStrategy wait = WaitStrategy.adaptive();
    try (Pinning pinning = Pinning.find();
        ServerProcess hot =
            ServerProcess.start(wait, EventLoop.HOT_CHANNELS, pinning.serverApart());
        ServerProcess asking = ServerProcess.start(wait, 0, pinning.serverApart())) {
      pinning.pinClient();
      PrintWriter out = spec.commandLine().getOut();
      out.printf("%s, %s%n%n", Machine.jdk(), pinning.describe());
      report(out, InTurns.measure(hot, asking, rounds));
      out.flush();
    }
    return 0;
  }

  private static void report(PrintWriter out, List<List<Round>> measured) {
    List<Double> hot = medians(measured.get(0));
    List<Double> asking = medians(measured.get(1));
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < hot.size(); i++) {
      ratios.add(asking.get(i) / hot.get(i));
    }
    Statistics ratio = Statistics.of(ratios);
    out.printf(
        Locale.ROOT,
        "A hot channels   p50 %.2f us%nB asking always  p50 %.2f us%nB over A         %.3f"
            + " (rounds %.3f to %.3f)%n",
        Statistics.of(hot).median(),
        Statistics.of(asking).median(),
        ratio.median(),
        ratio.min(),
        ratio.max());
  }

  private static List<Double> medians(List<Round> rounds) {
    return rounds.stream().map(r -> r.percentileMicros(50)).toList();
  }
}
