package io.github.wirespeed.bench.growth;

import io.github.wirespeed.bench.TouchedHeap;
import io.github.wirespeed.bench.process.Child;
import io.github.wirespeed.bench.process.Pinning;
import io.github.wirespeed.bench.report.Bench;
import io.github.wirespeed.bench.report.Findings;
import io.github.wirespeed.bench.report.Journal;
import io.github.wirespeed.bench.report.Machine;
import io.github.wirespeed.bench.report.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** A run, from the first round to what it found. */
public final class Growth implements Bench {
  private final GrowthPlan plan;
  private final List<Cost> rounds = new ArrayList<>();

  public Growth(GrowthPlan plan) {
    this.plan = plan;
  }

  /** As the command runs it without options. */
  public static Growth usual(boolean quick) {
    return new Growth(quick ? GrowthPlan.quick() : GrowthPlan.full());
  }

  @Override
  public String title() {
    return "growth";
  }

  @Override
  public double seconds() {
    return plan.seconds();
  }

  /** Measures, with the clients in this process and each server in one of its own. */
  @Override
  public Findings run(Progress progress, Path directory, String command) throws IOException {
    LocalDateTime date = LocalDateTime.now(ZoneId.systemDefault());
    Machine machine;
    try (Pinning pinning = Pinning.find();
        Journal journal = Journal.create(Journal.in(directory));
        Hosts hosts = new Hosts(pinning);
        PayloadGrowth payloads = new PayloadGrowth(plan, pinning, progress)) {
      machine = machine(date, pinning);
      pinning.pinClient();
      TouchedHeap.touch();
      ConnectionGrowth.Sink sink =
          cost -> {
            journal.add(cost.json(GrowthPlan.PAYLOAD));
            rounds.add(cost);
          };
      new ConnectionGrowth(plan, hosts, progress).run(sink);
      payloads.run(sink);
    }
    Costs costs = new Costs(rounds);
    return new Findings(
        title(),
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
            Machine.load("before the run"),
            new Machine.Fact("cores", pinning.describe())));
  }
}
