package io.github.wirespeed.bench.server;

import io.github.wirespeed.bench.Payload;
import io.github.wirespeed.bench.peers.Contender;
import io.github.wirespeed.bench.report.Statistics;
import io.github.wirespeed.bench.report.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What is printed of the rounds. */
final class Tables {
  /** How to read the tables of these workloads. */
  static List<String> notes(Set<ServerPlan.Workload> workloads) {
    List<String> notes = new ArrayList<>();
    if (!workloads.equals(Set.of(ServerPlan.Workload.IDLE))) {
      notes.add(
          "floor: a raw TCP server that sends the bytes back as they are, under the same load: what"
              + " the load generator and the kernel can do. Where a server comes near it, the"
              + " generator is what is measured, and the CPU time says more.");
      notes.add(
          "Medians of the rounds (lowest..highest); ratios are of the same round. adaptive over it:"
              + " messages/s of wirespeed, which spins for a moment before it waits; blocking over"
              + " it: of wirespeed-blocking, which never does, as no peer.");
      notes.add(
          "CPU: seconds of the server's whole process for 100,000 messages. Where others use the"
              + " machine too, a server with more threads gets more of its core, and only the CPU"
              + " time is to be trusted.");
      notes.add(
          "Every byte that comes back is compared. Window: messages under way on each connection.");
    }
    if (workloads.contains(ServerPlan.Workload.FANOUT)) {
      notes.add(
          "fan-out: one thread in the server publishes, every subscriber must get every message, in"
              + " order. At most 64 publications are under way, as each library tells it: wirespeed"
              + " by the stages of a topic whose subscribers block behind 64, Netty by the futures"
              + " of a channel group, Undertow and Jetty by a callback for each connection;"
              + " Java-WebSocket tells nothing, so after every 64 the publisher waits until no"
              + " connection has data left. The floor writes each message by itself: who gathers"
              + " several can beat it.");
      notes.add(
          "p50, p99: from publishing to the receipt of the last subscriber. With a pause between"
              + " publications it is a library's own, without one that of its queues.");
    }
    if (workloads.contains(ServerPlan.Workload.IDLE)) {
      notes.add(
          "idle: heap and direct memory in use after collections, Netty's pools included; floor is"
              + " the JDK's own channel and key.");
    }
    return notes;
  }

  private Tables() {}

  static Table echo(Rounds rounds) {
    List<List<String>> rows = new ArrayList<>();
    for (Measured.Place place : rounds.places()) {
      for (Contender server : rounds.servers(place)) {
        List<String> row = new ArrayList<>();
        row.add(Payload.show(place.payload()));
        row.add(Integer.toString(place.window()));
        row.add(server.label());
        row.add(server.waiting());
        rates(row, rounds, place, server);
        row.add(ratio(rounds, place, Contender.WIRESPEED_BLOCKING, server));
        cpu(row, rounds, place, server);
        rows.add(row);
      }
    }
    int connections = rounds.all().isEmpty() ? 0 : rounds.all().get(0).place().connections();
    return new Table(
        "Echo, " + connections + " connections",
        4,
        List.of(
            "payload",
            "window",
            "server",
            "wait",
            "messages/s",
            "lowest..highest",
            "x floor",
            "adaptive over it",
            "blocking over it",
            "CPU s/100k",
            ""),
        rows);
  }

  static Table fanout(Rounds rounds) {
    List<List<String>> rows = new ArrayList<>();
    for (Measured.Place place : rounds.places()) {
      for (Contender server : rounds.servers(place)) {
        List<String> row = new ArrayList<>();
        row.add(Payload.show(place.payload()));
        row.add(place.pace() == 0 ? "none" : place.pace() / 1000 + " ms");
        row.add(server.label());
        row.add(server.waiting());
        rates(row, rounds, place, server);
        row.add(millis(rounds.of(place, server, Measured::p50Micros)));
        row.add(millis(rounds.of(place, server, Measured::p99Micros)));
        cpu(row, rounds, place, server);
        rows.add(row);
      }
    }
    int connections = rounds.all().isEmpty() ? 0 : rounds.all().get(0).place().connections();
    return new Table(
        String.format(Locale.ROOT, "Fan-out, %,d subscribers", connections),
        4,
        List.of(
            "payload",
            "pause",
            "server",
            "wait",
            "deliveries/s",
            "lowest..highest",
            "x floor",
            "adaptive over it",
            "p50 ms",
            "p99 ms",
            "CPU s/100k",
            ""),
        rows);
  }

  static Table idle(List<IdleBench.Idle> found) {
    List<List<String>> rows = new ArrayList<>();
    for (IdleBench.Idle idle : found) {
      rows.add(
          List.of(
              idle.server().label(),
              bytes(idle.heap()),
              bytes(idle.direct()),
              bytes(idle.usedHeap()),
              bytes(idle.usedDirect()),
              bytes(idle.together()),
              idle.failed() == null ? "" : "failed: " + idle.failed()));
    }
    int connections = found.isEmpty() ? 0 : found.get(0).connections();
    return new Table(
        String.format(
            Locale.ROOT, "Idle, %,d connections, bytes of each in the server", connections),
        1,
        List.of(
            "server",
            "heap",
            "direct",
            "heap after a message",
            "direct after a message",
            "together at most",
            ""),
        rows);
  }

  private static void rates(
      List<String> row, Rounds rounds, Measured.Place place, Contender server) {
    Statistics rate = rounds.of(place, server, Measured::perSecond);
    row.add(rate.count() == 0 ? "-" : String.format(Locale.ROOT, "%,.0f", rate.median()));
    row.add(
        rate.count() == 0
            ? "-"
            : String.format(Locale.ROOT, "%,.0f..%,.0f", rate.min(), rate.max()));
    Statistics floor = rounds.ratio(place, server, Contender.FLOOR);
    row.add(floor.count() == 0 ? "-" : String.format(Locale.ROOT, "%.2f", floor.median()));
    row.add(ratio(rounds, place, Contender.WIRESPEED, server));
  }

  private static String ratio(
      Rounds rounds, Measured.Place place, Contender ours, Contender server) {
    Statistics ratio = rounds.ratio(place, ours, server);
    return ratio.count() == 0 || ours == server
        ? "-"
        : String.format(Locale.ROOT, "%.2f (%.2f..%.2f)", ratio.median(), ratio.min(), ratio.max());
  }

  private static void cpu(List<String> row, Rounds rounds, Measured.Place place, Contender server) {
    Statistics cpu = rounds.of(place, server, Measured::cpuPer100k);
    row.add(cpu.count() == 0 ? "-" : String.format(Locale.ROOT, "%.3f", cpu.median()));
    row.add(rounds.failures(place, server));
  }

  private static String millis(Statistics micros) {
    return micros.count() == 0 ? "-" : String.format(Locale.ROOT, "%.2f", micros.median() / 1e3);
  }

  private static String bytes(double value) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%,.0f", value);
  }
}
