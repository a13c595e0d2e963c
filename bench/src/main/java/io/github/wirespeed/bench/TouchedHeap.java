package io.github.wirespeed.bench;

/**
 * A heap whose pages are there. The kernel gives a page when it is first touched, which costs a
 * message of 100 KiB that is kept more than copying it does; a JVM that has run for a while has
 * been round its heap, so one that is measured shall have been, too. Those that a bench starts have
 * a young generation that is small enough for their warm-up.
 */
public final class TouchedHeap {
  /** Small enough to be no large object for any collector. */
  private static final int PIECE = 64 << 10;

  /** Where a piece is put, so that no compiler may leave it out. */
  static volatile byte[] kept;

  private TouchedHeap() {}

  /** Allocates twice what the heap has committed, and keeps nothing of it. */
  public static void touch() {
    long left = 2 * Runtime.getRuntime().totalMemory();
    while (left > 0) {
      kept = new byte[PIECE];
      left -= PIECE;
    }
    kept = null;
  }
}
