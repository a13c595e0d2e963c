package io.github.wirespeed.bench.research;

import io.github.wirespeed.bench.architectures.Architectures;
import io.github.wirespeed.bench.experiment.Experiment;
import java.util.List;
import java.util.stream.Collectors;

/** The experiments, in the order of the report that they come from. */
public final class Experiments {
  /** Rounds of each, unless fewer or more are asked for. */
  public static final int REPEATS = 10;

  /** All of them. */
  public static final List<Experiment> ALL =
      List.of(
          Mailboxes.EXPERIMENT,
          Memory.EXPERIMENT,
          ReadyStages.EXPERIMENT,
          Iterations.EXPERIMENT,
          Exceptions.EXPERIMENT,
          Failures.EXPERIMENT,
          Inlining.EXPERIMENT,
          Lookups.EXPERIMENT,
          Runtimes.EXPERIMENT,
          Queues.EXPERIMENT,
          Batches.EXPERIMENT,
          Copies.EXPERIMENT,
          States.EXPERIMENT,
          Waits.EXPERIMENT,
          Looks.EXPERIMENT,
          BusyCore.EXPERIMENT,
          new Architectures());

  private Experiments() {}

  /** The one with this name, or null. */
  static Experiment named(String name) {
    return ALL.stream().filter(e -> e.name().equals(name)).findFirst().orElse(null);
  }

  static String names() {
    return ALL.stream().map(Experiment::name).collect(Collectors.joining(", "));
  }
}
