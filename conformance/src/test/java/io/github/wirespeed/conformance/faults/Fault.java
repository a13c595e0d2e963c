package io.github.wirespeed.conformance.faults;

import java.util.Locale;

/**
 * What happens to one direction of a connection: its bytes come in pieces, and at an offset
 * something happens.
 *
 * @param pieces how many bytes are passed on at a time; {@link #AS_THEY_COME}, {@link #AT_RANDOM},
 *     or {@link #MERGED}
 * @param at behind how many bytes it happens; -1 for never
 * @param ending what happens
 */
record Fault(int pieces, int at, Ending ending) {
  /** Of pieces: as many bytes as have come. */
  static final int AS_THEY_COME = 0;

  /** Of pieces: 1 to 20, by a seed. */
  static final int AT_RANDOM = -1;

  /** Of pieces: what comes within a moment, in one. */
  static final int MERGED = -2;

  /** All bytes, as they come. */
  static final Fault NONE = new Fault(0, -1, Ending.STALL);

  /** What may happen at an offset. */
  enum Ending {
    /** This direction ends; the other one goes on. */
    HALF_CLOSE,
    /** Both directions end. */
    CLOSE,
    /** Both directions are reset, once what was passed on before was received. */
    RESET,
    /** Nothing more comes, and nobody says so. */
    STALL,
    /** Nothing more comes until the rest is let go. */
    DELAY;

    /**
     * Whether what was passed on before is sure to arrive: a close while bytes come the other way
     * is a reset, at which the platform throws away what was not read yet.
     */
    boolean delivers() {
      return this != CLOSE;
    }

    /** Whether it waits until it is let go. */
    boolean waits() {
      return this == DELAY || this == RESET;
    }
  }

  /** Bytes one by one, or so many at a time. */
  static Fault inPieces(int bytes) {
    return new Fault(bytes, -1, Ending.STALL);
  }

  static Fault at(int offset, Ending ending) {
    return new Fault(0, offset, ending);
  }

  @Override
  public String toString() {
    return at < 0 ? "pieces of " + pieces : ending.name().toLowerCase(Locale.ROOT) + " at " + at;
  }
}
