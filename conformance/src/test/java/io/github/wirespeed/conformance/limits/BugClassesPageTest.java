package io.github.wirespeed.conformance.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.conformance.TestSources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
    TestSources sources = TestSources.read();
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
        if (!sources.declares(test.group(1), test.group(2))) {
          wrong.add(test.group());
        }
      }
    }
    assertThat(wrong).as("lines without tests, and tests that nobody has").isEmpty();
    assertThat(classes).as("classes").isEqualTo(CLASSES);
  }
}
