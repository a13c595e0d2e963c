package io.github.wirespeed.bench.foreign;

import io.github.wirespeed.bench.process.Child;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A client of another language: which program, and what it is told to be. */
record Program(String language, String client) {
  private static final Path FOREIGN = Path.of("foreign").toAbsolutePath();

  /** All that the files {@code clients} name. */
  static List<Program> all() throws IOException {
    List<Program> programs = new ArrayList<>();
    for (String language : languages()) {
      for (String line : Files.readAllLines(FOREIGN.resolve(language).resolve("clients"))) {
        String name = line.replaceFirst("#.*", "").strip();
        if (!name.isEmpty()) {
          programs.add(new Program(language, name));
        }
      }
    }
    return programs;
  }

  static List<String> languages() throws IOException {
    try (Stream<Path> directories = Files.list(FOREIGN)) {
      return directories
          .filter(d -> Files.exists(d.resolve("clients")))
          .map(d -> d.getFileName().toString())
          .sorted()
          .toList();
    }
  }

  List<String> command() {
    return List.of(FOREIGN.resolve(language).resolve("run").toString(), client);
  }

  Child start() throws IOException {
    return Child.program(command(), ProcessBuilder.Redirect.DISCARD);
  }

  /** Whether a program's first line says that it, or what runs it, is not on this machine. */
  static boolean isAbsent(String line) {
    return line.startsWith("failed not installed") || line.matches("failed no \\S+ on the PATH");
  }

  @Override
  public String toString() {
    return language + ": " + client;
  }
}
