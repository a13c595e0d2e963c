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
  private String stage = "";
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
    String left = share < 0.02 ? "" : ", " + time(elapsed / share - elapsed) + " left";
    String line = String.format(Locale.ROOT, "%3.0f %%%s: %s%s", share * 100, left, stage, what);
    if (terminal) {
      out.print("\r\033[K" + line);
    } else {
      out.println(line);
    }
    out.flush();
  }

  private static String time(double seconds) {
    return seconds < 120
        ? String.format(Locale.ROOT, "%.0f s", seconds)
        : String.format(Locale.ROOT, "%.0f min", seconds / 60);
  }

  /** Everything from here on belongs to a part of the whole, whose name goes before it. */
  public void stage(String name) {
    stage = name + ": ";
  }

  /** So much of it is done, whatever was counted so far. */
  public void reach(double amount) {
    done = amount;
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
