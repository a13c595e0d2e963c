package io.github.wirespeed.loop;

import java.nio.channels.SelectionKey;
import java.util.Arrays;

/**
 * The few channels of a loop that were busy last: they are read without asking the selector. Loop
 * thread only.
 */
final class HotChannels {
  private final Registration[] hot; // those that there are come first

  HotChannels(int most) {
    this.hot = new Registration[most];
  }

  boolean isEmpty() {
    return hot.length == 0 || hot[0] == null;
  }

  /** Gives each a turn; returns whether any of them did something. */
  boolean poll() {
    boolean worked = false;
    for (int i = 0; i < hot.length && hot[i] != null; i++) {
      if ((hot[i].interest() & SelectionKey.OP_READ) != 0) {
        worked |= hot[i].ready(SelectionKey.OP_READ);
      }
    }
    return worked;
  }

  /** One was busy; where there is no room, the one that came in last makes it. */
  void add(Registration registration) {
    for (int i = 0; i < hot.length; i++) {
      if (hot[i] == null || hot[i] == registration) {
        hot[i] = registration;
        return;
      }
    }
    if (hot.length > 0) {
      System.arraycopy(hot, 0, hot, 1, hot.length - 1);
      hot[0] = registration;
    }
  }

  void remove(Registration registration) {
    int kept = 0;
    for (Registration one : hot) {
      if (one != registration) {
        hot[kept++] = one;
      }
    }
    Arrays.fill(hot, kept, hot.length, null);
  }

  void clear() {
    Arrays.fill(hot, null);
  }
}
