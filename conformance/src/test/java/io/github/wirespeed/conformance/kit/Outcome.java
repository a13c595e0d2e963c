package io.github.wirespeed.conformance.kit;

/**
 * What came of a line.
 *
 * @param code the close code on the wire
 * @param nanos how long it took from the line's last byte until both sides knew of the end
 */
record Outcome(int code, long nanos) {
  /** Within which every line has to be over. */
  static final long PROMISE = 100_000_000L;

  boolean inTime() {
    return nanos <= PROMISE;
  }
}
