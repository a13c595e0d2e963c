package io.github.wirespeed.bench.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
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

  private static final String FILE = "findings.json";
  private static final ObjectMapper MAPPER = new ObjectMapper();

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
   * Writes the page {@code index.html}, {@code report.md}, {@code rounds.jsonl} and, for {@link
   * #read}, {@code findings.json} into a directory, which is made if need be.
   *
   * @return the page
   */
  public Path write(Path directory) throws IOException {
    Path page = Pages.write(directory, "Wirespeed bench: " + title, List.of(this));
    MAPPER.writeValue(directory.resolve(FILE).toFile(), this);
    return page;
  }

  /** Those of a run that ended before, from the directory that they were written into. */
  public static Findings read(Path directory) throws IOException {
    return MAPPER.readValue(directory.resolve(FILE).toFile(), Findings.class);
  }

  /** Whether a run has ended and written into that directory. */
  public static boolean in(Path directory) {
    return Files.exists(directory.resolve(FILE));
  }
}
