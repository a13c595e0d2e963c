package io.github.wirespeed.bench;

import io.github.wirespeed.WaitStrategy;
import io.github.wirespeed.bench.compare.CompareCommand;
import io.github.wirespeed.bench.deflate.DeflateCommand;
import io.github.wirespeed.bench.growth.GrowthCommand;
import io.github.wirespeed.bench.race.HeadlineCommand;
import io.github.wirespeed.bench.race.RaceCommand;
import io.github.wirespeed.bench.research.ResearchCommand;
import io.github.wirespeed.bench.server.ServerCommand;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./ws bench}: measures, prints one table, and says what it is worth. */
@Command(
    name = "bench",
    description = "Measure against the raw socket, with a server in a process of its own.",
    sortOptions = false,
    subcommands = {
      AllCommand.class,
      IdleCommand.class,
      WaitingCommand.class,
      HotCommand.class,
      DeflateCommand.class,
      ServerCommand.class,
      RaceCommand.class,
      HeadlineCommand.class,
      CompareCommand.class,
      GrowthCommand.class,
      ResearchCommand.class,
      MicroCommand.class
    })
public final class BenchCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin
  @SuppressWarnings("unused") // picocli reads it
  private HelpOption help;

  @Parameters(
      paramLabel = "WORKLOAD",
      arity = "0..*",
      description = {
        "Default: all. rr (request-response), pipelined (100 sends, then 100 receives), buffered"
            + " (receiving what is there), iterate (the same in a loop over the connection),",
        "errors (operations on a closed connection), mixed (90 %% rr, 10 %% pipelined), stream (one"
            + " way, both directions)."
      })
  private List<String> workloads = List.of();

  @Option(
      names = "--payload",
      paramLabel = "B",
      split = ",",
      description =
          "Message sizes in bytes, K and M allowed. Default: rr 256,8K,100K,1M, stream 64K, mixed"
              + " 1K, errors 256, others 512.")
  private List<String> payloads = List.of();

  @Option(
      names = "--messages",
      paramLabel = "N",
      description =
          "Messages per round. Default: as many as the time allows, at most 0.4 s of them.")
  private Integer messages;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "Rounds that count, per client. Default: 5.")
  private Integer rounds;

  @Option(
      names = "--client",
      paramLabel = "NAME",
      split = ",",
      description = {
        "Default: all. floor (raw TCP), blocking, async (caller waits in join), callback (message"
            + " handler on a loop), poller (the same, polled by the caller);",
        "where they have a meaning also blocking-receive, async-receive, async-batch (sendAll), and"
            + " what is not shipped: through-loop, failed-future."
      })
  private List<String> clients = List.of();

  @Option(
      names = "--wait",
      paramLabel = "STRATEGY",
      defaultValue = "adaptive",
      description = "adaptive, blocking or spinning, for client and server. Default: adaptive.")
  private String wait;

  @Option(
      names = "--tls",
      description =
          "Over TLS, with a certificate made on the spot; the floor is a bare SSLEngine on raw"
              + " TCP.")
  private boolean tls;

  @Option(
      names = "--url",
      paramLabel = "URL",
      description =
          "Measure against this echo server instead of ours: rr, pipelined, errors, mixed, no"
              + " floor.")
  private String url;

  @Mixin private ReportOptions reports;

  @Override
  public Integer call() throws IOException {
    reports.run(new FloorBench(settings()), spec);
    return 0;
  }

  private Settings settings() {
    List<Workload> chosen = Choices.workloads(workloads, url != null, this::wrong);
    List<Client> measured = Choices.clients(clients, chosen, url != null, this::wrong);
    List<Integer> sizes = new ArrayList<>();
    for (String payload : payloads) {
      try {
        sizes.add(Payload.parse(payload));
      } catch (IllegalArgumentException e) {
        throw wrong("--payload: " + e.getMessage());
      }
    }
    if (messages != null && messages < 1) {
      throw wrong("--messages: " + messages + " is not at least 1");
    }
    if (rounds != null && rounds < 1) {
      throw wrong("--rounds: " + rounds + " is not at least 1");
    }
    if (tls && url != null) {
      throw wrong("--tls: with --url the URL says whether it is TLS");
    }
    boolean asked = messages != null || rounds != null;
    return new Settings(
        chosen,
        sizes,
        messages == null ? 0 : messages,
        rounds == null ? Settings.ROUNDS : rounds,
        measured,
        strategy(),
        tls || (url != null && url.regionMatches(true, 0, "wss:", 0, 4)),
        url,
        Settings.WARM_UP,
        Settings.SLICE,
        asked ? Duration.ofDays(1) : Settings.BUDGET);
  }

  private WaitStrategy strategy() {
    try {
      return WaitStrategy.named(wait);
    } catch (IllegalArgumentException e) {
      throw wrong("--wait: " + e.getMessage());
    }
  }

  private ParameterException wrong(String what) {
    return new ParameterException(spec.commandLine(), what);
  }
}
