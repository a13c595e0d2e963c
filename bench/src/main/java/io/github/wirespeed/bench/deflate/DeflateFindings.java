package io.github.wirespeed.bench.deflate;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.wirespeed.bench.Payload;
import io.github.wirespeed.bench.report.Chart;
import io.github.wirespeed.bench.report.Statistics;
import io.github.wirespeed.bench.report.Table;
import io.github.wirespeed.bench.report.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** What the cells of the deflate bench say together; a list of them for each setting. */
record DeflateFindings(List<List<DeflateRounds.Cell>> settings) {
  /** How much more bytes the one may send than the other and still do the same. */
  private static final double ALIKE = 1.05;

  private static final ObjectMapper MAPPER = new ObjectMapper();

  Table table() {
    List<String> headers = new ArrayList<>(List.of("way", "bytes", "takeover"));
    settings.get(0).forEach(cell -> headers.add(cell.library().label()));
    headers.addAll(List.of("our best over the best other", "bytes on the wire", ""));
    List<List<String>> rows = new ArrayList<>();
    for (List<DeflateRounds.Cell> cells : settings) {
      rows.add(row(cells));
    }
    return new Table("Compressed messages/s, medians of the rounds", 3, headers, rows);
  }

  private static List<String> row(List<DeflateRounds.Cell> cells) {
    Setting setting = cells.get(0).setting();
    List<String> row = new ArrayList<>();
    row.add(setting.label());
    row.add(Integer.toString(setting.size()));
    row.add(setting.takeover() ? "yes" : "no");
    for (DeflateRounds.Cell cell : cells) {
      row.add(String.format(Locale.ROOT, "%,.0f", rate(cell).median()));
    }
    Statistics ratio = ratio(cells);
    row.add(
        String.format(Locale.ROOT, "%.2f (%.2f..%.2f)", ratio.median(), ratio.min(), ratio.max()));
    if (setting.way() == Setting.Way.UP) {
      double most = cells.stream().mapToDouble(DeflateRounds.Cell::wireBytes).max().orElseThrow();
      double least = cells.stream().mapToDouble(DeflateRounds.Cell::wireBytes).min().orElseThrow();
      row.add(String.format(Locale.ROOT, "%,.0f..%,.0f", least, most));
      row.add(most > least * ALIKE ? "not alike: they do not do the same work" : "");
    } else {
      row.addAll(List.of("-", ""));
    }
    return row;
  }

  /** Our best API's over the best other library's, round by round. */
  private static Statistics ratio(List<DeflateRounds.Cell> cells) {
    List<Double> ours = best(cells, true).perSecond();
    List<Double> peer = best(cells, false).perSecond();
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < ours.size(); i++) {
      ratios.add(ours.get(i) / peer.get(i));
    }
    return Statistics.of(ratios);
  }

  private static Statistics rate(DeflateRounds.Cell cell) {
    return Statistics.of(cell.perSecond());
  }

  private static DeflateRounds.Cell best(List<DeflateRounds.Cell> cells, boolean ours) {
    return cells.stream()
        .filter(cell -> cell.library().ours() == ours)
        .max(Comparator.comparingDouble(cell -> rate(cell).median()))
        .orElseThrow();
  }

  Verdict verdict() {
    List<String> missed = new ArrayList<>();
    double least = Double.MAX_VALUE;
    for (List<DeflateRounds.Cell> cells : settings) {
      double ratio = ratio(cells).median();
      least = Math.min(least, ratio);
      if (ratio < 1) {
        missed.add(String.format(Locale.ROOT, "%.2f (%s)", ratio, cells.get(0).setting()));
      }
    }
    return new Verdict(
        "zip",
        "compressed messages/s at least the best other library's in every row",
        missed.isEmpty(),
        missed.isEmpty()
            ? String.format(Locale.ROOT, "at least %.2f x", least)
            : "in " + missed.size() + " of " + settings.size() + " " + String.join(", ", missed));
  }

  List<Chart> charts() {
    List<Chart> charts = new ArrayList<>();
    for (List<DeflateRounds.Cell> cells : settings) {
      Setting setting = cells.get(0).setting();
      List<Chart.Bar> bars = new ArrayList<>();
      for (DeflateRounds.Cell cell : cells) {
        Statistics rate = rate(cell);
        bars.add(
            new Chart.Bar(
                cell.library().label(),
                cell.library().ours() ? Chart.Kind.OURS : Chart.Kind.PEER,
                rate.median(),
                rate.min(),
                rate.max()));
      }
      String takeover = setting.takeover() ? ", takeover" : ", no takeover";
      String title = "compressed, " + setting.label() + " " + Payload.show(setting.size());
      charts.add(new Chart.Bars(title + takeover, "messages/s", bars));
    }
    return charts;
  }

  List<String> json() {
    List<String> lines = new ArrayList<>();
    settings.forEach(cells -> cells.forEach(cell -> lines.add(node(cell).toString())));
    return lines;
  }

  static ObjectNode node(DeflateRounds.Cell cell) {
    Setting setting = cell.setting();
    ObjectNode node =
        MAPPER
            .createObjectNode()
            .put("workload", "deflate-" + setting.label())
            .put("client", cell.library().label())
            .put("payload_bytes", setting.size())
            .put("takeover", setting.takeover())
            .put("level", setting.level())
            .put("wire_bytes_per_message", cell.wireBytes());
    ArrayNode rounds = node.putArray("messages_per_second");
    cell.perSecond().forEach(rounds::add);
    return node;
  }
}
