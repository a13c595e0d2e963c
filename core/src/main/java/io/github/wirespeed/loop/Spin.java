package io.github.wirespeed.loop;

/**
 * How one waiting place passes the time until there is something to do: look again at once, or stop
 * looking and park. It does no waiting of the parking kind itself, only says when to.
 *
 * <pre>
 *   long start = spin.begin();
 *   while (nothing there) {
 *     if (!spin.again(start)) { park; parked = true; break; }
 *   }
 *   spin.end(start, parked);
 * </pre>
 *
 * <p>An instance belongs to one waiting place (a connection's reader, its writer, a loop) and is
 * called by one thread at a time.
 */
public interface Spin {
  /** Never looks again: parks at once. */
  Spin NONE =
      new Spin() {
        @Override
        public boolean again(long start) {
          return false;
        }

        @Override
        public void end(long start, boolean parked) {}
      };

  /** Always looks again: never parks. */
  Spin FOREVER =
      new Spin() {
        @Override
        public boolean again(long start) {
          Thread.onSpinWait();
          return true;
        }

        @Override
        public void end(long start, boolean parked) {}
      };

  /** A wait starts: nothing was there at the first look. Returns what the others want to know. */
  default long begin() {
    return System.nanoTime();
  }

  /**
   * Passes a moment.
   *
   * @param start from {@link #begin}
   * @return true to look again, false to park
   */
  boolean again(long start);

  /**
   * The wait is over, however it ended.
   *
   * @param start from {@link #begin}
   * @param parked whether the caller parked
   */
  void end(long start, boolean parked);
}
