package io.github.wirespeed.bench.server;

import io.github.wirespeed.bench.HelpOption;
import io.github.wirespeed.bench.Payload;
import io.github.wirespeed.bench.ReportOptions;
import io.github.wirespeed.bench.peers.Contender;
import io.github.wirespeed.bench.process.Descriptors;
import java.io.IOException;
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

  @Mixin private ReportOptions reports;

  @Override
  public Integer call() throws IOException {
    reports.run(new ServerBench(plan()), spec);
    return 0;
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
    int usual = chosen.contains(ServerPlan.Workload.IDLE) && !quick ? 10_000 : 2000;
    int most = connections != null ? connections : usual;
    String refusal = Descriptors.refusal(most);
    if (refusal != null) {
      throw wrong("--connections: " + refusal);
    }
  }

  private ParameterException wrong(String what) {
    return new ParameterException(spec.commandLine(), what);
  }
}
