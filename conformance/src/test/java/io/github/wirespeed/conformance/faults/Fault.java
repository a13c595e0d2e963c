package io.github.wirespeed.conformance.faults;

import java.util.Locale;

/**
 * What happens to one direction of a connection: its bytes come in pieces, and at an offset
 * something happens.
 *
 * @param pieces how many bytes are passed on at a time; 0 for as many as have come
 * @param at behind how many bytes it happens; -1 for never
 * @param ending what happens
 */
record Fault(int pieces, int at, Ending ending) {
  /** All bytes, as they come. */
  static final Fault NONE = new Fault(0, -1, Ending.STALL);

  /** What may happen at an offset. */
  enum Ending {
    /** This direction ends; the other one goes on. */
    HALF_CLOSE,
    /** Both directions end. */
    CLOSE,
    /** Both directions are reset. */
    RESET,
    /** Nothing more comes, and nobody says so. */
    STALL,
    /** Nothing more comes until the rest is let go. */
    DELAY;

    /**
     * Whether what was passed on before is sure to arrive: a reset, which a close is too as long as
     * bytes come the other way, makes the platform throw away what was not read yet.
     */
    boolean delivers() {
      return this != RESET && this != CLOSE;
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
    return at < 0
        ? (pieces == 0 ? "nothing" : "pieces of " + pieces)
        : ending.name().toLowerCase(Locale.ROOT) + " at " + at;
  }
}
