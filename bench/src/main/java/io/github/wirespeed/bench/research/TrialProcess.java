package io.github.wirespeed.bench.research;

import io.github.wirespeed.bench.Workbench;
import io.github.wirespeed.bench.experiment.Case;
import io.github.wirespeed.bench.experiment.Experiment;
import io.github.wirespeed.bench.experiment.Trial;
import io.github.wirespeed.bench.experiment.Variant;
import io.github.wirespeed.bench.process.Child;
import io.github.wirespeed.bench.process.Pinning;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A trial in a JVM of its own, {@link TrialHost}. */
final class TrialProcess implements Trial {
  /**
   * Of every JVM, before the variant's own. Several are there at once, so their heaps are small.
   */
  static final List<String> OPTIONS = List.of("-Xms256m", "-Xmx256m");

  private static final List<String> BLACK_HOLE =
      List.of(
          "-XX:+UnlockExperimentalVMOptions",
          "-XX:CompileCommand=quiet",
          "-XX:CompileCommand=blackhole," + Sink.class.getName() + "::take");

  /** One core would make the JVM choose it anyway. */
  static final String COLLECTOR = "-XX:+UseSerialGC";

  private static final Duration START = Duration.ofSeconds(30);
  private static final Duration RUN = Duration.ofSeconds(60);

  private final Child child;
  private long compiled; // as it last said

  private TrialProcess(Child child) {
    this.child = child;
  }

  private static List<String> cores(Pinning pinning, Variant variant) {
    return switch (variant.cores()) {
      case CLIENT -> pinning.serverTogether();
      case BOTH -> pinning.both();
      case SERVER -> pinning.serverApart();
    };
  }

  static TrialProcess start(
      Workbench workbench, Pinning pinning, Experiment experiment, Case of, Variant variant)
      throws IOException {
    Child child =
        Child.jvm(
            cores(pinning, variant),
            options(variant),
            TrialHost.class,
            experiment.name(),
            of.name(),
            variant.name(),
            workbench.echo(),
            workbench.stream(),
            workbench.waitStrategy().toString());
    try {
      answer(child, START);
      return new TrialProcess(child);
    } catch (IOException e) {
      child.close();
      throw e;
    }
  }

  static List<String> options(Variant variant) {
    List<String> options = new ArrayList<>(OPTIONS);
    if (variant.options().stream().noneMatch(o -> o.startsWith("-XX:+Use"))) {
      options.add(COLLECTOR);
    }
    options.addAll(BLACK_HOLE);
    options.addAll(variant.options());
    return options;
  }

  /** The JVM itself prints too, what its compiler was told for one: that is passed over. */
  private static String answer(Child child, Duration timeout) throws IOException {
    while (true) {
      String line = child.line(timeout);
      if (line.startsWith(TrialHost.FAILED)) {
        throw new IOException(line.substring(TrialHost.FAILED.length()));
      } else if (line.startsWith(TrialHost.ANSWER)) {
        return line.substring(TrialHost.ANSWER.length());
      }
    }
  }

  @Override
  public long run(int operations) throws IOException {
    child.say(Integer.toString(operations));
    String[] answer = answer(child, RUN).split(" ", -1);
    compiled = Long.parseLong(answer[1]);
    return Long.parseLong(answer[0]);
  }

  @Override
  public long compiledMillis() {
    return compiled;
  }

  @Override
  public void close() {
    child.close();
  }
}
