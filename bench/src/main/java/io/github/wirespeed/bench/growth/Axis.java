package io.github.wirespeed.bench.growth;

import io.github.wirespeed.bench.Payload;
import java.util.Locale;

/** What grows. */
enum Axis {
  /** Connections of one loop, with one message under way on each. */
  CONNECTIONS,
  /** Bytes of a message, of which one is under way at a time. */
  PAYLOADS;

  /** As it is typed. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** A step of it: "1000 connections", "64 KiB". */
  String show(int step) {
    return this == PAYLOADS
        ? Payload.show(step)
        : step + (step == 1 ? " connection" : " connections");
  }
}
