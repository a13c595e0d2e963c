package io.github.wirespeed.bench.growth;

/**
 * Whose a curve is.
 *
 * @param client floor, callback, netty, blocking or async
 * @param waiting how client and server wait: adaptive, blocking or spinning
 */
record Line(String client, String waiting) {
  static final String FLOOR = "floor";
  static final String NETTY = "netty";

  @Override
  public String toString() {
    return client + ", " + waiting;
  }
}
