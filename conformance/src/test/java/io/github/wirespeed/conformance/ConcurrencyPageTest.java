package io.github.wirespeed.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tests that {@code docs/concurrency.md} names for its rules are there. */
class ConcurrencyPageTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  /** A class of tests, a method of one, or a further method of the class named last. */
  private static final Pattern NAMED =
      Pattern.compile("`(\\w+(?:Test|Stress|Properties))?(?:\\.(\\w+)…?)?`");

  @Test
  void everyTestThatThePageNamesIsThere() throws IOException {
    Map<String, String> sources = sources();
    List<String> missing = new ArrayList<>();
    int methods = 0;
    String type = "";
    Matcher named = NAMED.matcher(Files.readString(ROOT.resolve("docs/concurrency.md")));
    while (named.find()) {
      if (named.group(1) != null) {
        type = named.group(1);
      }
      if (type.isEmpty() || (named.group(1) == null && named.group(2) == null)) {
        continue;
      }
      String source = sources.getOrDefault(type, "");
      if (source.isEmpty() || (named.group(2) != null && !source.contains(" " + named.group(2)))) {
        missing.add(named.group());
      }
      methods += named.group(2) == null ? 0 : 1;
    }
    assertThat(missing).isEmpty();
    assertThat(methods).as("methods that the page names").isGreaterThan(20);
  }

  /** The sources of all tests, by class. */
  private static Map<String, String> sources() throws IOException {
    Map<String, String> sources = new TreeMap<>();
    for (String module : List.of("core", "server", "conformance", "stress")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/test/java"))) {
        for (Path file :
            (Iterable<Path>) files.filter(f -> f.toString().endsWith(".java"))::iterator) {
          String name = file.getFileName().toString();
          sources.put(name.substring(0, name.length() - 5), Files.readString(file));
        }
      }
    }
    return sources;
  }
}
