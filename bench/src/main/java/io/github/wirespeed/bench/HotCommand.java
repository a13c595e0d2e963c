package io.github.wirespeed.bench;

import io.github.wirespeed.WaitStrategy;
import io.github.wirespeed.loop.EventLoop;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
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
  private static final int PAYLOAD = 256;
  private static final int MESSAGES = 20_000;
  private static final long WARM_UP = TimeUnit.SECONDS.toNanos(2);

  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this and exit.")
  @SuppressWarnings("unused") // picocli knows it by its attribute
  private boolean help;

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
      report(out, List.of(hot.endpoint(), asking.endpoint()));
      out.flush();
    }
    return 0;
  }

  private void report(PrintWriter out, List<Endpoint> endpoints) throws IOException {
    for (Endpoint endpoint : endpoints) {
      Meter.warmUp(endpoint, Workload.RR, PAYLOAD, Client.BLOCKING, WARM_UP);
    }
    List<Double> hot = new ArrayList<>();
    List<Double> asking = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    for (int number = 0; number < rounds; number++) {
      double[] p50 = new double[2];
      for (int i = 0; i < 2; i++) {
        int which = number % 2 == 0 ? i : 1 - i;
        Round round =
            Meter.round(
                endpoints.get(which), Workload.RR, PAYLOAD, Client.BLOCKING, number, MESSAGES);
        p50[which] = round.percentileMicros(50);
      }
      hot.add(p50[0]);
      asking.add(p50[1]);
      ratios.add(p50[1] / p50[0]);
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
}
