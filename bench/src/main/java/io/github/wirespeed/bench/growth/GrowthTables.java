package io.github.wirespeed.bench.growth;

import io.github.wirespeed.bench.report.Chart;
import io.github.wirespeed.bench.report.Statistics;
import io.github.wirespeed.bench.report.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** What is shown of the rounds: a table for each axis, the curves, and where they bend. */
final class GrowthTables {
  private GrowthTables() {}

  static List<Table> of(Costs costs) {
    List<Table> tables = new ArrayList<>();
    if (!costs.steps(Axis.CONNECTIONS).isEmpty()) {
      tables.add(
          new Table(
              "Growth with connections: one message of "
                  + GrowthPlan.PAYLOAD
                  + " B under way on each, one loop",
              3,
              List.of(
                  "connections",
                  "client",
                  "wait",
                  "us/message (min..max)",
                  "x step before",
                  "x floor",
                  "client CPU us",
                  "server CPU us",
                  "failures"),
              rows(costs, Axis.CONNECTIONS)));
    }
    if (!costs.steps(Axis.PAYLOADS).isEmpty()) {
      tables.add(
          new Table(
              "Growth with payloads: request-response, one connection",
              3,
              List.of(
                  "payload",
                  "client",
                  "wait",
                  "us/message (min..max)",
                  "ns/byte",
                  "x step before",
                  "x floor",
                  "client CPU us",
                  "server CPU us",
                  "failures"),
              rows(costs, Axis.PAYLOADS)));
    }
    return tables;
  }

  private static List<List<String>> rows(Costs costs, Axis axis) {
    List<List<String>> rows = new ArrayList<>();
    int before = 0;
    for (int step : costs.steps(axis)) {
      for (Line line : costs.lines(axis)) {
        rows.add(row(costs, axis, step, before, line));
      }
      before = step;
    }
    return rows;
  }

  private static List<String> row(Costs costs, Axis axis, int step, int before, Line line) {
    Statistics micros = costs.of(axis, step, line, Cost::micros);
    List<String> row = new ArrayList<>();
    row.add(axis == Axis.PAYLOADS ? axis.show(step) : Integer.toString(step));
    row.add(line.client());
    row.add(line.waiting());
    row.add(
        micros.count() == 0
            ? "-"
            : number(micros.median())
                + " ("
                + number(micros.min())
                + ".."
                + number(micros.max())
                + ")");
    if (axis == Axis.PAYLOADS) {
      row.add(number(costs.of(axis, step, line, Cost::nanosPerByte).median()));
    }
    row.add(number(micros.median() / costs.of(axis, before, line, Cost::micros).median()));
    row.add(
        line.client().equals(Line.FLOOR)
            ? "-"
            : number(costs.overFloor(axis, step, line).median()));
    row.add(number(costs.of(axis, step, line, Cost::clientCpu).median()));
    row.add(number(costs.of(axis, step, line, Cost::serverCpu).median()));
    row.add(costs.failures(axis, step, line));
    return row;
  }

  private static String number(double value) {
    if (!Double.isFinite(value)) {
      return "-";
    }
    return String.format(Locale.ROOT, value >= 100 ? "%.0f" : value >= 10 ? "%.1f" : "%.2f", value);
  }

  static List<Chart> charts(Costs costs) {
    List<Chart> charts = new ArrayList<>();
    if (!costs.steps(Axis.CONNECTIONS).isEmpty()) {
      charts.add(
          chart(
              costs,
              Axis.CONNECTIONS,
              "What a message costs as connections grow",
              "us of wall time",
              Cost::micros));
      charts.add(
          chart(
              costs,
              Axis.CONNECTIONS,
              "CPU time of the client for a message as connections grow",
              "us of CPU time",
              Cost::clientCpu));
    }
    if (!costs.steps(Axis.PAYLOADS).isEmpty()) {
      charts.add(
          chart(
              costs,
              Axis.PAYLOADS,
              "What a round trip costs as payloads grow",
              "us of wall time",
              Cost::micros));
    }
    return charts;
  }

  private static Chart chart(
      Costs costs, Axis axis, String title, String y, ToDoubleFunction<Cost> figure) {
    List<Chart.Curve> curves = new ArrayList<>();
    for (Line line : costs.lines(axis)) {
      Chart.Kind kind =
          switch (line.client()) {
            case Line.FLOOR -> Chart.Kind.FLOOR;
            case Line.NETTY -> Chart.Kind.PEER;
            default -> Chart.Kind.OURS;
          };
      curves.add(new Chart.Curve(line.toString(), kind, costs.curve(axis, line, figure)));
    }
    String x = axis == Axis.PAYLOADS ? "bytes" : "connections";
    return new Chart.Curves(title, new Chart.Axis(x, true), new Chart.Axis(y, true), curves);
  }

  /** Where the curves bend, in words, and how to read the tables. */
  static List<String> remarks(Costs costs) {
    List<String> remarks = new ArrayList<>();
    remarks.add(Bend.RULE);
    for (Line line : costs.lines(Axis.CONNECTIONS)) {
      remarks.add(
          "connections, " + line + ": " + sentence(costs, Axis.CONNECTIONS, line, Cost::micros));
    }
    for (Line line : costs.lines(Axis.PAYLOADS)) {
      remarks.add(
          "payloads, "
              + line
              + ": a message "
              + sentence(costs, Axis.PAYLOADS, line, Cost::micros)
              + "; a byte "
              + sentence(costs, Axis.PAYLOADS, line, Cost::nanosPerByte));
    }
    if (!costs.steps(Axis.CONNECTIONS).isEmpty()) {
      remarks.add(
          "connections: wall time of all messages over their number, not the time of a round trip:"
              + " with one connection client and server wait for each other, with many both have"
              + " work. Connections are new in every round, and opening them is not counted.");
      remarks.add(
          "floor: a selector and no protocol on both sides, blocking, a frame's bytes there and"
              + " back. callback: MessageHandler on one loop, our server waiting alike. netty: its"
              + " client on one NIO loop against our server, both blocking, as Netty has no other"
              + " way.");
    }
    if (!costs.steps(Axis.PAYLOADS).isEmpty()) {
      remarks.add(
          "payloads: steps are four times the one before, so a message that costs only its bytes"
              + " rises 4 x. floor: the same bytes over raw TCP, waiting alike. A bend of a message"
              + " is where its bytes begin to count beside the round trip; a bend of a byte, where"
              + " one costs more than in a smaller message.");
    }
    remarks.add(
        "CPU: of the whole process, the JIT compiler and the collector included; microseconds for"
            + " each message. Medians of the rounds (lowest..highest).");
    return remarks;
  }

  private static String sentence(Costs costs, Axis axis, Line line, ToDoubleFunction<Cost> figure) {
    return Bend.sentence(costs.climb(axis, line, figure), axis::show);
  }
}
