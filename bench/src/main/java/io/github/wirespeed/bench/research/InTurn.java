package io.github.wirespeed.bench.research;

/**
 * Some objects, one after the other and again: what is done with one object only is done once,
 * ahead of the loop that is to be measured, by a good compiler. One thread.
 */
final class InTurn<T> {
  /** How many: a power of two. */
  static final int COUNT = 64;

  private final T[] objects;
  private int next;

  /** Of an array of {@link #COUNT}. */
  InTurn(T[] objects) {
    this.objects = objects;
  }

  T next() {
    return objects[next++ & (COUNT - 1)];
  }
}
