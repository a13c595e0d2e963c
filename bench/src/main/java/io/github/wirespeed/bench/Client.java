package io.github.wirespeed.bench;

import java.util.Locale;

/** Who is measured. */
enum Client {
  /** Raw TCP: what all others are compared with. */
  FLOOR,
  /** {@code WebSocket}. */
  BLOCKING;

  /** Its name in tables, JSON and options. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
