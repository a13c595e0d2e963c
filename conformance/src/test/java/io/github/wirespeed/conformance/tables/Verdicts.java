package io.github.wirespeed.conformance.tables;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A table of verdicts in {@code conformance/verdicts}, and the verdicts on which library and oracle
 * are not of one mind.
 *
 * <p>A test makes the table anew and fails where it is not the one that is checked in. A change
 * that is meant is written, to be reviewed as a diff, by
 *
 * <pre>mvn -pl conformance -am test -Dtest='*TableTest' -Dconformance.write=true</pre>
 */
final class Verdicts {
  private static final int SHOWN = 40;

  private final Path file;
  private final List<String> lines = new ArrayList<>();
  private final List<String> wrong = new ArrayList<>();
  private long wrongs;

  /**
   * An empty table.
   *
   * @param name of the file
   * @param about what the lines say
   */
  Verdicts(String name, String... about) {
    this.file = Path.of("verdicts", name);
    for (String line : about) {
      lines.add("# " + line);
    }
  }

  void line(String line) {
    lines.add(line);
  }

  void lines(List<String> more) {
    lines.addAll(more);
  }

  /** A verdict of the library that is not the oracle's. */
  void wrong(String what, String verdict, String expected) {
    wrongs++;
    if (wrong.size() < SHOWN) {
      wrong.add(what + ": " + verdict + ", and not " + expected);
    }
  }

  /** Fails where the oracle was not followed, or the table is not the one that is checked in. */
  void check() {
    StringBuilder failure = new StringBuilder();
    if (wrongs > 0) {
      failure.append(wrongs).append(" verdicts are not those of the oracle:\n");
      wrong.forEach(line -> failure.append("  ").append(line).append('\n'));
    }
    if (Boolean.getBoolean("conformance.write")) {
      write();
    } else {
      compare(failure);
    }
    if (failure.length() > 0) {
      throw new AssertionError(failure.toString());
    }
  }

  private void compare(StringBuilder failure) {
    List<String> checkedIn = read();
    if (lines.equals(checkedIn)) {
      return;
    }
    List<String> diff = new ArrayList<>();
    add(diff, "- ", checkedIn, lines);
    add(diff, "+ ", lines, checkedIn);
    failure.append(file).append(" is not what the verdicts are (- checked in, + now):\n");
    if (diff.isEmpty()) {
      failure.append("  the same lines, but not in this order\n");
    }
    diff.stream().limit(SHOWN).forEach(line -> failure.append("  ").append(line).append('\n'));
    failure.append("Where that is meant: -Dconformance.write=true\n");
  }

  private static void add(List<String> diff, String mark, List<String> these, List<String> those) {
    Set<String> known = new HashSet<>(those);
    these.stream().filter(line -> !known.contains(line)).forEach(line -> diff.add(mark + line));
  }

  private List<String> read() {
    try {
      return Files.exists(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write() {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, String.join("\n", lines) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
