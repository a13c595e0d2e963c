package io.github.wirespeed.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  @TempDir private Path directory;

  private static JsonNode node(int round) {
    return new ObjectMapper().createObjectNode().put("round", round);
  }

  private Path file() {
    return directory.resolve("new/rounds.jsonl");
  }

  @Test
  void everyRoundIsOnTheDiskAtOnce() throws IOException {
    try (Journal journal = Journal.create(file())) {
      journal.add(node(1));
      assertThat(Files.readString(file())).isEqualTo("{\"round\":1}\n");
      journal.add(node(2));
      assertThat(Files.readAllLines(file())).hasSize(2);
    }
  }

  @Test
  void anInterruptedRunGoesOnBehindItsLastWholeRound() throws IOException {
    Files.createDirectories(file().getParent());
    Files.writeString(file(), "{\"round\":1}\n{\"round\":2}\n{\"rou");
    try (Journal journal = Journal.resume(file())) {
      assertThat(journal.before()).containsExactly(node(1), node(2));
      journal.add(node(3));
    }
    assertThat(Files.readString(file())).isEqualTo("{\"round\":1}\n{\"round\":2}\n{\"round\":3}\n");
  }

  @Test
  void thereMayBeNothingToGoOnFrom() throws IOException {
    try (Journal journal = Journal.resume(file())) {
      assertThat(journal.before()).isEmpty();
    }
  }

  @Test
  void aLineInTheMiddleThatIsNoJsonIsNamed() throws IOException {
    Files.createDirectories(file().getParent());
    Files.writeString(file(), "{\"round\":1}\n{nonsense\n{\"round\":3}\n");
    assertThatThrownBy(() -> Journal.resume(file()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("rounds.jsonl, line 2");
  }

  static boolean thereIsAFullDisk() {
    return Files.isWritable(Path.of("/dev/full"));
  }

  @Test
  @EnabledIf("thereIsAFullDisk")
  void aFullDiskIsNamed() throws IOException {
    Journal journal = Journal.create(Path.of("/dev/full"));
    assertThatThrownBy(() -> journal.add(node(1)))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("/dev/full cannot be written: No space left");
  }
}
