package io.github.wirespeed.bench.race;

import io.github.wirespeed.bench.Payload;
import io.github.wirespeed.bench.peers.Contender;
import java.util.List;
import java.util.Locale;

/**
 * Where clients are compared with each other: nothing else differs between them.
 *
 * @param payload in bytes
 */
record Place(Workload workload, int payload, Venue venue) {

  /** Where the cores of client and server are. */
  enum Cores {
    APART,
    SHARED,
    /** As the scheduler likes: there is one core, or no taskset. */
    UNPINNED;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** A server, and the way to it. */
  record Venue(Contender server, boolean tls, Cores cores) {
    /** "netty, plain, cores apart". */
    String title() {
      return server.label()
          + (tls ? ", TLS" : ", plain")
          + switch (cores) {
            case APART -> ", cores apart";
            case SHARED -> ", one shared core";
            case UNPINNED -> ", not pinned";
          };
    }
  }

  /** "rr/8K/tls/netty/apart": all that it is, for {@code --again}. */
  String name() {
    return String.join("/", words());
  }

  private List<String> words() {
    return List.of(
        workload.label(),
        typed(payload),
        venue.tls() ? "tls" : "plain",
        venue.server().label(),
        venue.cores().label());
  }

  /** Whether all of these words, in any order, are among its own. */
  boolean is(String name) {
    return words().containsAll(List.of(name.split("/", -1)));
  }

  /** "rr 8 KiB": inside of a venue. */
  String title() {
    return workload.label() + " " + Payload.show(payload);
  }

  /** A size as it is typed. */
  static String typed(int bytes) {
    if (bytes >= 1 << 20 && bytes % (1 << 20) == 0) {
      return String.format(Locale.ROOT, "%dM", bytes >> 20);
    }
    return bytes >= 1 << 10 && bytes % (1 << 10) == 0
        ? String.format(Locale.ROOT, "%dK", bytes >> 10)
        : Integer.toString(bytes);
  }
}
