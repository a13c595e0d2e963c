package io.github.wirespeed.bench.research;

import io.github.wirespeed.bench.experiment.Case;
import io.github.wirespeed.bench.experiment.Experiment;
import io.github.wirespeed.bench.experiment.Trial;
import io.github.wirespeed.bench.experiment.Variant;
import io.github.wirespeed.bench.report.Progress;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Runs the variants of a case in turns, in the order ABBA, so that whatever the machine does
 * meanwhile it does to all of them. A variant that fails is left out from then on.
 */
final class Turns {
  private static final int MOST_OPERATIONS = 100_000_000;

  private final Plan plan;
  private final Opener opener;
  private final Progress progress;
  private final Sink sink;

  /** Who hears of each round as soon as it is known. */
  interface Sink {
    void heard(Measured round) throws IOException;
  }

  Turns(Plan plan, Opener opener, Progress progress, Sink sink) {
    this.plan = plan;
    this.opener = opener;
    this.progress = progress;
    this.sink = sink;
  }

  /** A variant that is open, and how many operations make a round of it. */
  private static final class Runner implements Closeable {
    private final Variant variant;
    private final Trial trial;
    private int operations = 1;

    Runner(Variant variant, Trial trial) {
      this.variant = variant;
      this.trial = trial;
    }

    /**
     * In ever larger lots until the time is over and the compiler was quiet for two lots of some
     * length, but not for more than four times the time. The last lot says how large a round is.
     */
    void warmUp(Plan plan) throws IOException {
      long start = System.nanoTime();
      long enough = plan.warmUp().toNanos();
      long slice = plan.slice().toNanos();
      long took = Math.max(1, trial.run(operations));
      int quiet = 0;
      for (long now = 0; now < enough || (now < 4 * enough && quiet < 2); ) {
        if (took < slice / 2) {
          operations = Math.min(MOST_OPERATIONS, operations * 2);
        }
        long compiled = trial.compiledMillis();
        long began = System.nanoTime();
        long timed = trial.run(operations);
        // What is not timed counts too: a burst takes longer than the receiving of it.
        took = Math.max(timed, System.nanoTime() - began);
        boolean still = (trial.compiledMillis() - compiled) * 50_000_000 <= took; // 2 %
        quiet = !still ? 0 : took >= slice / 4 ? quiet + 1 : quiet;
        now = System.nanoTime() - start;
      }
      double share = (double) slice / took;
      operations = (int) Math.max(1, Math.min(MOST_OPERATIONS, operations * share));
    }

    @Override
    public void close() throws IOException {
      trial.close();
    }
  }

  /**
   * Runs a case, with new processes every few rounds.
   *
   * @param done rounds that are there already
   */
  void run(Experiment experiment, Case of, int done) throws IOException {
    Set<Variant> failed = new HashSet<>();
    for (int from = done; from < plan.repeats(); ) {
      int to = Math.min(plan.repeats(), (from / Plan.ROUNDS_PER_JVM + 1) * Plan.ROUNDS_PER_JVM);
      run(experiment, of, from, to, failed);
      from = to;
    }
  }

  private void run(Experiment experiment, Case of, int done, int last, Set<Variant> failed)
      throws IOException {
    List<Runner> runners = new ArrayList<>();
    try {
      for (Variant variant : of.variants()) {
        if (variant.absent() == null && !failed.contains(variant)) {
          progress.next(what(experiment, of) + ", " + variant.name() + ", warm-up");
          start(experiment, of, variant, runners);
        }
      }
      // The first one is warm-up too: of taking turns.
      for (int round = done; round <= last; round++) {
        progress.next(what(experiment, of) + ", round " + round + " of " + plan.repeats());
        turn(experiment, of, round == done ? 0 : round, runners);
      }
      of.variants().stream()
          .filter(v -> runners.stream().noneMatch(r -> r.variant.equals(v)))
          .forEach(failed::add);
    } finally {
      runners.forEach(Turns::end);
    }
  }

  static String what(Experiment experiment, Case of) {
    return of.name().isEmpty() ? experiment.name() : experiment.name() + " " + of.name();
  }

  private void start(Experiment experiment, Case of, Variant variant, List<Runner> runners)
      throws IOException {
    Runner runner = null;
    try {
      runner = new Runner(variant, opener.open(experiment, of, variant));
      runner.warmUp(plan);
      runners.add(runner);
      progress.did(plan.seconds() / plan.starts());
    } catch (IOException | RuntimeException e) {
      end(runner);
      sink.heard(Measured.failed(experiment, of, variant, 0, reason(e)));
    }
  }

  private void turn(Experiment experiment, Case of, int round, List<Runner> runners)
      throws IOException {
    List<Runner> order = new ArrayList<>(runners);
    if (round % 2 == 1) {
      Collections.reverse(order);
    }
    for (Runner runner : order) {
      Measured measured;
      try {
        long nanos = runner.trial.run(runner.operations);
        measured = Measured.of(experiment, of, runner.variant, round, runner.operations, nanos);
      } catch (IOException | RuntimeException e) {
        runners.remove(runner);
        end(runner);
        measured = Measured.failed(experiment, of, runner.variant, round, reason(e));
      }
      if (round > 0 || measured.failed() != null) {
        sink.heard(measured);
      }
    }
  }

  private static String reason(Exception e) {
    return e.getMessage() != null && e.getClass() == IOException.class
        ? e.getMessage()
        : e.toString();
  }

  private static void end(Runner runner) {
    try {
      if (runner != null) {
        runner.close();
      }
    } catch (IOException | RuntimeException ignored) {
      // It was measured, or has failed already.
    }
  }
}
