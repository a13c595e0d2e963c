package io.github.wirespeed.bench.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A report as one page that needs nothing else: what draws the charts is in it. */
final class HtmlPage {
  private static final String LIBRARY =
      "/META-INF/resources/webjars/echarts/5.3.1/dist/echarts.min.js";

  private static final String STYLE =
      """
      body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 1200px;
             padding: 0 1rem; color: #1b1f24; background: #fff; }
      table { border-collapse: collapse; font-size: 13px; display: block; overflow-x: auto; }
      th, td { padding: 3px 9px; border-bottom: 1px solid #d8dee4; text-align: right;
               font-variant-numeric: tabular-nums; white-space: nowrap; }
      th { font-weight: 600; }
      .name { text-align: left; }
      .charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(520px, 1fr));
                gap: 1rem 2rem; }
      .missed { color: #b3261e; font-weight: 600; }
      """;

  private static final String SCRIPT =
      """
      for (const each of document.querySelectorAll('.chart')) {
        const option = JSON.parse(each.dataset.option);
        const chart = echarts.init(each, null, {renderer: 'svg'});
        chart.setOption(option);
        addEventListener('resize', () => chart.resize());
      }
      """;

  private HtmlPage() {}

  static String of(String title, List<Findings> all) throws IOException {
    StringBuilder html = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n");
    html.append("<meta charset=\"utf-8\">\n<title>").append(escape(title)).append("</title>\n");
    html.append("<style>\n").append(STYLE).append("</style>\n</head>\n<body>\n<h1>");
    html.append(escape(title)).append("</h1>\n");
    verdicts(html, all);
    boolean charts = false;
    for (Findings findings : all) {
      if (all.size() > 1) {
        html.append("<h1>").append(escape(findings.title())).append("</h1>\n");
      }
      findings(html, findings);
      charts |= !findings.charts().isEmpty();
    }
    if (charts) {
      html.append("<script>\n").append(library()).append("\n</script>\n<script>\n");
      html.append(SCRIPT).append("</script>\n");
    }
    return html.append("</body>\n</html>\n").toString();
  }

  private static void verdicts(StringBuilder html, List<Findings> all) {
    html.append("<h2>Figures of the design</h2>\n<ul>\n");
    for (Verdict verdict :
        Verdict.missedFirst(all.stream().flatMap(f -> f.verdicts().stream()).toList())) {
      item(html, verdict.missed() ? " class=\"missed\"" : "", verdict.line());
    }
    html.append("</ul>\n");
  }

  private static void findings(StringBuilder html, Findings findings) {
    html.append("<ul>\n");
    findings.machine().lines().forEach(f -> item(html, "", f.name() + ": " + f.value()));
    html.append("<li>run again: <code>").append(escape(findings.command()));
    html.append("</code></li>\n</ul>\n");
    if (!findings.charts().isEmpty()) {
      html.append("<div class=\"charts\">\n");
      for (Chart chart : findings.charts()) {
        html.append("<div class=\"chart\" style=\"height:").append(ChartOptions.pixels(chart));
        html.append("px\" role=\"img\" aria-label=\"").append(escape(chart.title()));
        html.append("\" data-option=\"").append(escape(ChartOptions.of(chart).toString()));
        html.append("\"></div>\n");
      }
      html.append("</div>\n");
    }
    findings.tables().forEach(table -> html.append(table.html()));
    html.append("<ul>\n");
    findings.remarks().forEach(remark -> item(html, "", remark));
    html.append("</ul>\n");
  }

  private static void item(StringBuilder html, String attribute, String text) {
    html.append("<li").append(attribute).append('>');
    html.append(escape(text)).append("</li>\n");
  }

  /** Inside the page, so that it can be kept, sent and read without a network. */
  private static String library() throws IOException {
    try (InputStream in = HtmlPage.class.getResourceAsStream(LIBRARY)) {
      if (in == null) {
        throw new IOException("what draws the charts is not on the class path: " + LIBRARY);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .replace("</script", "<\\/script");
    }
  }

  /** The text as it stands in a page. */
  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
