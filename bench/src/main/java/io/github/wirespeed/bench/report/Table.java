package io.github.wirespeed.bench.report;

import java.util.List;

/**
 * A table as text, as Markdown, and as HTML.
 *
 * @param names how many columns from the left are not numbers
 */
public record Table(String title, int names, List<String> headers, List<List<String>> rows) {
  /** For the terminal. */
  public String text() {
    int[] widths = new int[headers.size()];
    for (int i = 0; i < widths.length; i++) {
      widths[i] = headers.get(i).length();
      for (List<String> row : rows) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    StringBuilder text = new StringBuilder(title).append("\n\n");
    line(text, headers, widths);
    rows.forEach(row -> line(text, row, widths));
    return text.toString();
  }

  private void line(StringBuilder text, List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String padding = " ".repeat(widths[i] - cells.get(i).length());
      boolean left = i < names || i == widths.length - 1;
      line.append(left ? cells.get(i) + padding : padding + cells.get(i)).append("  ");
    }
    text.append(line.toString().stripTrailing()).append('\n');
  }

  String markdown() {
    StringBuilder md = new StringBuilder("## ").append(title).append("\n\n");
    row(md, headers);
    row(md, headers.stream().map(header -> "---").toList());
    rows.forEach(cells -> row(md, cells));
    return md.toString();
  }

  private static void row(StringBuilder md, List<String> cells) {
    md.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  String html() {
    StringBuilder html = new StringBuilder("<h2>").append(HtmlPage.escape(title));
    html.append("</h2>\n<table>\n<thead>");
    row(html, headers, "th");
    html.append("</thead>\n<tbody>\n");
    rows.forEach(cells -> row(html, cells, "td"));
    return html.append("</tbody>\n</table>\n").toString();
  }

  private void row(StringBuilder html, List<String> cells, String tag) {
    html.append("<tr>");
    for (int i = 0; i < cells.size(); i++) {
      html.append('<').append(tag).append(i < names ? " class=\"name\">" : ">");
      html.append(HtmlPage.escape(cells.get(i)));
      html.append("</").append(tag).append('>');
    }
    html.append("</tr>\n");
  }
}
