package io.github.wirespeed.bench.report;

import java.io.PrintWriter;
import java.util.Locale;

/**
 * How far a run is and how long it still takes. In a terminal one line that changes, else a few
 * plain lines. Printed between rounds, by the thread that measures.
 */
public final class Progress {
  private static final double PLAIN_STEP = 0.2;

  private final PrintWriter out;
  private final boolean terminal;
  private final double whole;
  private final long start = System.nanoTime();
  private double done;
  private double printed = -PLAIN_STEP;

  /**
   * Progress of something.
   *
   * @param whole how much there is to do, in any unit
   */
  public Progress(PrintWriter out, boolean terminal, double whole) {
    this.out = out;
    this.terminal = terminal;
    this.whole = whole;
  }

  /** Says what comes next. */
  public void next(String what) {
    double share = Math.min(1, done / whole);
    if (!terminal && share - printed < PLAIN_STEP) {
      return;
    }
    printed = share;
    double elapsed = (System.nanoTime() - start) / 1e9;
    String left =
        share < 0.02 ? "" : String.format(Locale.ROOT, ", %.0f s left", elapsed / share - elapsed);
    String line = String.format(Locale.ROOT, "%3.0f %%%s: %s", share * 100, left, what);
    if (terminal) {
      out.print("\r\033[K" + line);
    } else {
      out.println(line);
    }
    out.flush();
  }

  /** Some of it was done. */
  public void did(double amount) {
    done += amount;
  }

  /** All is done: takes the line away. */
  public void end() {
    if (terminal) {
      out.print("\r\033[K");
      out.flush();
    }
  }
}
