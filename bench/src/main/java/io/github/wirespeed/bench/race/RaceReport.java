package io.github.wirespeed.bench.race;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.wirespeed.bench.peers.Contender;
import io.github.wirespeed.bench.process.Child;
import io.github.wirespeed.bench.report.Findings;
import io.github.wirespeed.bench.report.Machine;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The rounds as findings. */
final class RaceReport {
  private static final List<String> READING =
      List.of(
          "messages/s: the median of the rounds, then the lowest and the highest. rr: one message"
              + " there and back at a time; pipelined: so many sends, then as many receives, a"
              + " batch of at most 100 messages and 128 KiB; stream: always so many under way, at"
              + " most 64 messages and, unless that are fewer than 2, 1 MiB.",
          "p50, p95, p99: of the round trips of all rounds together; of pipelined, a message's"
              + " share in the time of its batch.",
          "adaptive over it, blocking over it: messages/s of the best of our four clients"
              + " (blocking, async, callback, poller) that waits so, over this row's, median of the"
              + " ratios within each round. The best is the one with the highest median in this"
              + " place; its own row has none. adaptive spins for a moment before it waits,"
              + " blocking never does, as no peer does.",
          "CPU: microseconds of the whole process for each message; spinning is not free.",
          "floor: the same bytes on a plain socket against the same server, without a WebSocket"
              + " library; there is none over TLS. A bar of which more is asked than the bare"
              + " socket gives is out of every library's reach there.",
          "All client processes live side by side and are idle but one; in each round all take"
              + " turns, forwards, then backwards. Before the rounds of a place each sent a message"
              + " of random seed and got the same bytes back. One round before the others is not"
              + " counted.");

  private static final Map<Contender, String> SERVERS =
      Map.of(
          Contender.NETTY, "io.netty.bootstrap.ServerBootstrap",
          Contender.UNDERTOW, "io.undertow.Undertow");

  private final String command;
  private final Machine machine;

  /**
   * Made before the run, whose load is none of the machine's.
   *
   * @param plan for how long it was measured
   * @param cores where the processes are
   */
  RaceReport(LocalDateTime date, String plan, String cores, String command) {
    this.command = command;
    this.machine =
        Machine.of(
            date,
            List.of(
                new Machine.Fact("rounds", plan),
                new Machine.Fact("clients", String.join(" ", Contestants.OPTIONS) + ", each JVM"),
                new Machine.Fact("servers", String.join(" ", Child.OPTIONS)),
                Machine.load("before the run"),
                new Machine.Fact("cores", cores.replace("client with its loops", "clients"))));
  }

  /**
   * All of it.
   *
   * @param notes what went wrong with the run
   */
  Findings of(Rounds rounds, List<String> notes) {
    List<String> remarks = new ArrayList<>(notes);
    long compared = rounds.places().stream().filter(p -> compared(rounds, p)).count();
    if (compared > 0 && RaceTables.notFirst(rounds).rows().isEmpty()) {
      remarks.add(
          "Wirespeed is first, however it waits, wherever it was measured beside a peer: in "
              + compared
              + " of "
              + rounds.places().size()
              + " places.");
    }
    later(rounds, remarks);
    remarks.add("Versions: " + versions(rounds));
    remarks.addAll(READING);
    List<String> lines = new ArrayList<>();
    for (Measured round : rounds.all()) {
      ObjectNode node = RoundJson.of(round);
      RoundJson.put(node, "floor_ratio", rounds.floorRatio(round));
      lines.add(node.toString());
    }
    return new Findings(
        "peers",
        command,
        machine,
        RaceBars.of(rounds),
        RaceCharts.of(rounds),
        RaceTables.of(rounds),
        remarks,
        lines);
  }

  private static boolean compared(Rounds rounds, Place place) {
    return rounds.best(place, entrant -> entrant.kind() == Entrant.Kind.OURS).isPresent()
        && rounds.best(place, Entrant::peer).isPresent();
  }

  private static void later(Rounds rounds, List<String> remarks) {
    Map<Place, Set<String>> cells = new LinkedHashMap<>();
    for (Measured round : rounds.all()) {
      if (round.again()) {
        cells
            .computeIfAbsent(round.place(), place -> new LinkedHashSet<>())
            .add(round.entrant().label());
      }
    }
    cells.forEach(
        (place, names) ->
            remarks.add(
                "Measured in a later run than other rounds of "
                    + place.name()
                    + ", so not in turns with all of them: "
                    + String.join(", ", names)));
  }

  /** As its jar tells it. */
  private static String version(Contender server) {
    String main = SERVERS.getOrDefault(server, "");
    try {
      Class<?> found = Class.forName(main, false, RaceReport.class.getClassLoader());
      String version = found.getPackage().getImplementationVersion();
      return version == null ? "not known" : version;
    } catch (ClassNotFoundException e) {
      return "not known";
    }
  }

  private static String versions(Rounds rounds) {
    Map<String, Set<String>> versions = new LinkedHashMap<>();
    for (Measured round : rounds.all()) {
      if (!round.version().isEmpty() && round.entrant().kind() != Entrant.Kind.FLOOR) {
        versions
            .computeIfAbsent(round.version(), version -> new LinkedHashSet<>())
            .add(round.entrant().name());
      }
    }
    List<String> shown = new ArrayList<>();
    versions.forEach((version, names) -> shown.add(String.join(", ", names) + ": " + version));
    rounds.places().stream()
        .map(place -> place.venue().server())
        .distinct()
        .forEach(server -> shown.add("server " + server.label() + ": " + version(server)));
    return String.join("; ", shown);
  }
}
