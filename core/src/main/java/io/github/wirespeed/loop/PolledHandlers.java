package io.github.wirespeed.loop;

import java.util.Arrays;

/**
 * The handlers of a loop that have no channel: nothing tells when they are ready, so each turn asks
 * those that have an interest. Meant for a few of them. Loop thread only.
 */
final class PolledHandlers {
  private static final Registration[] NONE = {};

  // Replaced, never changed: a turn that adds or removes some goes on with those it began with.
  private Registration[] all = NONE;

  void add(Registration registration) {
    all = Arrays.copyOf(all, all.length + 1);
    all[all.length - 1] = registration;
  }

  void remove(Registration registration) {
    all = Arrays.stream(all).filter(one -> one != registration).toArray(Registration[]::new);
  }

  /** Gives each a turn; returns whether any of them did something. */
  boolean poll() {
    boolean worked = false;
    for (Registration one : all) {
      int ops = one.interest();
      if (ops != 0) {
        worked |= one.ready(ops);
      }
    }
    return worked;
  }

  /** Whether any wants to be asked. */
  boolean interested() {
    for (Registration one : all) {
      if (one.interest() != 0) {
        return true;
      }
    }
    return false;
  }

  void fail(Throwable cause) {
    for (Registration one : all) {
      one.fail(cause);
    }
  }
}
