package io.github.wirespeed.bench.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * All that one bench found.
 *
 * @param title what was measured, such as "Peers"
 * @param command what to type to run it again
 * @param verdicts on the figures of the design
 * @param remarks what was left out, and how to read the tables
 * @param json the rounds, an object on each line
 */
public record Findings(
    String title,
    String command,
    Machine machine,
    List<Verdict> verdicts,
    List<Chart> charts,
    List<Table> tables,
    List<String> remarks,
    List<String> json) {

  /** For the terminal. */
  public String text() {
    StringBuilder text = new StringBuilder();
    tables.forEach(table -> text.append(table.text()).append('\n'));
    remarks.forEach(remark -> text.append(remark).append('\n'));
    text.append('\n');
    machine.lines().forEach(f -> text.append("%-8s %s%n".formatted(f.name(), f.value())));
    text.append('\n');
    verdicts.forEach(verdict -> text.append(verdict.line()).append('\n'));
    return text.toString();
  }

  /**
   * Writes the page {@code index.html}, {@code report.md} and {@code rounds.jsonl} into a
   * directory, which is made if need be.
   *
   * @return the page
   */
  public Path write(Path directory) throws IOException {
    return Pages.write(directory, "Wirespeed bench: " + title, List.of(this));
  }
}
