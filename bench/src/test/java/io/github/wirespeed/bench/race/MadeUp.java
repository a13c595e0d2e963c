package io.github.wirespeed.bench.race;

import io.github.wirespeed.bench.peers.Contender;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/** Rounds that nobody measured. */
final class MadeUp {
  static final Place.Venue NETTY = new Place.Venue(Contender.NETTY, false, Place.Cores.APART);
  static final Place RR = new Place(Workload.RR, 256, NETTY);

  private MadeUp() {}

  static Entrant ours(String name, String waiting) {
    return new Entrant("wirespeed-" + name, "jvm", Entrant.Kind.OURS, waiting);
  }

  static Entrant floor(String waiting) {
    return new Entrant("floor", "jvm", Entrant.Kind.FLOOR, waiting);
  }

  static Entrant jvm(String name) {
    return new Entrant(name, "jvm", Entrant.Kind.JVM, "blocking");
  }

  static Entrant foreign(String name, String language) {
    return new Entrant(name, language, Entrant.Kind.FOREIGN, "blocking");
  }

  static Place rr(int payload) {
    return new Place(Workload.RR, payload, NETTY);
  }

  /** Rounds from 1, with so many messages per second. */
  static List<Measured> rounds(Place place, Entrant entrant, double... perSecond) {
    List<Measured> rounds = new ArrayList<>();
    for (double rate : perSecond) {
      Histogram times = new Histogram(3);
      times.recordValueWithCount((long) (1e9 / rate), 10);
      rounds.add(
          new Measured(
              place,
              entrant,
              "1.0",
              rounds.size() + 1,
              (long) rate,
              1_000_000_000,
              times,
              2.5,
              3.5,
              false,
              null));
    }
    return rounds;
  }
}
