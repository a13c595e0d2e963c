package io.github.wirespeed.cli;

import io.github.wirespeed.Reconnect;
import java.time.Duration;
import picocli.CommandLine.Option;

/** What happens when a connection is lost. */
final class ReconnectOptions {
  private static final Duration FIRST = Duration.ofMillis(100);
  private static final int HELD_MESSAGES = 10_000;
  private static final long HELD_BYTES = 16L << 20;

  @Option(
      names = "--reconnect",
      description = {
        "Open another connection when one is lost, or could not be opened, if that is worth a"
            + " retry; lines that are typed meanwhile are held."
      })
  private boolean reconnect;

  @Option(
      names = "--max-attempts",
      paramLabel = "N",
      description = "Give up after so many failed attempts in a row. Default: never.")
  private Integer maxAttempts;

  @Option(
      names = "--max-delay",
      paramLabel = "TIME",
      converter = Durations.class,
      description = "The longest wait between two attempts. Default: 30s.")
  private Duration maxDelay;

  @Option(
      names = "--rotate-after",
      paramLabel = "TIME",
      converter = Durations.class,
      description = "Have another connection take over when one is so old. Default: never.")
  private Duration rotateAfter;

  /**
   * What is to be done; null if nothing is.
   *
   * @throws IllegalArgumentException if an option is wrong: says which, and why
   */
  Reconnect policy() {
    if (!reconnect) {
      needsReconnect("--max-attempts", maxAttempts);
      needsReconnect("--max-delay", maxDelay);
      needsReconnect("--rotate-after", rotateAfter);
      return null;
    }
    Reconnect policy = Reconnect.defaults().holdSends(HELD_MESSAGES, HELD_BYTES);
    if (maxAttempts != null) {
      policy = policy.maxAttempts(maxAttempts);
    }
    if (maxDelay != null) {
      policy = policy.backoff(maxDelay.compareTo(FIRST) < 0 ? maxDelay : FIRST, maxDelay);
    }
    return rotateAfter == null ? policy : policy.rotateAfter(rotateAfter);
  }

  private static void needsReconnect(String option, Object value) {
    if (value != null) {
      throw new IllegalArgumentException(option + ": needs --reconnect");
    }
  }
}
