package io.github.wirespeed.bench.race;

import java.util.Locale;

/** What a client does with its messages. */
enum Workload {
  /** One message there and back, then the next. */
  RR,
  /** A batch of messages there, then as many back. */
  PIPELINED,
  /** A window of messages is always under way. */
  STREAM;

  /**
   * A client that blocks writes the whole batch before it reads. So much lies in the buffers of the
   * sockets while the server cannot write, however small a machine has them.
   */
  private static final int BATCH_BYTES = 128 << 10;

  /** As the bar for it says; smaller where a batch would be more than {@link #BATCH_BYTES}. */
  private static final int BATCH = 100;

  private static final int WINDOW_BYTES = 1 << 20;
  private static final int WINDOW = 64;

  /** As it is typed and shown. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * How many messages are under way at once. A stream's window may be more than the buffers of the
   * sockets hold: the servers that are measured keep what they cannot write, and go on reading, so
   * that a client which writes its window before it reads does not lock up.
   */
  int underWay(int payload) {
    return switch (this) {
      case RR -> 1;
      case PIPELINED -> Math.max(1, Math.min(BATCH, BATCH_BYTES / payload));
      case STREAM -> Math.max(2, Math.min(WINDOW, WINDOW_BYTES / payload));
    };
  }

  /** The line that asks a client for it. */
  String command(int payload, int millis, String file) {
    return label()
        + (this == RR ? " " + payload : " " + payload + " " + underWay(payload))
        + " "
        + millis
        + " "
        + file;
  }

  /** How many times the client writes for so many messages. */
  long times(int payload, long messages) {
    return this == STREAM ? 0 : messages / underWay(payload);
  }
}
