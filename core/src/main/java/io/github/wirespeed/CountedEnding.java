package io.github.wirespeed;

/**
 * The end of a blocking connection, with what came and went until then: each of its calls that
 * meets the end says so itself. Any thread.
 */
final class CountedEnding extends Ending {
  /** Counted by who has the turn to read. */
  final Tally received = new Tally();

  /** Counted by who has the lock to send. */
  final Tally sent = new Tally();

  private final Pings pings;

  // The age at the end, in nanoseconds; -1 until then.
  private volatile long lasted = -1;

  /** Of a connection with these pings. */
  CountedEnding(Pings pings) {
    this.pings = pings;
  }

  @Override
  void ended() {
    if (lasted < 0) {
      lasted = ageNanos();
    }
    super.ended();
  }

  /** How it stands: after the end, how it ended. */
  CloseReport report() {
    long age = lasted;
    return report(
        new Traffic(
            age < 0 ? ageNanos() : age,
            received.messages(),
            received.bytes(),
            sent.messages(),
            sent.bytes(),
            pings.roundTrips().lastNanos()),
        0);
  }

  /** A new exception that says how it ended, with the stack of the caller who hears of it. */
  ConnectionClosedException exception() {
    return new ConnectionClosedException(report());
  }
}
