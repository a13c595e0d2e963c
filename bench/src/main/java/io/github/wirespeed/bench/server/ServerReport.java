package io.github.wirespeed.bench.server;

import io.github.wirespeed.bench.HtmlPage;
import io.github.wirespeed.bench.Machine;
import io.github.wirespeed.bench.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * All that a run found: for the terminal, as a page for the browser, and as Markdown.
 *
 * @param remarks what was left out, and how to read the tables
 * @param command what to type to run it again
 */
record ServerReport(
    Machine machine,
    List<Table> tables,
    List<Verdict> verdicts,
    List<String> remarks,
    String command) {

  /** For the terminal. */
  String text() {
    StringBuilder text = new StringBuilder();
    tables.forEach(table -> text.append(table.text()).append('\n'));
    remarks.forEach(remark -> text.append(remark).append('\n'));
    text.append('\n');
    machine.lines().forEach(f -> text.append("%-8s %s%n".formatted(f.name(), f.value())));
    text.append('\n');
    verdicts.forEach(verdict -> text.append(verdict.line()).append('\n'));
    return text.toString();
  }

  /** Writes the files into a directory, which is made if need be. */
  void write(Path directory, List<String> json) throws IOException {
    Files.createDirectories(directory);
    Files.writeString(directory.resolve("index.html"), html());
    Files.writeString(directory.resolve("report.md"), markdown());
    Files.write(directory.resolve("rounds.jsonl"), json);
  }

  private String markdown() {
    StringBuilder md = new StringBuilder("# Wirespeed bench: servers\n\n");
    machine
        .lines()
        .forEach(f -> md.append("- ").append(f.name()).append(": ").append(f.value()).append('\n'));
    md.append("- run again: `").append(command).append("`\n\n");
    tables.forEach(table -> md.append(table.markdown()).append('\n'));
    remarks.forEach(remark -> md.append("- ").append(remark).append('\n'));
    md.append("\n## Figures of the design\n\n");
    verdicts.forEach(v -> md.append("- ").append(v.line()).append('\n'));
    return md.toString();
  }

  private String html() {
    StringBuilder html = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n");
    html.append("<meta charset=\"utf-8\">\n<title>Wirespeed bench: servers</title>\n<style>\n")
        .append(HtmlPage.STYLE)
        .append("</style>\n</head>\n<body>\n<h1>Wirespeed bench: servers</h1>\n<ul>\n");
    machine.lines().forEach(f -> item(html, "", f.name() + ": " + f.value()));
    html.append("<li>run again: <code>")
        .append(HtmlPage.escape(command))
        .append("</code></li>\n</ul>\n<h2>Figures of the design</h2>\n<ul>\n");
    for (Verdict verdict : verdicts) {
      boolean missed = Boolean.FALSE.equals(verdict.holds());
      item(html, missed ? " class=\"missed\"" : "", verdict.line());
    }
    html.append("</ul>\n");
    tables.forEach(table -> html.append(table.html()));
    html.append("<ul>\n");
    remarks.forEach(remark -> item(html, "", remark));
    return html.append("</ul>\n</body>\n</html>\n").toString();
  }

  private static void item(StringBuilder html, String attribute, String text) {
    html.append("<li").append(attribute).append('>');
    html.append(HtmlPage.escape(text)).append("</li>\n");
  }
}
