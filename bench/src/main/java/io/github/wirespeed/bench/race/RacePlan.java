package io.github.wirespeed.bench.race;

import io.github.wirespeed.bench.peers.Contender;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What one run measures, and for how long.
 *
 * @param stages in the order in which they are measured; those of one venue follow each other
 * @param warmUpMillis of a JVM's client, once for each workload; twice that in the first place
 * @param warmUpMost how many times as long it may take, while its compilers are at work
 * @param patienceMillis how much longer than asked a client may take
 */
record RacePlan(
    List<Contestant> contestants,
    List<Stage> stages,
    int warmUpMillis,
    int warmUpMost,
    int patienceMillis) {
  private static final int KB = 1 << 10;
  private static final List<Integer> SIZES = List.of(256, 8 * KB, 100 * KB, 1 << 20);
  private static final List<Integer> SMALL = List.of(256);

  /** Who needs none of it can still do with a moment: caches, and the windows of TCP. */
  private static final int FOREIGN_WARM_UP_MILLIS = 150;

  /** A later warm-up is that part of the first. */
  private static final int WARM_UP_AGAIN = 6;

  /** Machines differ by that much in how long their compilers take. */
  private static final int WARM_UP_MOST = 3;

  private static final double JVM_START = 0.8;
  private static final double FOREIGN_START = 0.3;
  static final double SERVER_START = 1.5;

  /** Until a JVM's compilers are quiet. */
  private static final double SETTLING = 0.1;

  static final double OPEN = 0.05;
  private static final double AROUND_ROUND = 0.008;

  /**
   * All rounds in one place.
   *
   * @param rounds that count, after one that does not
   */
  record Stage(Place place, int rounds, int millis) {
    double seconds() {
      return (rounds + 1) * (millis / 1e3 + AROUND_ROUND);
    }
  }

  /**
   * The plan for some settings.
   *
   * @param apart whether client and server can each have a core
   */
  static RacePlan of(RaceSettings settings, List<Contestant> all, boolean apart) {
    // Short rounds before few: of two, one in which a compiler was at work is half of the result.
    int rounds = settings.rounds() > 0 ? settings.rounds() : 5;
    int millis = settings.millis() > 0 ? settings.millis() : settings.quick() ? 35 : 200;
    List<Stage> stages = new ArrayList<>();
    for (Place.Venue venue : venues(settings, apart)) {
      for (Workload workload : settings.workloads()) {
        for (int payload : payloads(settings, venue, workload)) {
          stages.add(new Stage(new Place(workload, payload, venue), rounds, millis));
        }
      }
    }
    int usual = settings.quick() ? 550 : 1000;
    return new RacePlan(
        all.stream().filter(contestant -> settings.wants(contestant.entrant())).toList(),
        stages,
        settings.millis() > 0 ? Math.min(usual, 10 * millis) : usual,
        settings.quick() ? 1 : WARM_UP_MOST,
        settings.quick() ? 15_000 : 60_000);
  }

  private static List<Place.Venue> venues(RaceSettings settings, boolean apart) {
    Place.Cores cores = apart ? Place.Cores.APART : Place.Cores.UNPINNED;
    List<Place.Venue> venues = new ArrayList<>();
    for (boolean tls : new boolean[] {false, true}) {
      if (tls ? settings.tls() : settings.plain()) {
        settings.servers().forEach(server -> venues.add(new Place.Venue(server, tls, cores)));
      }
    }
    if (apart && settings.plain()) {
      for (Contender server : settings.servers()) {
        venues.add(new Place.Venue(server, false, Place.Cores.SHARED));
      }
    }
    return venues;
  }

  /**
   * All sizes where the first server is in the clear. Elsewhere less, or the run would take hours:
   * what is left out there are cells in which the workload's other sizes tell the same. A batch of
   * more than 64 KiB would be one message, as in rr.
   */
  private static List<Integer> payloads(
      RaceSettings settings, Place.Venue venue, Workload workload) {
    boolean first = venue.server() == settings.servers().get(0);
    if (venue.cores() == Place.Cores.SHARED && workload != Workload.RR) {
      return List.of();
    } else if (!settings.payloads().isEmpty()) {
      return settings.payloads();
    } else if (settings.quick()) {
      return quick(venue, workload, first);
    }
    boolean all = first && !venue.tls();
    return switch (workload) {
      case RR ->
          first || (!venue.tls() && venue.cores() != Place.Cores.SHARED)
              ? SIZES
              : venue.tls() ? List.of(256, 1 << 20) : SMALL;
      case PIPELINED ->
          all ? List.of(256, 512, 8 * KB) : first || !venue.tls() ? List.of(512) : List.of();
      case STREAM ->
          all ? SIZES : first ? List.of(100 * KB) : venue.tls() ? List.of() : List.of(8 * KB);
    };
  }

  private static List<Integer> quick(Place.Venue venue, Workload workload, boolean first) {
    boolean shared = venue.cores() == Place.Cores.SHARED;
    boolean all = first && !venue.tls() && !shared;
    return switch (workload) {
      case RR -> all ? SIZES : first || !(venue.tls() || shared) ? SMALL : List.of();
      case PIPELINED -> all ? List.of(512) : List.of();
      case STREAM -> all ? List.of(8 * KB) : List.of();
    };
  }

  /** The places of the stages with one venue, where its server runs once. */
  List<Place.Venue> venues() {
    return stages.stream().map(stage -> stage.place().venue()).distinct().toList();
  }

  /** The stages of a venue. */
  List<Stage> stages(Place.Venue venue) {
    return stages.stream().filter(stage -> stage.place().venue().equals(venue)).toList();
  }

  /** About how many seconds a contestant takes to start. */
  static double startSeconds(Contestant contestant) {
    return contestant.warmsUp() ? JVM_START : FOREIGN_START;
  }

  /** How long a contestant's first time with a workload is, in that place. */
  int warmUp(Contestant contestant, Place place) {
    if (!contestant.warmsUp()) {
      return Math.min(warmUpMillis, FOREIGN_WARM_UP_MILLIS);
    }
    // What all workloads share is compiled in the first one.
    return place.equals(stages.get(0).place()) ? 2 * warmUpMillis : warmUpMillis;
  }

  /** Likewise each later time: another size has other code, of the kernel's and of its own. */
  int warmUpAgain(Contestant contestant) {
    return contestant.warmsUp() ? warmUpMillis / WARM_UP_AGAIN : 0;
  }

  /** About how many seconds it all takes. */
  double seconds() {
    double seconds = contestants.stream().mapToDouble(RacePlan::startSeconds).sum();
    for (Place.Venue venue : venues()) {
      seconds += SERVER_START;
      for (Contestant contestant : contestants) {
        if (contestant.measures(venue)) {
          seconds += OPEN;
          seconds += stages(venue).stream().mapToDouble(Stage::seconds).sum();
        }
      }
    }
    for (Contestant contestant : contestants) {
      seconds += warmUpSeconds(contestant);
    }
    return seconds;
  }

  private double warmUpSeconds(Contestant contestant) {
    Set<String> warm = new HashSet<>();
    double seconds = 0;
    for (Stage stage : stages) {
      Place place = stage.place();
      if (contestant.measures(place.venue())) {
        boolean first = warm.add(warmUp(place));
        seconds += (first ? warmUp(contestant, place) : warmUpAgain(contestant)) / 1e3;
        seconds += contestant.warmsUp() ? SETTLING : 0;
      }
    }
    return seconds;
  }

  /** What has to be warm: the code of a workload is that of its small and its large messages. */
  static String warmUp(Place place) {
    return place.workload().label() + (place.venue().tls() ? " TLS" : "");
  }
}
