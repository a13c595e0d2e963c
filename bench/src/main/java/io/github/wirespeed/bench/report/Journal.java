package io.github.wirespeed.bench.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The rounds of a run, one JSON object a line, each on the disk as soon as it is known: what was
 * measured before an interruption stays, and the next run reads it. For one thread.
 */
public final class Journal implements Closeable {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private static final String NAME = "rounds.jsonl";

  private final Path file;
  private final List<JsonNode> before;
  private final BufferedWriter writer;

  private Journal(Path file, List<JsonNode> before, BufferedWriter writer) {
    this.file = file;
    this.before = before;
    this.writer = writer;
  }

  /** The file of the rounds in the directory of a report. */
  public static Path in(Path directory) {
    return directory.resolve(NAME);
  }

  /** A new one; what the file had is gone. Its directory is made if need be. */
  public static Journal create(Path file) throws IOException {
    return open(file, List.of());
  }

  /** One that goes on where the file ends. A last line that was cut is dropped. */
  public static Journal resume(Path file) throws IOException {
    return open(file, Files.exists(file) ? read(file) : List.of());
  }

  /** One that has these lines already. */
  public static Journal open(Path file, List<JsonNode> lines) throws IOException {
    if (file.toAbsolutePath().getParent() != null) {
      Files.createDirectories(file.toAbsolutePath().getParent());
    }
    Journal journal =
        new Journal(
            file,
            List.copyOf(lines),
            Files.newBufferedWriter(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE));
    for (JsonNode line : lines) {
      journal.add(line);
    }
    return journal;
  }

  /**
   * The objects of a file.
   *
   * @throws IOException naming the line, if one that is not the last is no JSON
   */
  public static List<JsonNode> read(Path file) throws IOException {
    List<JsonNode> nodes = new ArrayList<>();
    List<String> lines = Files.readAllLines(file);
    for (int i = 0; i < lines.size(); i++) {
      try {
        nodes.add(MAPPER.readTree(lines.get(i)));
      } catch (JsonProcessingException e) {
        if (i < lines.size() - 1) {
          throw new IOException(file + ", line " + (i + 1) + ": " + e.getOriginalMessage(), e);
        }
      }
    }
    return nodes;
  }

  /** What was there before. */
  public List<JsonNode> before() {
    return before;
  }

  /** Writes one. */
  public void add(JsonNode line) throws IOException {
    try {
      writer.write(line.toString());
      writer.write('\n');
      writer.flush();
    } catch (IOException e) {
      throw new IOException(file + " cannot be written: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }
}
