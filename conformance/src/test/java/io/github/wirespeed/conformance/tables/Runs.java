package io.github.wirespeed.conformance.tables;

import java.util.ArrayList;
import java.util.List;

/** The verdicts on ascending numbers: a line for each run of the same verdict. */
final class Runs {
  private final String prefix;
  private final List<String> lines = new ArrayList<>();
  private String first;
  private String last;
  private String verdict;

  /** An empty table, whose lines will stand behind the prefix. */
  Runs(String prefix) {
    this.prefix = prefix;
  }

  void add(String number, String next) {
    if (!next.equals(verdict)) {
      endRun();
      first = number;
      verdict = next;
    }
    last = number;
  }

  List<String> lines() {
    endRun();
    verdict = null;
    return lines;
  }

  private void endRun() {
    if (verdict != null) {
      lines.add(prefix + first + (first.equals(last) ? "" : ".." + last) + " " + verdict);
    }
  }
}
