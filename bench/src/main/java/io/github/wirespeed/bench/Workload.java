package io.github.wirespeed.bench;

import java.util.List;

/** What is measured. A stream is two: there and back. */
enum Workload {
  RR("rr", Command.Mode.ECHO),
  UPLOAD("stream-up", Command.Mode.SINK),
  DOWNLOAD("stream-down", Command.Mode.SOURCE);

  private final String label;
  private final Command.Mode mode;

  Workload(String label, Command.Mode mode) {
    this.label = label;
    this.mode = mode;
  }

  /** Its name in tables and JSON. */
  String label() {
    return label;
  }

  /** What the server does for it. */
  Command.Mode mode() {
    return mode;
  }

  /** The sizes that are measured where none are asked for. */
  List<Integer> payloads() {
    return this == RR ? List.of(256, 8 << 10, 100 << 10, 1 << 20) : List.of(64 << 10);
  }

  /** Whether messages go one way, so that bytes per second are what counts. */
  boolean oneWay() {
    return this != RR;
  }
}
