package io.github.wirespeed.bench;

import io.github.wirespeed.WaitStrategy;
import io.github.wirespeed.bench.process.Pinning;
import io.github.wirespeed.bench.report.Machine;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.LocalDateTime;
import java.time.ZoneId;
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

/** {@code ./ws bench waiting}: what each wait strategy costs while nothing, or little, happens. */
@Command(
    name = "waiting",
    description = {
      "What each wait strategy costs.",
      "CPU time of the receiving thread over 10 s on an idle connection and on one that gets a"
          + " message per second; and request-response with client and server on one core."
    })
public final class WaitingCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin
  @SuppressWarnings("unused") // picocli reads it
  private HelpOption help;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "10",
      description = "How long each connection is watched. Default: 10.")
  private int seconds;

  @Override
  public Integer call() throws IOException {
    if (seconds < 1 || seconds > 60) {
      throw new ParameterException(
          spec.commandLine(), "--seconds: " + seconds + " is not in 1 to 60");
    }
    PrintWriter out = spec.commandLine().getOut();
    try (Pinning pinning = Pinning.find()) {
      out.printf(
          "%s, %s%n%n", Machine.jdk(), LocalDateTime.now(ZoneId.systemDefault()).withNano(0));
      quiet(out);
      if (pinning.apart()) {
        together(out, pinning);
      } else {
        out.println("one shared core: not measured, " + pinning.describe());
      }
    }
    out.flush();
    return 0;
  }

  private void quiet(PrintWriter out) throws IOException {
    out.printf(
        Locale.ROOT,
        "CPU time of the thread in receive, over %d s%n%n%-10s  %18s  %20s%n",
        seconds,
        "wait",
        "idle connection",
        "1 message a second");
    // A server that blocks takes nothing of what is measured. The one that spins comes after the
    // others: it takes every core.
    List<QuietConnection> measured = new ArrayList<>();
    try (ServerProcess server = ServerProcess.start(WaitStrategy.blocking(), List.of())) {
      String uri = server.endpoint().echo();
      measured.addAll(
          QuietConnection.measure(
              uri, List.of(WaitStrategy.adaptive(), WaitStrategy.blocking()), seconds));
      measured.addAll(QuietConnection.measure(uri, List.of(WaitStrategy.spinning()), seconds));
    }
    for (int i = 0; i < measured.size(); i += 2) {
      out.printf(
          "%-10s  %18s  %20s%n",
          measured.get(i).strategy(),
          measured.get(i).cost(seconds),
          measured.get(i + 1).cost(seconds));
      out.flush();
    }
  }

  private static void together(PrintWriter out, Pinning pinning) throws IOException {
    out.printf("%nRequest-response, 256 B, client and server on the same core%n%n");
    out.printf(
        "%-10s  %10s  %12s  %24s%n", "wait", "p50 us", "messages/s", "x blocking's messages/s");
    pinning.pinClient();
    List<SharedCore> measured = SharedCore.measure(pinning);
    double blocking = measured.get(0).messagesPerSecond();
    for (SharedCore one : measured) {
      out.printf(
          Locale.ROOT,
          "%-10s  %10.2f  %,12.0f  %24.2f%n",
          one.strategy(),
          one.medianMicros(),
          one.messagesPerSecond(),
          one.messagesPerSecond() / blocking);
    }
  }
}
