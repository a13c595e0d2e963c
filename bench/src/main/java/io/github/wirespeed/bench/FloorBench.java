package io.github.wirespeed.bench;

import io.github.wirespeed.bench.process.Compilers;
import io.github.wirespeed.bench.process.Pinning;
import io.github.wirespeed.bench.report.Bench;
import io.github.wirespeed.bench.report.Findings;
import io.github.wirespeed.bench.report.Journal;
import io.github.wirespeed.bench.report.Machine;
import io.github.wirespeed.bench.report.Progress;
import io.github.wirespeed.bench.report.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** {@code ./ws bench}: every workload, against the raw socket. */
final class FloorBench implements Bench {
  /** Starting the server, and counting what is allocated. */
  private static final double AROUND = 3;

  private final Settings settings;

  FloorBench(Settings settings) {
    this.settings = settings;
  }

  @Override
  public String title() {
    return settings.tls() ? "against the floor, over TLS" : "against the floor";
  }

  @Override
  public double seconds() {
    return Runner.seconds(settings) + AROUND;
  }

  @Override
  public Findings run(Progress progress, Path directory, String command) throws IOException {
    LocalDateTime date = LocalDateTime.now(ZoneId.systemDefault());
    List<Round> done = new ArrayList<>();
    List<Allocation> allocations = new ArrayList<>();
    Machine machine;
    boolean ours = settings.url() == null;
    progress.next("starting the server");
    try (Pinning pinning = Pinning.find();
        ServerProcess server =
            ours
                ? ServerProcess.start(settings.strategy(), settings.tls(), pinning.serverApart())
                : null;
        Journal journal = Journal.create(Journal.in(directory))) {
      Endpoint endpoint =
          ours
              ? server.endpoint()
              : new Endpoint(settings.url(), null, null, settings.strategy(), null);
      machine = machine(date, pinning, endpoint);
      if (ours) {
        pinning.pinClient();
      }
      TouchedHeap.touch();
      progress.did(AROUND / 2);
      Runner.Heard heard =
          round -> {
            done.add(round);
            journal.add(JsonLines.node(round, settings.strategy().toString(), settings.tls()));
          };
      Compilers compilers = ours ? Compilers.ofThisAnd(server.pid()) : Compilers.ofThisAnd();
      new Runner(settings, endpoint, compilers, progress, heard).run();
      progress.next("allocation");
      allocations.addAll(Allocation.measure(endpoint, 256, settings.clients()));
    }
    return findings(machine, done, allocations, command);
  }

  private Findings findings(
      Machine machine, List<Round> done, List<Allocation> allocations, String command) {
    String waited = settings.strategy().toString();
    List<Summary> summaries = Summary.of(done);
    List<Verdict> verdicts =
        settings.tls() ? Figures.ofTls(summaries) : Figures.of(summaries, done, allocations);
    return new Findings(
        title(),
        command,
        machine,
        verdicts,
        ResultCharts.of(summaries),
        List.of(ResultTable.of(summaries, waited)),
        ResultTable.NOTES,
        JsonLines.of(done, waited, settings.tls()));
  }

  private Machine machine(LocalDateTime date, Pinning pinning, Endpoint endpoint)
      throws IOException {
    boolean ours = settings.url() == null;
    return Machine.of(
        date,
        List.of(
            new Machine.Fact("TLS", endpoint.agreed()),
            new Machine.Fact(
                "waiting",
                settings.strategy()
                    + (ours ? ", client and server" : ", client; server at " + settings.url())),
            new Machine.Fact(
                "cores", ours ? pinning.describe() : "not pinned (the server is not ours)")));
  }
}
