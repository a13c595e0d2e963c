package io.github.wirespeed.bench.race;

import java.util.List;

/**
 * Who is measured, and how its process is started.
 *
 * @param command without what pins it
 */
record Contestant(Entrant entrant, List<String> command) {
  /** The floor has no TLS here: its bytes would not be known before. */
  boolean measures(Place.Venue venue) {
    return !venue.tls() || entrant.kind() != Entrant.Kind.FLOOR;
  }

  /** Whether its code becomes fast while it runs, so that it wants a warm-up of seconds. */
  boolean warmsUp() {
    return entrant.kind() != Entrant.Kind.FOREIGN;
  }
}
