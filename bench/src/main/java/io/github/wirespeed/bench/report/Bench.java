package io.github.wirespeed.bench.report;

import java.io.IOException;
import java.nio.file.Path;

/** One of the benches, with its settings. */
public interface Bench {
  /** What it measures, in a word or two. */
  String title();

  /** How long it takes, about, in seconds. Its progress counts them. */
  double seconds();

  /**
   * Runs it.
   *
   * @param progress of {@link #seconds} seconds
   * @param directory where its report will be: rounds go to {@code rounds.jsonl} in it as soon as
   *     they are known, so that an interruption leaves them
   * @param command what to type to run the same again
   */
  Findings run(Progress progress, Path directory, String command) throws IOException;
}
