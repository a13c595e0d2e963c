package io.github.wirespeed.conformance.limits;

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

/** Every line of {@code docs/bug-classes.md} names tests, and they are there. */
class BugClassesPageTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private static final Pattern ROW = Pattern.compile("\\| (\\S[^|]+\\.) \\| (.+) \\|");
  private static final Pattern TEST = Pattern.compile("`(\\w+)#(\\w+)`");

  /** How many classes there are: one that is lost shows here. */
  private static final int CLASSES = 63;

  @Test
  void everyClassHasTestsThatAreThere() throws IOException {
    Map<String, String> sources = sources();
    List<String> wrong = new ArrayList<>();
    int classes = 0;
    for (String line : Files.readAllLines(ROOT.resolve("docs/bug-classes.md"))) {
      if (!line.startsWith("|") || line.startsWith("|---") || line.startsWith("| what ")) {
        continue;
      }
      classes++;
      Matcher row = ROW.matcher(line);
      if (!row.matches() || !TEST.matcher(row.group(2)).replaceAll("T").matches("T(, T)*")) {
        wrong.add(line);
        continue;
      }
      Matcher test = TEST.matcher(row.group(2));
      while (test.find()) {
        if (!declares(sources.getOrDefault(test.group(1), ""), test.group(2))) {
          wrong.add(test.group());
        }
      }
    }
    assertThat(wrong).as("lines without tests, and tests that nobody has").isEmpty();
    assertThat(classes).as("classes").isEqualTo(CLASSES);
  }

  /** Whether a source has a test of that name: not only a method, or a word. */
  private static boolean declares(String source, String method) {
    return Pattern.compile(
            "@(Test|TestFactory|ParameterizedTest|Property)\\b(?:(?!\\n  }\\n).)*?\\s"
                + method
                + "\\(",
            Pattern.DOTALL)
        .matcher(source)
        .find();
  }

  /** The sources of all tests, by class. */
  private static Map<String, String> sources() throws IOException {
    Map<String, String> sources = new TreeMap<>();
    for (String module : List.of("core", "server", "conformance", "stress")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/test/java"))) {
        for (Path file :
            (Iterable<Path>) files.filter(f -> f.toString().endsWith(".java"))::iterator) {
          String name = file.getFileName().toString();
          sources.merge(
              name.substring(0, name.length() - 5), Files.readString(file), String::concat);
        }
      }
    }
    return sources;
  }
}
