package io.github.wirespeed.bench.growth;

import io.github.wirespeed.bench.process.Child;
import io.github.wirespeed.bench.process.Pinning;
import io.github.wirespeed.bench.report.Findings;
import io.github.wirespeed.bench.report.Journal;
import io.github.wirespeed.bench.report.Machine;
import io.github.wirespeed.bench.report.Progress;
import io.github.wirespeed.bench.report.Terminals;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A run, from the first round to what it found. */
public final class Growth {
  /** The journal of a run, in its directory. */
  public static final String JOURNAL = "growth.jsonl";

  private final GrowthPlan plan;
  private final List<Cost> rounds = new ArrayList<>();

  public Growth(GrowthPlan plan) {
    this.plan = plan;
  }

  /**
   * Measures, with the clients in this process and each server in one of its own.
   *
   * @param directory where the journal goes
   * @param command what to type to run it again
   * @param err for the progress
   */
  public Findings run(Path directory, String command, LocalDateTime date, PrintWriter err)
      throws IOException {
    Progress progress = new Progress(err, Terminals.isTerminal(), plan.seconds());
    Machine machine;
    try (Pinning pinning = Pinning.find();
        Journal journal = Journal.create(directory.resolve(JOURNAL));
        Hosts hosts = new Hosts(pinning);
        PayloadGrowth payloads = new PayloadGrowth(plan, pinning, progress)) {
      machine = machine(date, pinning);
      pinning.pinClient();
      ConnectionGrowth.Sink sink =
          cost -> {
            journal.add(cost.json(GrowthPlan.PAYLOAD));
            rounds.add(cost);
          };
      new ConnectionGrowth(plan, hosts, progress).run(sink);
      payloads.run(sink);
    }
    progress.end();
    Costs costs = new Costs(rounds);
    return new Findings(
        "growth",
        command,
        machine,
        List.of(),
        GrowthTables.charts(costs),
        GrowthTables.of(costs),
        GrowthTables.remarks(costs),
        rounds.stream().map(cost -> cost.json(GrowthPlan.PAYLOAD).toString()).toList());
  }

  private Machine machine(LocalDateTime date, Pinning pinning) {
    return Machine.of(
        date,
        List.of(
            new Machine.Fact("TLS", "none"),
            new Machine.Fact(
                "JVMs", String.join(" ", Child.OPTIONS) + ", the servers of many connections"),
            new Machine.Fact(
                "rounds",
                plan.rounds()
                    + " in turns after one that is discarded, "
                    + (plan.messages() > 0
                        ? plan.messages() + " messages"
                        : plan.slice().toMillis() + " ms")
                    + " of each client at each step"),
            new Machine.Fact(
                "load",
                String.format(
                    Locale.ROOT,
                    "%.1f of the last minute, before the run",
                    ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage())),
            new Machine.Fact("cores", pinning.describe())));
  }
}
