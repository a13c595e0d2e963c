package io.github.wirespeed.bench.server;

import io.github.wirespeed.bench.HelpOption;
import io.github.wirespeed.bench.Payload;
import io.github.wirespeed.bench.peers.Contender;
import io.github.wirespeed.bench.peers.Service;
import io.github.wirespeed.bench.process.Child;
import io.github.wirespeed.bench.process.Descriptors;
import io.github.wirespeed.bench.process.Pinning;
import io.github.wirespeed.bench.report.Findings;
import io.github.wirespeed.bench.report.Machine;
import io.github.wirespeed.bench.report.Progress;
import io.github.wirespeed.bench.report.ReportDirectory;
import io.github.wirespeed.bench.report.Table;
import io.github.wirespeed.bench.report.Terminals;
import io.github.wirespeed.bench.report.Verdict;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./ws bench server}: our server beside those of other libraries. */
@Command(
    name = "server",
    description = {
      "Our server beside Netty's, Undertow's, Jetty's and Java-WebSocket's, each in a process of"
          + " its own, under a load of plain sockets that compares every byte. All of it takes"
          + " under 4 minutes."
    },
    sortOptions = false)
public final class ServerCommand implements Callable<Integer> {
  /** What a process needs beside its connections. */
  private static final int OTHER_DESCRIPTORS = 512;

  @Spec private CommandSpec spec;

  @Mixin
  @SuppressWarnings("unused") // picocli reads it
  private HelpOption help;

  @Parameters(
      paramLabel = "WORKLOAD",
      arity = "0..*",
      description =
          "Default: all. echo (messages there and back), fanout (one publisher, many subscribers),"
              + " idle (memory of each connection).")
  private List<String> workloads = List.of();

  @Option(
      names = "--peers",
      paramLabel = "NAME",
      split = ",",
      description =
          "none, or some of netty, undertow, jetty, java-websocket. Default: all; of idle"
              + " connections netty and undertow.")
  private List<String> peers = List.of();

  @Option(
      names = "--connections",
      paramLabel = "N",
      description = "Default: echo 64, fanout 1000 subscribers, idle 10000.")
  private Integer connections;

  @Option(
      names = "--payload",
      paramLabel = "B",
      split = ",",
      description = "Bytes, K allowed. Default: echo 16,1K,16K, fanout 256.")
  private List<String> payloads = List.of();

  @Option(
      names = "--window",
      paramLabel = "N",
      split = ",",
      description = "Messages under way on each connection of an echo. Default: 1,8.")
  private List<Integer> windows = List.of(1, 8);

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "Rounds that count, after one that does not. Default: 5, with --quick 2.")
  private Integer rounds;

  @Option(
      names = "--millis",
      paramLabel = "N",
      description = "How long each server is under load in a round. Default: as time allows.")
  private Integer millis;

  @Option(
      names = "--quick",
      description = "In under 90 s: fewer and shorter rounds, 2000 idle connections.")
  private boolean quick;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write one JSON object per server and round.")
  private Path json;

  @Option(
      names = "--report",
      paramLabel = "DIR",
      description = "Where to write the report. Default: a new directory in bench/target/reports.")
  private Path report;

  @Override
  public Integer call() throws IOException {
    LocalDateTime date = LocalDateTime.now(ZoneId.systemDefault());
    final ServerPlan plan = plan();
    final Path directory = report != null ? report : ReportDirectory.of(date);
    if (json != null) {
      Files.writeString(json, ""); // found out now, not after minutes
    }
    double seconds = plan.workloads().stream().mapToDouble(plan::seconds).sum();
    PrintWriter err = spec.commandLine().getErr();
    Progress progress = new Progress(err, Terminals.isTerminal(), seconds);
    List<Table> tables = new ArrayList<>();
    List<Verdict> verdicts = new ArrayList<>();
    List<String> remarks = new ArrayList<>();
    List<Measured> rounds = new ArrayList<>();
    List<IdleBench.Idle> idle = new ArrayList<>();
    Machine machine;
    try (Pinning pinning = Pinning.find()) {
      machine = machine(date, pinning);
      pinning.pinClient();
      if (plan.workloads().contains(ServerPlan.Workload.ECHO)) {
        try (Arena arena = new Arena(Service.ECHO, pinning)) {
          Rounds found = new Rounds(new EchoBench(plan, arena, progress).run());
          rounds.addAll(found.all());
          tables.add(Tables.echo(found));
          verdicts.addAll(Bars.echo(found));
          remarks.addAll(arena.notes());
        }
      }
      if (plan.workloads().contains(ServerPlan.Workload.FANOUT)) {
        try (Arena arena = new Arena(Service.FANOUT, pinning)) {
          Rounds found = new Rounds(new FanoutBench(plan, arena, progress).run());
          rounds.addAll(found.all());
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
    progress.end();
    remarks.addAll(Tables.notes(plan.workloads()));
    List<String> lines = ServerJson.lines(new Rounds(rounds), idle);
    Findings found =
        new Findings(
            "servers",
            command(),
            machine,
            verdicts,
            ServerCharts.of(new Rounds(rounds)),
            tables,
            remarks,
            lines);
    PrintWriter out = spec.commandLine().getOut();
    out.println(found.text());
    out.println("report: " + found.write(directory));
    if (json != null) {
      Files.write(json, lines);
      out.println("rounds: " + json);
    }
    out.flush();
    return 0;
  }

  private static Machine machine(LocalDateTime date, Pinning pinning) {
    return Machine.of(
        date,
        List.of(
            new Machine.Fact("JVMs", String.join(" ", Child.OPTIONS) + ", all processes"),
            new Machine.Fact(
                "load",
                String.format(
                    Locale.ROOT,
                    "%.1f of the last minute, before the run",
                    ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage())),
            new Machine.Fact(
                "cores",
                pinning.apart()
                    ? pinning.describe().replace("client with its loops", "load generator")
                    : pinning.describe())));
  }

  private ServerPlan plan() {
    Set<ServerPlan.Workload> chosen = EnumSet.noneOf(ServerPlan.Workload.class);
    for (String name : workloads) {
      chosen.add(workload(name));
    }
    if (chosen.isEmpty()) {
      chosen = EnumSet.allOf(ServerPlan.Workload.class);
    }
    List<Integer> sizes = payloads.stream().map(this::payload).toList();
    if (chosen.contains(ServerPlan.Workload.FANOUT)
        && sizes.stream().anyMatch(size -> size < 16 || size > 65_535)) {
      throw wrong("--payload: a fanout's is in 16 to 65535 bytes");
    }
    atLeastOne("--connections", connections);
    atLeastOne("--rounds", rounds);
    atLeastOne("--millis", millis);
    windows.forEach(window -> atLeastOne("--window", window));
    enoughDescriptors(chosen);
    return new ServerPlan(
        chosen,
        peers(),
        peers.isEmpty(),
        connections == null ? 0 : connections,
        sizes,
        windows,
        rounds != null ? rounds : quick ? 2 : 5,
        millis == null ? 0 : millis,
        quick);
  }

  private static ServerPlan.Workload workloadOf(String name) {
    for (ServerPlan.Workload workload : ServerPlan.Workload.values()) {
      if (workload.name().toLowerCase(Locale.ROOT).equals(name)) {
        return workload;
      }
    }
    return null;
  }

  private ServerPlan.Workload workload(String name) {
    ServerPlan.Workload workload = workloadOf(name);
    if (workload == null) {
      throw wrong("no workload '" + name + "' of servers: it is one of echo, fanout, idle");
    }
    return workload;
  }

  private List<Contender> peers() {
    if (peers.isEmpty()) {
      return Contender.peers();
    } else if (peers.equals(List.of("none"))) {
      return List.of();
    }
    List<Contender> chosen = new ArrayList<>();
    for (String name : peers) {
      chosen.add(
          Contender.peers().stream()
              .filter(peer -> peer.label().equals(name))
              .findFirst()
              .orElseThrow(
                  () ->
                      wrong(
                          "--peers: no peer '"
                              + name
                              + "': it is none, or some of "
                              + Contender.peers().stream()
                                  .map(Contender::label)
                                  .collect(Collectors.joining(", ")))));
    }
    return chosen;
  }

  private int payload(String text) {
    int size;
    try {
      size = Payload.parse(text);
    } catch (IllegalArgumentException e) {
      throw wrong("--payload: " + e.getMessage());
    }
    if (size > 1 << 20) {
      throw wrong("--payload: " + size + " is more than the servers take, 1048576");
    }
    return size;
  }

  private void atLeastOne(String option, Integer value) {
    if (value != null && value < 1) {
      throw wrong(option + ": " + value + " is not at least 1");
    }
  }

  private void enoughDescriptors(Set<ServerPlan.Workload> chosen) {
    long limit = Descriptors.limit();
    int usual = chosen.contains(ServerPlan.Workload.IDLE) && !quick ? 10_000 : 2000;
    int most = connections != null ? connections : usual;
    if (limit > 0 && most > limit - OTHER_DESCRIPTORS) {
      throw wrong(
          "--connections: "
              + most
              + " needs more descriptors than a process may have: "
              + limit
              + ", of which "
              + OTHER_DESCRIPTORS
              + " are for other things");
    }
  }

  private ParameterException wrong(String what) {
    return new ParameterException(spec.commandLine(), what);
  }

  private String command() {
    List<String> words = new ArrayList<>(List.of("./ws"));
    CommandSpec top = spec.parent() != null ? spec.parent() : spec;
    if (top.parent() == null) {
      words.add("bench");
    }
    while (top.parent() != null) {
      top = top.parent();
    }
    words.addAll(top.commandLine().getParseResult().originalArgs());
    return String.join(" ", words);
  }
}
