package io.github.wirespeed.bench;

import io.github.wirespeed.bench.report.Statistics;
import io.github.wirespeed.bench.report.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoublePredicate;
import java.util.function.ToDoubleFunction;

/** The figures of the design's section 6 that a run can tell of. */
final class Figures {
  private static final double F1_BAR = 1.10;
  private static final double F2_BAR = 1.25;
  private static final double F5_BAR = 1.5;
  private static final double F6_BAR = 10;
  private static final double F7_BAR = 1.05;
  private static final double F7_LOOP_BAR = 249;
  private static final double F8_BAR = 50;
  private static final double F9_OWNED_BAR = 64;
  // A message's share of what happens once in thousands of them is less; a real one is 16 or more.
  private static final double ZERO = 0.5;
  private static final double F11_BAR = 0.9;
  private static final double F12_BAR = 1.15;

  private static final String TLS_CLAIM = "rr 256 B over TLS, p50 at most 1.15 x a bare SSLEngine";

  private final List<Summary> summaries;
  private final List<Round> rounds;
  private final List<Allocation> allocations;

  private Figures(List<Summary> summaries, List<Round> rounds, List<Allocation> allocations) {
    this.summaries = summaries;
    this.rounds = rounds;
    this.allocations = allocations;
  }

  /** The verdicts on a run in the clear, in the order of the figures. */
  static List<Verdict> of(
      List<Summary> summaries, List<Round> rounds, List<Allocation> allocations) {
    Figures figures = new Figures(summaries, rounds, allocations);
    List<Verdict> verdicts = new ArrayList<>();
    verdicts.add(figures.roundTrip("F1", Client.BLOCKING, F1_BAR));
    verdicts.add(figures.roundTrip("F2", Client.ASYNC, F2_BAR));
    verdicts.addAll(figures.pipelined());
    verdicts.addAll(figures.buffered());
    verdicts.addAll(figures.iteration());
    verdicts.add(figures.errors());
    verdicts.addAll(figures.allocation());
    verdicts.add(
        new Verdict("F10", "idle async connection, at most 1024 B", null, "run `./ws bench idle`"));
    verdicts.addAll(figures.stream(Workload.UPLOAD));
    verdicts.addAll(figures.stream(Workload.DOWNLOAD));
    verdicts.add(new Verdict("F12", TLS_CLAIM, null, "run `./ws bench --tls rr`"));
    return verdicts;
  }

  /** The verdicts on a run over TLS: the bars of all other figures are for the bare socket. */
  static List<Verdict> ofTls(List<Summary> summaries) {
    Figures figures = new Figures(summaries, List.of(), List.of());
    return List.of(
        figures.roundTrip("F12", Client.BLOCKING, F12_BAR),
        figures.roundTrip("F12", Client.ASYNC, F12_BAR));
  }

  private Verdict roundTrip(String id, Client client, double bar) {
    String claim =
        String.format(Locale.ROOT, "%s rr 256 B, p50 at most %.2f x floor", client.label(), bar);
    return verdict(id, claim, ratios(Workload.RR, 256, client), r -> r <= bar);
  }

  private List<Verdict> pipelined() {
    List<Verdict> verdicts = new ArrayList<>();
    String claim = "async pipelined 512 B, p50 at most 1.5 x the floor's one write";
    verdicts.add(
        verdict("F5", claim, ratios(Workload.PIPELINED, 512, Client.ASYNC), r -> r <= F5_BAR));
    verdicts.add(
        verdict(
            "F5",
            "async bursts faster than sends that each make a write (blocking), times",
            medians(Workload.PIPELINED, Client.BLOCKING, Client.ASYNC),
            r -> r > 1));
    verdicts.add(
        verdict(
            "F5",
            "sendAll faster than sends that each make a write (blocking), times",
            medians(Workload.PIPELINED, Client.BLOCKING, Client.ASYNC_BATCH),
            r -> r > 1));
    return verdicts;
  }

  private List<Verdict> buffered() {
    Statistics found = medians(Workload.BUFFERED, Client.THROUGH_LOOP, Client.ASYNC);
    return List.of(
        verdict(
            "F6",
            "async receive of what is there, at least 10 x faster than through the loop",
            found,
            r -> r >= F6_BAR),
        bytes(
            "F6", "views of what is there allocate nothing", Allocation::buffered, b -> b < ZERO));
  }

  private List<Verdict> iteration() {
    List<Verdict> verdicts = new ArrayList<>();
    verdicts.add(
        verdict(
            "F7",
            "async iteration within 5 % of receive()",
            medians(Workload.ITERATE, Client.ASYNC, Client.ASYNC_RECEIVE),
            r -> r <= F7_BAR));
    verdicts.add(
        verdict(
            "F7",
            "blocking iteration within 5 % of receive()",
            medians(Workload.ITERATE, Client.BLOCKING, Client.BLOCKING_RECEIVE),
            r -> r <= F7_BAR));
    verdicts.add(
        verdict(
            "F7",
            "async iteration at least 249 x faster than through the loop",
            medians(Workload.ITERATE, Client.THROUGH_LOOP, Client.ASYNC),
            r -> r >= F7_LOOP_BAR));
    return verdicts;
  }

  private Verdict errors() {
    Statistics found =
        Comparison.ofMeans(rounds, Workload.ERRORS, Client.FAILED_FUTURE, Client.ASYNC);
    return verdict(
        "F8",
        "async operations on a closed connection, at least 50 x faster than failed futures",
        found,
        r -> r >= F8_BAR);
  }

  private List<Verdict> allocation() {
    return List.of(
        bytes("F9", "a send allocates nothing", Allocation::send, b -> b < ZERO),
        bytes("F9", "a send and a view allocate nothing", Allocation::view, b -> b < ZERO),
        bytes(
            "F9",
            "an owned message costs its payload and at most 64 B",
            Allocation::overhead,
            b -> b <= F9_OWNED_BAR));
  }

  private List<Verdict> stream(Workload workload) {
    List<Verdict> verdicts = new ArrayList<>();
    for (Client client : List.of(Client.BLOCKING, Client.ASYNC)) {
      String claim =
          client.label() + " " + workload.label() + " 64 KiB, bytes/s at least 0.9 x floor";
      verdicts.add(verdict("F11", claim, ratios(workload, 64 << 10, client), r -> r >= F11_BAR));
    }
    return verdicts;
  }

  /** A client's ratios to the floor; none where it was not measured. */
  private Statistics ratios(Workload workload, int payload, Client client) {
    return summaries.stream()
        .filter(
            s ->
                s.total().workload() == workload
                    && s.total().payload() == payload
                    && s.total().client() == client)
        .map(Summary::ratios)
        .findFirst()
        .orElse(Statistics.of(List.of()));
  }

  private Statistics medians(Workload workload, Client slow, Client fast) {
    return Comparison.ofMedians(rounds, workload, slow, fast);
  }

  private static Verdict verdict(String id, String claim, Statistics found, DoublePredicate holds) {
    if (found.count() == 0) {
      return Verdict.open(id, claim);
    }
    return new Verdict(
        id,
        claim,
        holds.test(found.median()),
        String.format(
            Locale.ROOT, "%.3f (rounds %.3f to %.3f)", found.median(), found.min(), found.max()));
  }

  /** A verdict on bytes per message, which must hold for each client that has such messages. */
  private Verdict bytes(
      String id, String claim, ToDoubleFunction<Allocation> figure, DoublePredicate holds) {
    List<String> found = new ArrayList<>();
    boolean all = true;
    for (Allocation allocation : allocations) {
      double value = figure.applyAsDouble(allocation);
      if (!Double.isNaN(value)) {
        found.add(String.format(Locale.ROOT, "%s %.1f B", allocation.client().label(), value));
        all &= holds.test(value);
      }
    }
    return found.isEmpty()
        ? Verdict.open(id, claim)
        : new Verdict(id, claim, all, String.join(", ", found));
  }
}
