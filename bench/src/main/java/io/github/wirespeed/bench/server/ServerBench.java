package io.github.wirespeed.bench.server;

import io.github.wirespeed.bench.peers.Service;
import io.github.wirespeed.bench.process.Child;
import io.github.wirespeed.bench.process.Pinning;
import io.github.wirespeed.bench.report.Bench;
import io.github.wirespeed.bench.report.Findings;
import io.github.wirespeed.bench.report.Journal;
import io.github.wirespeed.bench.report.Machine;
import io.github.wirespeed.bench.report.Progress;
import io.github.wirespeed.bench.report.Table;
import io.github.wirespeed.bench.report.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** All that is measured of servers. */
public final class ServerBench implements Bench {
  private final ServerPlan plan;

  ServerBench(ServerPlan plan) {
    this.plan = plan;
  }

  /** As the command runs it without options. */
  public static ServerBench usual(boolean quick) {
    return new ServerBench(ServerPlan.usual(quick));
  }

  @Override
  public String title() {
    return "servers";
  }

  @Override
  public double seconds() {
    return plan.workloads().stream().mapToDouble(plan::seconds).sum();
  }

  @Override
  public Findings run(Progress progress, Path directory, String command) throws IOException {
    LocalDateTime date = LocalDateTime.now(ZoneId.systemDefault());
    List<Table> tables = new ArrayList<>();
    List<Verdict> verdicts = new ArrayList<>();
    List<String> remarks = new ArrayList<>();
    List<Measured> rounds = new ArrayList<>();
    List<IdleBench.Idle> idle = new ArrayList<>();
    Machine machine;
    try (Pinning pinning = Pinning.find();
        Journal journal = Journal.create(Journal.in(directory))) {
      Heard heard =
          round -> {
            rounds.add(round);
            journal.add(ServerJson.node(round, new Rounds(rounds)));
          };
      machine = machine(date, pinning);
      pinning.pinClient();
      if (plan.workloads().contains(ServerPlan.Workload.ECHO)) {
        try (Arena arena = new Arena(Service.ECHO, pinning)) {
          Rounds found = new Rounds(new EchoBench(plan, arena, progress, heard).run());
          tables.add(Tables.echo(found));
          verdicts.addAll(Bars.echo(found));
          remarks.addAll(arena.notes());
        }
      }
      if (plan.workloads().contains(ServerPlan.Workload.FANOUT)) {
        try (Arena arena = new Arena(Service.FANOUT, pinning)) {
          Rounds found = new Rounds(new FanoutBench(plan, arena, progress, heard).run());
          tables.add(Tables.fanout(found));
          verdicts.addAll(Bars.fanout(found));
          remarks.addAll(arena.notes());
        }
      }
      if (plan.workloads().contains(ServerPlan.Workload.IDLE)) {
        try (Arena arena = new Arena(Service.ECHO, pinning)) {
          idle.addAll(new IdleBench(plan, arena, progress).run());
          tables.add(Tables.idle(idle));
          verdicts.add(Bars.idle(idle));
          remarks.addAll(arena.notes());
        }
      }
    }
    remarks.addAll(Tables.notes(plan.workloads()));
    return new Findings(
        title(),
        command,
        machine,
        verdicts,
        ServerCharts.of(new Rounds(rounds)),
        tables,
        remarks,
        ServerJson.lines(new Rounds(rounds), idle));
  }

  private static Machine machine(LocalDateTime date, Pinning pinning) {
    return Machine.of(
        date,
        List.of(
            new Machine.Fact("JVMs", String.join(" ", Child.OPTIONS) + ", all processes"),
            Machine.load("before the run"),
            new Machine.Fact(
                "cores",
                pinning.apart()
                    ? pinning.describe().replace("client with its loops", "load generator")
                    : pinning.describe())));
  }
}
