package io.github.wirespeed.bench.research;

/** What an alternative came to, beside what is shipped. */
enum Outcome {
  /** What is shipped is faster. */
  KEPT("kept"),
  /** The alternative is faster. */
  FASTER("the alternative is faster"),
  /** The rounds do not tell them apart. */
  NO_DIFFERENCE("no difference beyond the spread"),
  /** There are too few rounds to say. */
  TOO_FEW("not enough rounds"),
  /** It broke, or hung, or gave wrong answers. */
  FAILED("failed"),
  /** It is not on this JVM or machine. */
  ABSENT("not measured");

  static final String RULE =
      "Verdicts: each round gives the time of an alternative over that of what is shipped. If the"
          + " interval that the median of these ratios lies in with a confidence of 95 % (sign"
          + " test; of ten rounds the second lowest to the second highest) is above 1, what is"
          + " shipped is kept; if it is below 1, the alternative is faster; else there is no"
          + " difference beyond the spread. So of a hundred equal pairs up to five look different"
          + " by chance, and a difference that is real may still be too small to matter.";

  private final String words;

  Outcome(String words) {
    this.words = words;
  }

  /** As it is shown. */
  String words() {
    return words;
  }

  static Outcome of(MedianInterval ratio) {
    if (!ratio.known()) {
      return TOO_FEW;
    }
    return ratio.low() > 1 ? KEPT : ratio.high() < 1 ? FASTER : NO_DIFFERENCE;
  }
}
