package io.github.wirespeed.bench;

import io.github.wirespeed.bench.report.Statistics;
import io.github.wirespeed.bench.report.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The summaries as rows of text: for the terminal, and for both reports. */
final class ResultTable {
  private static final List<String> HEADERS =
      List.of(
          "workload",
          "payload",
          "client",
          "wait",
          "p50 us",
          "mean us",
          "p95 us",
          "p99 us",
          "stdev us",
          "messages/s",
          "MiB/s",
          "B/message",
          "x floor (min..max)",
          Published.TITLE);

  static final List<String> NOTES =
      List.of(
          "us: microseconds of a round trip; pipelined and mixed: a message's share of its"
              + " hundred's; buffered, iterate: of a receive; errors: of an operation; streams: of"
              + " one message's send or receive, and the mean of all there is to it.",
          "x floor: median of the rounds; our p50 over the floor's (lower is better), in streams"
              + " our bytes/s over the floor's (higher is better).",
          "B/message: allocated by the client's threads. The async client and *-receive receive"
              + " messages to keep, the others views.",
          "through-loop, failed-future: what is not shipped, to compare with. A client's loop runs"
              + " on the same core as its caller.");

  /** Left-aligned columns; the others are numbers. */
  private static final int NAMES = 4;

  private ResultTable() {}

  /** All of them, with those who wait in such a way. */
  static Table of(List<Summary> summaries, String wait) {
    return new Table("Against the floor", NAMES, HEADERS, rows(summaries, wait));
  }

  private static List<List<String>> rows(List<Summary> summaries, String wait) {
    List<List<String>> rows = new ArrayList<>();
    for (Summary summary : summaries) {
      Round r = summary.total();
      rows.add(
          List.of(
              r.workload().label(),
              Payload.show(r.payload()),
              r.client().label(),
              wait,
              micros(r.percentileMicros(50)),
              micros(r.meanMicros()),
              micros(r.percentileMicros(95)),
              micros(r.percentileMicros(99)),
              micros(r.stdevMicros()),
              String.format(Locale.ROOT, "%,.0f", r.messagesPerSecond()),
              r.workload().oneWay()
                  ? String.format(Locale.ROOT, "%,.0f", summary.mebibytesPerSecond())
                  : "-",
              String.format(Locale.ROOT, "%.1f", r.allocatedPerMessage()),
              ratio(summary.ratios()),
              Published.beside(r.workload(), r.payload(), r.client())));
    }
    return rows;
  }

  private static String micros(double value) {
    return String.format(Locale.ROOT, value < 1 ? "%.3f" : value < 100 ? "%.2f" : "%,.0f", value);
  }

  private static String ratio(Statistics ratios) {
    return ratios.count() == 0
        ? "-"
        : String.format(
            Locale.ROOT, "%.2f (%.2f..%.2f)", ratios.median(), ratios.min(), ratios.max());
  }
}
