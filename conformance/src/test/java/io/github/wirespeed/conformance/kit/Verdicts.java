package io.github.wirespeed.conformance.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * What the kit has seen, as a table that is checked in: a case that is lost is a line that differs.
 * {@code -Dconformance.write=true} writes it.
 */
final class Verdicts {
  private static final Path FILE = Path.of("verdicts", "kit.txt");
  private static final String HEAD =
      """
      # What the wire kit saw: for each line and each side of ours the close code on the wire, and
      # behind it the deliveries that led to it: w whole, b byte by byte, s random splits, f merged
      # with the frame before, h merged with the handshake. Written by WireKitTest when it is run
      # with -Dconformance.write=true; docs/conformance.md has the rules.
      """;

  // By line, then by subject. Any thread.
  private final Map<String, Map<String, Map<Delivery, Integer>>> seen = new ConcurrentHashMap<>();

  void add(Line line, Subject subject, Delivery delivery, int code) {
    seen.computeIfAbsent(line.id(), id -> new ConcurrentHashMap<>())
        .computeIfAbsent(subject.name(), name -> new ConcurrentHashMap<>())
        .put(delivery, code);
  }

  /** Compares the table with the one that is checked in, or writes that. */
  void assertUnchanged(List<Line> lines, List<Subject> subjects) throws IOException {
    List<String> table = table(lines, subjects);
    if (Boolean.getBoolean("conformance.write")) {
      Files.createDirectories(FILE.getParent());
      Files.writeString(FILE, String.join("\n", table) + "\n");
    }
    assertThat(table).as("verdicts against %s", FILE).isEqualTo(Files.readAllLines(FILE));
  }

  private List<String> table(List<Line> lines, List<Subject> subjects) {
    List<String> table = new ArrayList<>(HEAD.lines().toList());
    for (Line line : lines) {
      table.add(line.toString());
      // Sides that have seen the same share a line.
      Map<String, List<String>> names = new TreeMap<>();
      for (Subject subject : subjects) {
        if (line.concerns(subject.role())) {
          names.computeIfAbsent(verdict(line, subject), v -> new ArrayList<>()).add(subject.name());
        }
      }
      names.forEach((verdict, who) -> table.add("    " + verdict + "  " + String.join(" ", who)));
    }
    return table;
  }

  /** The codes with the letters of the deliveries that led to them. */
  private String verdict(Line line, Subject subject) {
    Map<Delivery, Integer> codes =
        seen.getOrDefault(line.id(), Map.of()).getOrDefault(subject.name(), Map.of());
    Map<Integer, String> letters = new TreeMap<>();
    for (Delivery delivery : Delivery.values()) {
      if (codes.containsKey(delivery)) {
        letters.merge(codes.get(delivery), String.valueOf(delivery.letter), String::concat);
      }
    }
    return letters.isEmpty()
        ? "nothing"
        : letters.entrySet().stream()
            .map(e -> e.getKey() + " " + e.getValue())
            .collect(Collectors.joining(", "));
  }
}
