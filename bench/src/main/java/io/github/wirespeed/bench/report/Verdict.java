package io.github.wirespeed.bench.report;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Whether a figure of the design was reached in this run.
 *
 * @param id as in the design, section 6
 * @param claim what it asks for
 * @param holds null where the run did not measure it
 * @param found the number; where there is none, what to run for it, or empty
 */
public record Verdict(String id, String claim, Boolean holds, String found) {

  /** What a run did not measure. */
  public static Verdict open(String id, String claim) {
    return new Verdict(id, claim, null, "");
  }

  /** Whether it was measured and not reached. */
  public boolean missed() {
    return Boolean.FALSE.equals(holds);
  }

  /** The same, those that were missed before all others: nobody shall have to look for them. */
  public static List<Verdict> missedFirst(List<Verdict> verdicts) {
    return verdicts.stream().sorted(Comparator.comparing(v -> !v.missed())).toList();
  }

  /** "F1 holds p50 of ... : found". */
  public String line() {
    String word = holds == null ? "not measured" : holds ? "holds" : "missed";
    return String.format(
        Locale.ROOT, "%-3s %-6s %s%s", id, word, claim, found.isEmpty() ? "" : ": " + found);
  }
}
