package io.github.wirespeed.bench.deflate;

import java.util.Locale;

/**
 * One thing that is measured.
 *
 * @param size of a message, in bytes before it is compressed
 * @param takeover whether messages may refer to earlier ones, on both sides
 */
record Setting(Way way, int size, boolean takeover, int level) {
  /** Which way the messages go. */
  enum Way {
    /** Received only. */
    DOWN,
    /** Sent only. */
    UP,
    /** Sent, and answered, one at a time. */
    RR
  }

  /** How many messages take about a tenth of a second. */
  int messages() {
    return Math.max(100, (way == Way.DOWN ? 12 << 20 : 3 << 20) / size);
  }

  String label() {
    return way.name().toLowerCase(Locale.ROOT);
  }

  /** The path by which the server knows it. */
  String path(int messages, boolean verify) {
    return "/" + way + "/" + size + "/" + takeover + "/" + level + "/" + messages + "/" + verify;
  }
}
