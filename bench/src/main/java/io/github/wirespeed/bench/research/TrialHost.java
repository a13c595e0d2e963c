package io.github.wirespeed.bench.research;

import io.github.wirespeed.WaitStrategy;
import io.github.wirespeed.bench.Workbench;
import io.github.wirespeed.bench.experiment.Lab;
import io.github.wirespeed.bench.experiment.Trial;
import io.github.wirespeed.bench.experiment.Variant;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * A process with one trial: it is told how many operations to run, and answers how many nanoseconds
 * they took and how many milliseconds its compiler has worked so far. It ends with its standard
 * input.
 */
public final class TrialHost {
  /** Before whatever it has to say. */
  static final String ANSWER = "trial ";

  static final String FAILED = ANSWER + "failed ";

  private TrialHost() {}

  /**
   * The process.
   *
   * @param args names of the experiment, its case and its variant, the URIs of the echo and of the
   *     stream server, and the wait strategy
   */
  public static void main(String[] args) throws IOException {
    try {
      Variant variant = variant(args[0], args[1], args[2]);
      Workbench workbench = Workbench.at(args[3], args[4], WaitStrategy.named(args[5]));
      serve(variant.opening().open(new Lab(workbench)));
    } catch (Throwable t) {
      say(FAILED + t.toString().replace('\n', ' '));
      System.exit(1);
    }
    System.exit(0); // whatever threads are left
  }

  private static Variant variant(String experiment, String of, String name) {
    return Experiments.named(experiment).cases().stream()
        .filter(c -> c.name().equals(of))
        .flatMap(c -> c.variants().stream())
        .filter(v -> v.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static void serve(Trial trial) throws IOException {
    say(ANSWER + "ready");
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      long nanos = trial.run(Integer.parseInt(line));
      say(ANSWER + nanos + " " + trial.compiledMillis());
    }
    trial.close();
  }

  private static void say(String line) {
    System.out.println(line);
    System.out.flush();
  }
}
