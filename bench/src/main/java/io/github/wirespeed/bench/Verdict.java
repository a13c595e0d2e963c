package io.github.wirespeed.bench;

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

  /** "F1 holds p50 of ... : found". */
  public String line() {
    String word = holds == null ? "not measured" : holds ? "holds" : "missed";
    return String.format(
        Locale.ROOT, "%-3s %-6s %s%s", id, word, claim, found.isEmpty() ? "" : ": " + found);
  }
}
