package io.github.wirespeed.conformance.autobahn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@code conformance/autobahn/run --save} checked in: all cases, all agents, all right. */
class AutobahnVerdictsTest {
  private static final int CASES = 517;

  /** Where the suite only reports what it saw, as the RFC allows more than one answer. */
  private static final Set<String> INFORMATIONAL = Set.of("7.1.6", "7.13.1", "7.13.2");

  private List<String> about;
  private List<String> heading;
  private List<List<String>> rows;

  @BeforeEach
  void read() throws IOException {
    List<String> lines = Files.readAllLines(Path.of("autobahn", "verdicts.txt"));
    about = lines.stream().filter(line -> line.startsWith("#")).toList();
    List<List<String>> table =
        lines.stream()
            .filter(line -> !line.startsWith("#"))
            .map(line -> List.of(line.split(" ", -1)))
            .toList();
    heading = table.get(0);
    rows = table.subList(1, table.size());
  }

  @Test
  void allCasesOfAllAgentsAreThere() {
    assertThat(heading).containsExactly("case", "blocking", "async", "callback", "server");
    assertThat(rows).hasSize(CASES).allSatisfy(row -> assertThat(row).hasSameSizeAs(heading));
    assertThat(new HashSet<>(rows.stream().map(row -> row.get(0)).toList())).hasSize(CASES);
  }

  @Test
  void everyVerdictIsOkOrInformational() {
    assertThat(rows)
        .allSatisfy(
            row ->
                assertThat(row.subList(1, row.size()))
                    .as(row.get(0))
                    .containsOnly(INFORMATIONAL.contains(row.get(0)) ? "INFORMATIONAL" : "OK"));
  }

  @Test
  void theVersionIsTheOneThatIsInstalled() throws IOException {
    List<String> pinned = Files.readAllLines(Path.of("autobahn", "requirements.txt"));
    for (String name : List.of("autobahntestsuite", "autobahn")) {
      String line =
          pinned.stream().filter(p -> p.startsWith(name + "==")).findFirst().orElseThrow();
      assertThat(about).anyMatch(said -> said.contains(line.replace("==", " ")));
    }
  }
}
