package io.github.wirespeed.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether a figure of the design was reached in this run.
 *
 * @param id as in the design, section 6
 * @param claim what it asks for
 * @param holds null where the run did not measure it
 * @param found the number
 */
record Verdict(String id, String claim, Boolean holds, String found) {
  private static final double F1_BAR = 1.10;
  private static final double F9_OWNED_BAR = 64;
  // A message's share of what happens once in thousands of them is less; a real one is 16 or more.
  private static final double F9_ZERO = 0.5;
  private static final double F11_BAR = 0.9;

  static List<Verdict> of(List<Summary> summaries, List<Allocation> allocations) {
    List<Verdict> verdicts = new ArrayList<>();
    verdicts.add(f1(find(summaries, Workload.RR, 256)));
    verdicts.addAll(f9(allocations));
    verdicts.add(f11(summaries, Workload.UPLOAD));
    verdicts.add(f11(summaries, Workload.DOWNLOAD));
    return verdicts;
  }

  /** "F1 holds p50 of ... : found". */
  String line() {
    String word = holds == null ? "not measured" : holds ? "holds" : "missed";
    return String.format(
        Locale.ROOT, "%-3s %-6s %s%s", id, word, claim, found.isEmpty() ? "" : ": " + found);
  }

  private static Verdict f1(Optional<Summary> summary) {
    String claim = "blocking rr 256 B, p50 at most 1.10 x floor";
    return summary
        .map(s -> ratio("F1", claim, s.ratios(), s.ratios().median() <= F1_BAR))
        .orElse(new Verdict("F1", claim, null, ""));
  }

  private static Verdict f11(List<Summary> summaries, Workload workload) {
    String claim = "blocking " + workload.label() + " 64 KiB, bytes/s at least 0.9 x floor";
    return find(summaries, workload, 64 << 10)
        .map(s -> ratio("F11", claim, s.ratios(), s.ratios().median() >= F11_BAR))
        .orElse(new Verdict("F11", claim, null, ""));
  }

  private static Verdict ratio(String id, String claim, Statistics ratios, boolean holds) {
    return new Verdict(
        id,
        claim,
        holds,
        String.format(
            Locale.ROOT,
            "%.3f (rounds %.3f to %.3f)",
            ratios.median(),
            ratios.min(),
            ratios.max()));
  }

  private static List<Verdict> f9(List<Allocation> allocations) {
    String views = "no allocation by send and views";
    String owned = "an owned message costs its payload and at most 64 B";
    if (allocations.isEmpty()) {
      return List.of(new Verdict("F9", views, null, ""), new Verdict("F9", owned, null, ""));
    }
    List<String> viewsFound = new ArrayList<>();
    List<String> ownedFound = new ArrayList<>();
    boolean viewsHold = true;
    boolean ownedHolds = true;
    for (Allocation a : allocations) {
      String size = Payload.show(a.payload());
      if (!Double.isNaN(a.send())) {
        viewsFound.add(String.format(Locale.ROOT, "send %.1f", a.send()));
        viewsHold &= a.send() < F9_ZERO;
      }
      viewsFound.add(
          String.format(Locale.ROOT, "send and view %.1f B/message at %s", a.view(), size));
      viewsHold &= a.view() < F9_ZERO;
      ownedFound.add(
          String.format(Locale.ROOT, "%s and %.1f B", Payload.show(a.payload()), a.overhead()));
      ownedHolds &= a.overhead() <= F9_OWNED_BAR;
    }
    return List.of(
        new Verdict("F9", views, viewsHold, String.join(", ", viewsFound)),
        new Verdict("F9", owned, ownedHolds, String.join(", ", ownedFound)));
  }

  private static Optional<Summary> find(List<Summary> summaries, Workload workload, int payload) {
    return summaries.stream()
        .filter(
            s ->
                s.total().workload() == workload
                    && s.total().payload() == payload
                    && s.total().client() == Client.BLOCKING
                    && s.ratios().count() > 0)
        .findFirst();
  }
}
