package io.github.wirespeed.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * All that a run found, as a page for the browser, as Markdown, and as JSON.
 *
 * @param command what to type to run it again
 */
record Report(
    Machine machine,
    List<Round> rounds,
    List<Summary> summaries,
    List<Verdict> verdicts,
    String strategy,
    boolean tls,
    String command) {

  /** Writes the files into a directory, which is made if need be. */
  void write(Path directory) throws IOException {
    Files.createDirectories(directory);
    Files.writeString(directory.resolve("index.html"), HtmlPage.of(this));
    Files.writeString(directory.resolve("report.md"), markdown());
    JsonLines.write(directory.resolve("rounds.jsonl"), rounds, strategy, tls);
  }

  private String markdown() {
    StringBuilder md = new StringBuilder("# Wirespeed bench\n\n");
    for (Machine.Fact fact : machine.lines()) {
      md.append("- ").append(fact.name()).append(": ").append(fact.value()).append('\n');
    }
    md.append("- run again: `").append(command).append("`\n\n");
    row(md, ResultTable.HEADERS);
    row(md, ResultTable.HEADERS.stream().map(h -> "---").toList());
    ResultTable.rows(summaries, strategy).forEach(r -> row(md, r));
    md.append('\n');
    ResultTable.NOTES.forEach(note -> md.append("- ").append(note).append('\n'));
    md.append("\n## Figures of the design\n\n");
    verdicts.forEach(v -> md.append("- ").append(v.line()).append('\n'));
    return md.toString();
  }

  private static void row(StringBuilder md, List<String> cells) {
    md.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }
}
