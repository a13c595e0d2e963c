package io.github.wirespeed.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The sources of all tests, for pages that name tests. */
public final class TestSources {
  /** Of the checkout. */
  public static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private static final List<String> MODULES =
      List.of("core", "server", "nats", "examples", "bench", "cli", "conformance", "stress");

  private final Map<String, String> byClass;

  private TestSources(Map<String, String> byClass) {
    this.byClass = byClass;
  }

  /** Reads them. */
  public static TestSources read() throws IOException {
    Map<String, String> byClass = new TreeMap<>();
    for (String module : MODULES) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/test/java"))) {
        for (Path file :
            (Iterable<Path>) files.filter(f -> f.toString().endsWith(".java"))::iterator) {
          String name = file.getFileName().toString();
          byClass.merge(
              name.substring(0, name.length() - 5), Files.readString(file), String::concat);
        }
      }
    }
    return new TestSources(byClass);
  }

  /** Whether a class has a test of that name: not only a method, or a word. */
  public boolean declares(String name, String method) {
    return Pattern.compile(
            "@(Test|TestFactory|ParameterizedTest|Property)\\b(?:(?!\\n  }\\n).)*?\\s"
                + method
                + "\\(",
            Pattern.DOTALL)
        .matcher(byClass.getOrDefault(name, ""))
        .find();
  }
}
