package io.github.wirespeed.bench.race;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.wirespeed.bench.peers.Contender;
import io.github.wirespeed.bench.report.Journal;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a run keeps in its directory beside the report. */
final class RaceFiles {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  static final String TIMES = "times";
  private static final String SETTINGS = "settings.json";

  private RaceFiles() {}

  static void write(Path directory, RaceSettings settings) throws IOException {
    Files.writeString(
        directory.resolve(SETTINGS),
        MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(settings) + "\n");
  }

  /**
   * The settings of a run.
   *
   * @throws IOException if there was none in this directory
   */
  static RaceSettings settings(Path directory) throws IOException {
    Path file = directory.resolve(SETTINGS);
    if (!Files.isRegularFile(file)) {
      throw new IOException("no run to go on with: there is no " + file);
    }
    try {
      return MAPPER.readValue(Files.readString(file), RaceSettings.class);
    } catch (JsonProcessingException e) {
      throw new IOException(file + ": " + e.getOriginalMessage(), e);
    }
  }

  /** Whether there was a run of these settings in this directory. */
  static boolean has(Path directory, RaceSettings settings) throws IOException {
    return Files.isRegularFile(directory.resolve(SETTINGS)) && settings(directory).equals(settings);
  }

  /** The rounds of a run. */
  static List<Measured> measured(Path directory) throws IOException {
    Path file = Journal.in(directory);
    return Files.exists(file) ? read(file) : new ArrayList<>();
  }

  /** The rounds of a file. */
  static List<Measured> read(Path file) throws IOException {
    List<Measured> rounds = new ArrayList<>();
    for (JsonNode line : Journal.read(file)) {
      try {
        rounds.add(RoundJson.read(line));
      } catch (IOException e) {
        throw new IOException(file + ", line " + (rounds.size() + 1) + ": " + e.getMessage(), e);
      }
    }
    return rounds;
  }

  /**
   * A new directory for what clients read and write. Its name comes to them in lines of words, so
   * it is not below that of the report, which may have a space in it.
   */
  static Path scratch() throws IOException {
    Path scratch = Files.createTempDirectory("wirespeed-peers");
    scratch.toFile().deleteOnExit(); // after what is in it, if the run is interrupted
    scratch.resolve(TIMES).toFile().deleteOnExit();
    for (Contender server : Contender.values()) {
      certificate(scratch, server).toFile().deleteOnExit();
    }
    return scratch;
  }

  /** The file with the certificate to trust. */
  static Path certificate(Path scratch, Contender server) {
    return scratch.resolve(server.label() + ".pem");
  }

  /** Removes a directory that has no others in it. */
  static void delete(Path directory) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
  }
}
