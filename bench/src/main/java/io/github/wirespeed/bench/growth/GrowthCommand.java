package io.github.wirespeed.bench.growth;

import io.github.wirespeed.WaitStrategy;
import io.github.wirespeed.bench.HelpOption;
import io.github.wirespeed.bench.Payload;
import io.github.wirespeed.bench.ReportOptions;
import io.github.wirespeed.bench.process.Descriptors;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./ws bench growth}: what a message costs as connections and payloads grow. */
@Command(
    name = "growth",
    description = {
      "What a message costs as connections go from 1 to 10,000 and as payloads go from 16 B to"
          + " 16 MiB: the curves, and where they bend. All of it takes under 5 minutes."
    },
    sortOptions = false)
public final class GrowthCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin
  @SuppressWarnings("unused") // picocli reads it
  private HelpOption help;

  @Parameters(
      paramLabel = "AXIS",
      arity = "0..*",
      description = "Default: both. connections, payloads.")
  private List<String> axes = List.of();

  @Option(
      names = "--connections",
      paramLabel = "N",
      split = ",",
      description = "Default: 1,10,100,1000,10000; with --quick up to 1000.")
  private List<Integer> connections = List.of();

  @Option(
      names = "--payload",
      paramLabel = "B",
      split = ",",
      description =
          "Bytes, K and M allowed. Default: from 16 in steps of four times to 16M; with --quick to"
              + " 1M.")
  private List<String> payloads = List.of();

  @Option(
      names = "--wait",
      paramLabel = "STRATEGY",
      split = ",",
      description = "adaptive, blocking, spinning: a curve for each. Default: adaptive,blocking.")
  private List<String> waits = List.of();

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "Rounds that count, after one that does not. Default: 5, with --quick 2.")
  private Integer rounds;

  @Option(
      names = "--messages",
      paramLabel = "N",
      description =
          "Messages of a client at a step in a round, at least one for each connection. Default: as"
              + " many as the time allows.")
  private Integer messages;

  @Option(
      names = "--quick",
      description =
          "In under a minute: fewer and shorter rounds, up to 1000 connections and 1 MiB.")
  private boolean quick;

  @Mixin private ReportOptions reports;

  @Override
  public Integer call() throws IOException {
    reports.run(new Growth(plan()), spec);
    return 0;
  }

  private GrowthPlan plan() {
    GrowthPlan usual = quick ? GrowthPlan.quick() : GrowthPlan.full();
    Set<Axis> chosen = EnumSet.noneOf(Axis.class);
    for (String name : axes) {
      chosen.add(axis(name));
    }
    if (chosen.isEmpty()) {
      chosen = EnumSet.allOf(Axis.class);
    }
    connections.forEach(count -> atLeastOne("--connections", count));
    atLeastOne("--rounds", rounds);
    atLeastOne("--messages", messages);
    List<Integer> sizes = payloads.stream().map(this::payload).sorted().distinct().toList();
    List<WaitStrategy> strategies = waits.stream().distinct().map(this::strategy).toList();
    return withinDescriptors(
        new GrowthPlan(
            !chosen.contains(Axis.CONNECTIONS)
                ? List.of()
                : connections.isEmpty()
                    ? usual.connections()
                    : connections.stream().sorted().distinct().toList(),
            !chosen.contains(Axis.PAYLOADS)
                ? List.of()
                : sizes.isEmpty() ? usual.payloads() : sizes,
            strategies.isEmpty() ? usual.waits() : strategies,
            rounds == null ? usual.rounds() : rounds,
            messages == null ? 0 : messages,
            usual.slice()));
  }

  private Axis axis(String name) {
    for (Axis axis : Axis.values()) {
      if (axis.label().equals(name)) {
        return axis;
      }
    }
    throw wrong("nothing called '" + name + "' grows: it is connections or payloads");
  }

  private int payload(String text) {
    try {
      return Payload.parse(text);
    } catch (IllegalArgumentException e) {
      throw wrong("--payload: " + e.getMessage());
    }
  }

  private WaitStrategy strategy(String name) {
    try {
      return WaitStrategy.named(name);
    } catch (IllegalArgumentException e) {
      throw wrong("--wait: " + e.getMessage());
    }
  }

  private void atLeastOne(String option, Integer value) {
    if (value != null && value < 1) {
      throw wrong(option + ": " + value + " is not at least 1");
    }
  }

  /** What nobody asked for is left out if it is too much, and said. */
  private GrowthPlan withinDescriptors(GrowthPlan plan) {
    long most = plan.connections().stream().mapToInt(Integer::intValue).max().orElse(0);
    String why = Descriptors.refusal(most);
    if (why == null) {
      return plan;
    }
    if (!connections.isEmpty()) {
      throw wrong("--connections: " + why);
    }
    spec.commandLine().getErr().println("left out: " + why);
    return plan.upTo(Descriptors.connections());
  }

  private ParameterException wrong(String what) {
    return new ParameterException(spec.commandLine(), what);
  }
}
