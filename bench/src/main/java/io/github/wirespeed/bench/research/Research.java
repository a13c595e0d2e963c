package io.github.wirespeed.bench.research;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.wirespeed.WaitStrategy;
import io.github.wirespeed.bench.Workbench;
import io.github.wirespeed.bench.experiment.Case;
import io.github.wirespeed.bench.experiment.Experiment;
import io.github.wirespeed.bench.experiment.Variant;
import io.github.wirespeed.bench.process.Pinning;
import io.github.wirespeed.bench.report.Bench;
import io.github.wirespeed.bench.report.Findings;
import io.github.wirespeed.bench.report.Journal;
import io.github.wirespeed.bench.report.Machine;
import io.github.wirespeed.bench.report.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** A run of experiments, from the first round to what it found. */
public final class Research implements Bench {
  /** The journal of a run, in its directory. */
  public static final String JOURNAL = "journal.jsonl";

  private static final String JDK = "jdk";

  private final List<Experiment> experiments;
  private final Plan plan;
  private final List<Measured> rounds = new ArrayList<>();

  /** A run of these experiments. */
  public Research(List<Experiment> experiments, Plan plan) {
    this.experiments = List.copyOf(experiments);
    this.plan = plan;
  }

  /** Seconds that it takes, if nothing has to be waited for. */
  @Override
  public double seconds() {
    return experiments.stream().mapToDouble(this::seconds).sum();
  }

  private double seconds(Experiment experiment) {
    return experiment.cases().stream().mapToDouble(this::seconds).sum();
  }

  private double seconds(Case of) {
    return of.variants().stream().filter(v -> v.absent() == null).count() * plan.seconds();
  }

  /** As the command runs it without options. */
  public static Research usual(boolean quick) {
    return new Research(Experiments.ALL, Plan.of(quick ? 3 : Experiments.REPEATS));
  }

  @Override
  public String title() {
    return "research";
  }

  /**
   * Measures, with a server and each variant in processes of their own. Goes on with the journal in
   * that directory, if there is one.
   */
  @Override
  public Findings run(Progress progress, Path directory, String command) throws IOException {
    LocalDateTime date = LocalDateTime.now(ZoneId.systemDefault());
    try (Pinning pinning = Pinning.find();
        Workbench workbench = Workbench.start(WaitStrategy.adaptive(), pinning)) {
      measure(Opener.apart(workbench, pinning), directory, progress);
      return findings(command, machine(date, pinning));
    }
  }

  void measure(Opener opener, Path directory, Progress progress) throws IOException {
    Path file = directory.resolve(JOURNAL);
    List<Measured> before = Files.exists(file) ? before(file) : List.of();
    List<JsonNode> lines = new ArrayList<>();
    lines.add(JsonNodeFactory.instance.objectNode().put(JDK, Machine.jdk()));
    for (Measured round : before) {
      lines.add(round.json());
    }
    rounds.addAll(before);
    try (Journal journal = Journal.open(file, lines)) {
      Turns turns =
          new Turns(
              plan,
              opener,
              progress,
              round -> {
                journal.add(round.json());
                rounds.add(round);
              });
      for (Experiment experiment : experiments) {
        for (Case of : experiment.cases()) {
          int done = done(before, experiment, of);
          if (done >= plan.repeats()) {
            progress.did(seconds(of));
          } else {
            turns.run(experiment, of, done);
          }
        }
      }
    }
  }

  /** The whole rounds of a journal. What failed is tried again. */
  private List<Measured> before(Path file) throws IOException {
    List<Measured> all = new ArrayList<>();
    for (JsonNode line : Journal.read(file)) {
      if (!line.has(JDK)) {
        all.add(Measured.of(line));
      } else if (!line.get(JDK).asText().equals(Machine.jdk())) {
        throw new IOException(
            file + " is of another JDK, " + line.get(JDK).asText() + ": this is " + Machine.jdk());
      }
    }
    List<Measured> whole = new ArrayList<>();
    for (Experiment experiment : experiments) {
      for (Case of : experiment.cases()) {
        int done = done(all, experiment, of);
        all.stream()
            .filter(r -> r.isOf(experiment, of) && r.failed() == null && r.round() <= done)
            .forEach(whole::add);
      }
    }
    return whole;
  }

  /** How many rounds there are of every variant of a case. */
  private static int done(List<Measured> rounds, Experiment experiment, Case of) {
    int done = Integer.MAX_VALUE;
    for (Variant variant : of.variants()) {
      if (variant.absent() == null) {
        long own =
            rounds.stream()
                .filter(r -> r.isOf(experiment, of) && r.variant().equals(variant.name()))
                .filter(r -> r.failed() == null)
                .count();
        done = (int) Math.min(done, own);
      }
    }
    return done;
  }

  Findings findings(String command, Machine machine) {
    List<Row> rows = Row.of(experiments, rounds);
    List<String> remarks = new ArrayList<>(ResearchTable.against(rows));
    if (plan.repeats() < Experiments.REPEATS) {
      remarks.add(
          plan.repeats()
              + " rounds are not enough for a verdict: the experiments ask for "
              + Experiments.REPEATS
              + ".");
    }
    remarks.add(Outcome.RULE);
    remarks.addAll(ResearchTable.sentences(experiments, rows));
    return new Findings(
        title(),
        command,
        machine,
        List.of(),
        ResearchTable.charts(experiments, rows),
        List.of(ResearchTable.of(rows)),
        remarks,
        rounds.stream().map(round -> round.json().toString()).toList());
  }

  private Machine machine(LocalDateTime date, Pinning pinning) {
    return Machine.of(
        date,
        List.of(
            new Machine.Fact("TLS", "none"),
            new Machine.Fact("waiting", "adaptive, client and server, where nothing else is said"),
            new Machine.Fact(
                "JVMs",
                String.join(" ", TrialProcess.OPTIONS)
                    + " "
                    + TrialProcess.COLLECTOR
                    + ", one for each variant, those of a case alive at the same time; a new one"
                    + " every "
                    + Plan.ROUNDS_PER_JVM
                    + " rounds"),
            new Machine.Fact(
                "rounds",
                plan.repeats()
                    + " in turns (ABBA) after one that is discarded, "
                    + plan.slice().toMillis()
                    + " ms of each variant"),
            Machine.load("after the run"),
            new Machine.Fact("cores", pinning.describe())));
  }
}
