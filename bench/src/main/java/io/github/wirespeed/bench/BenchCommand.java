package io.github.wirespeed.bench;

import io.github.wirespeed.WaitStrategy;
import io.github.wirespeed.bench.deflate.DeflateCommand;
import io.github.wirespeed.bench.growth.GrowthCommand;
import io.github.wirespeed.bench.process.Pinning;
import io.github.wirespeed.bench.report.Findings;
import io.github.wirespeed.bench.report.Machine;
import io.github.wirespeed.bench.report.Progress;
import io.github.wirespeed.bench.report.ReportDirectory;
import io.github.wirespeed.bench.report.Terminals;
import io.github.wirespeed.bench.report.Verdict;
import io.github.wirespeed.bench.research.ResearchCommand;
import io.github.wirespeed.bench.server.ServerCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
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
      IdleCommand.class,
      WaitingCommand.class,
      HotCommand.class,
      DeflateCommand.class,
      ServerCommand.class,
      GrowthCommand.class,
      ResearchCommand.class,
      MicroCommand.class
    })
public final class BenchCommand implements Callable<Integer> {
  private static final Duration WARM_UP = Duration.ofSeconds(1);
  private static final Duration SLICE = Duration.ofMillis(400);
  private static final Duration BUDGET = Duration.ofSeconds(46);
  private static final int ROUNDS = 5;

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

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write one JSON object per line and round.")
  private Path json;

  @Option(
      names = "--report",
      paramLabel = "DIR",
      description = "Where to write the report. Default: a new directory in bench/target/reports.")
  private Path report;

  @Override
  public Integer call() throws IOException {
    LocalDateTime date = LocalDateTime.now(ZoneId.systemDefault());
    Settings settings = settings();
    Path directory = report != null ? report : ReportDirectory.of(date);
    writable(json);
    PrintWriter err = spec.commandLine().getErr();
    Progress progress =
        new Progress(err, Terminals.isTerminal(), Runner.planned(settings) + settings.rounds());
    List<Round> done = new ArrayList<>();
    List<Allocation> allocations = new ArrayList<>();
    try (Pinning pinning = Pinning.find()) {
      Machine machine;
      progress.next("starting the server");
      try (ServerProcess server =
          url == null
              ? ServerProcess.start(settings.strategy(), tls, pinning.serverApart())
              : null) {
        Endpoint endpoint =
            server == null
                ? new Endpoint(url, null, null, settings.strategy(), null)
                : server.endpoint();
        machine =
            machine(
                settings,
                url == null ? pinning.describe() : "not pinned (the server is not ours)",
                endpoint.agreed(),
                date);
        if (server != null) {
          pinning.pinClient();
        }
        new Runner(settings, endpoint, progress, done::add).run();
        progress.next("allocation");
        allocations.addAll(Allocation.measure(endpoint, 256, settings.clients()));
      }
      progress.end();
      finish(settings, machine, done, allocations, directory);
    }
    return 0;
  }

  private static Machine machine(
      Settings settings, String pinning, String tls, LocalDateTime date) {
    return Machine.of(
        date,
        List.of(
            new Machine.Fact("TLS", tls),
            new Machine.Fact(
                "waiting",
                settings.url() == null
                    ? settings.strategy() + ", client and server"
                    : settings.strategy() + ", client; server at " + settings.url()),
            new Machine.Fact("cores", pinning)));
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
        rounds == null ? ROUNDS : rounds,
        measured,
        strategy(),
        tls || (url != null && url.regionMatches(true, 0, "wss:", 0, 4)),
        url,
        WARM_UP,
        SLICE,
        asked ? Duration.ofDays(1) : BUDGET);
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

  /** Found out now, not after a minute. */
  private static void writable(Path file) throws IOException {
    if (file != null) {
      Files.writeString(file, "");
    }
  }

  private void finish(
      Settings settings,
      Machine machine,
      List<Round> done,
      List<Allocation> allocations,
      Path directory)
      throws IOException {
    String waited = settings.strategy().toString();
    List<Summary> summaries = Summary.of(done);
    List<Verdict> verdicts =
        settings.tls() ? Figures.ofTls(summaries) : Figures.of(summaries, done, allocations);
    Findings findings =
        new Findings(
            settings.tls() ? "against the floor, over TLS" : "against the floor",
            command(),
            machine,
            verdicts,
            ResultCharts.of(summaries),
            List.of(ResultTable.of(summaries, waited)),
            ResultTable.NOTES,
            JsonLines.of(done, waited, settings.tls()));
    PrintWriter out = spec.commandLine().getOut();
    out.println(findings.text());
    out.println("report: " + findings.write(directory));
    if (json != null) {
      Files.write(json, findings.json());
      out.println("rounds: " + json);
    }
    out.flush();
  }

  private String command() {
    List<String> words = new ArrayList<>(List.of("./ws"));
    if (spec.parent() == null) {
      words.add(spec.name()); // else it is among what was typed
    }
    words.addAll(spec.commandLine().getParseResult().originalArgs());
    return String.join(" ", words);
  }
}
