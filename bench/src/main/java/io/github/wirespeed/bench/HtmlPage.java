package io.github.wirespeed.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A report as one page that needs nothing else: the charts are drawn in it. */
public final class HtmlPage {
  private static final int BAR = 22;
  private static final int LABEL = 130;
  private static final int CHART = 460;
  private static final int VALUE = 150;

  /** How every page of this project's benches looks. */
  public static final String STYLE =
      """
      body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 1100px;
             padding: 0 1rem; color: #1b1f24; background: #fff; }
      table { border-collapse: collapse; font-size: 13px; display: block; overflow-x: auto; }
      th, td { padding: 3px 9px; border-bottom: 1px solid #d8dee4; text-align: right;
               font-variant-numeric: tabular-nums; white-space: nowrap; }
      th { font-weight: 600; }
      th:nth-child(-n+4), td:nth-child(-n+4) { text-align: left; }
      .charts { display: flex; flex-wrap: wrap; gap: 1rem 2rem; }
      .charts h3 { margin: 1rem 0 .2rem; font-size: 14px; }
      svg text { font: 12px system-ui, sans-serif; fill: currentColor; }
      rect { fill: #0b6bcb; } rect.floor { fill: #afb8c1; }
      rect.through-loop, rect.failed-future { fill: #c8a15a; }
      .missed { color: #b3261e; font-weight: 600; }
      @media (prefers-color-scheme: dark) {
        body { color: #e6edf3; background: #0d1117; }
        th, td { border-color: #30363d; } rect.floor { fill: #6e7781; } .missed { color: #ff7b72; }
      }
      """;

  private HtmlPage() {}

  static String of(Report report) {
    StringBuilder html = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n");
    html.append("<meta charset=\"utf-8\">\n<title>Wirespeed bench</title>\n<style>\n")
        .append(STYLE)
        .append("</style>\n</head>\n<body>\n<h1>Wirespeed bench</h1>\n<ul>\n");
    for (Machine.Fact fact : report.machine().lines()) {
      html.append("<li>").append(escape(fact.name() + ": " + fact.value())).append("</li>\n");
    }
    html.append("<li>run again: <code>")
        .append(escape(report.command()))
        .append("</code></li>\n</ul>\n<h2>Figures of the design</h2>\n<ul>\n");
    for (Verdict verdict : report.verdicts()) {
      boolean missed = Boolean.FALSE.equals(verdict.holds());
      html.append(missed ? "<li class=\"missed\">" : "<li>")
          .append(escape(verdict.line()))
          .append("</li>\n");
    }
    html.append("</ul>\n<h2>Charts</h2>\n<div class=\"charts\">\n");
    charts(html, report.summaries());
    html.append("</div>\n<h2>Table</h2>\n<table>\n<thead>");
    row(html, ResultTable.HEADERS, "th");
    html.append("</thead>\n<tbody>\n");
    ResultTable.rows(report.summaries(), report.strategy()).forEach(r -> row(html, r, "td"));
    html.append("</tbody>\n</table>\n<ul>\n");
    ResultTable.NOTES.forEach(n -> html.append("<li>").append(escape(n)).append("</li>\n"));
    return html.append("</ul>\n</body>\n</html>\n").toString();
  }

  /** One chart for each workload and payload: time of a message, or bytes per second. */
  private static void charts(StringBuilder html, List<Summary> summaries) {
    Map<String, Map<String, Double>> charts = new LinkedHashMap<>();
    for (Summary summary : summaries) {
      Round r = summary.total();
      String title =
          r.workload().label()
              + " "
              + Payload.show(r.payload())
              + (r.workload().oneWay() ? ", MiB/s" : ", p50 in microseconds");
      charts
          .computeIfAbsent(title, k -> new LinkedHashMap<>())
          .put(
              r.client().label(),
              r.workload().oneWay() ? summary.mebibytesPerSecond() : r.percentileMicros(50));
    }
    charts.forEach((title, bars) -> chart(html, title, bars));
  }

  private static void chart(StringBuilder html, String title, Map<String, Double> bars) {
    int width = LABEL + CHART + VALUE;
    double largest = bars.values().stream().mapToDouble(Double::doubleValue).max().orElse(1);
    html.append("<div><h3>").append(escape(title)).append("</h3>\n<svg viewBox=\"0 0 ");
    html.append(width)
        .append(' ')
        .append(bars.size() * BAR)
        .append("\" width=\"480\" role=\"img\"")
        .append(" aria-label=\"")
        .append(escape(title))
        .append("\">\n");
    int y = 0;
    for (Map.Entry<String, Double> bar : bars.entrySet()) {
      double length = bar.getValue() / largest * CHART;
      html.append(
          String.format(
              Locale.ROOT,
              "<text x=\"0\" y=\"%d\">%s</text><rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%.1f\""
                  + " height=\"%d\" rx=\"2\"/><text x=\"%.1f\" y=\"%d\">%s</text>%n",
              y + 15,
              escape(bar.getKey()),
              escape(bar.getKey()),
              LABEL,
              y + 3,
              length,
              BAR - 6,
              LABEL + length + 8,
              y + 15,
              value(bar.getValue())));
      y += BAR;
    }
    html.append("</svg></div>\n");
  }

  private static String value(double value) {
    return String.format(Locale.ROOT, value < 1 ? "%.3f" : "%,.1f", value);
  }

  private static void row(StringBuilder html, List<String> cells, String tag) {
    html.append("<tr>");
    for (String cell : cells) {
      html.append('<').append(tag).append('>').append(escape(cell));
      html.append("</").append(tag).append('>');
    }
    html.append("</tr>\n");
  }

  /** The text as it stands in a page. */
  public static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
