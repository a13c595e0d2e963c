package io.github.wirespeed.conformance.fuzz;

import java.io.IOException;
import java.io.PrintStream;
import java.util.HexFormat;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Runs a target on mutated seeds, as often as it is told: for volume. */
public final class FuzzLoop {
  private FuzzLoop() {}

  /**
   * {@code FuzzLoop TARGET EXECUTIONS [SEED]}; prints a line, and the input where a target throws.
   */
  public static void main(String[] args) throws IOException {
    Target target = Target.valueOf(args[0].toUpperCase(Locale.ROOT).replace('-', '_'));
    long executions = Long.parseLong(args[1]);
    long seed = args.length > 2 ? Long.parseLong(args[2]) : System.nanoTime();
    PrintStream out = System.out;
    long start = System.nanoTime();
    run(target, executions, seed);
    double seconds = (System.nanoTime() - start) / 1e9;
    out.printf(
        Locale.ROOT,
        "%-12s %,15d executions in %,8.1f s, %,9.0f/s, seed %d, nothing found%n",
        target.label(),
        executions,
        seconds,
        executions / seconds,
        seed);
  }

  /** Runs it; what a target throws comes out with the input that made it. */
  static void run(Target target, long executions, long seed) throws IOException {
    Mutator mutator = new Mutator(target.seeds(), seed);
    for (long i = 0; i < executions; i++) {
      byte[] input = mutator.next();
      long before = System.nanoTime();
      try {
        target.run(input);
      } catch (Throwable t) {
        throw new AssertionError(
            target.label() + ", seed " + seed + ": 0x" + HexFormat.of().formatHex(input), t);
      }
      if (System.nanoTime() - before > TimeUnit.SECONDS.toNanos(10)) {
        throw new AssertionError(
            target.label() + " took 10 s for 0x" + HexFormat.of().formatHex(input));
      }
    }
  }
}
