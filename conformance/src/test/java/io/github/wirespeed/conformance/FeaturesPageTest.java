package io.github.wirespeed.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every line of {@code docs/features.md} names a page and tests, and they are there. */
class FeaturesPageTest {
  private static final Pattern ROW =
      Pattern.compile("\\| [^|]+ \\| [^|]+ \\| `([^|]+\\.md)` \\| ([^|]+) \\|");
  private static final Pattern TEST = Pattern.compile("`(\\w+)#(\\w+)`");

  /** How many features there are: one that is lost shows here. */
  private static final int FEATURES = 50;

  @Test
  void everyFeatureHasAPageAndTestsThatAreThere() throws IOException {
    TestSources sources = TestSources.read();
    List<String> wrong = new ArrayList<>();
    int features = 0;
    for (String line : Files.readAllLines(TestSources.ROOT.resolve("docs/features.md"))) {
      if (!line.startsWith("|") || line.startsWith("|---") || line.startsWith("| feature ")) {
        continue;
      }
      features++;
      Matcher row = ROW.matcher(line);
      if (!row.matches()
          || !Files.exists(TestSources.ROOT.resolve("docs").resolve(row.group(1)))
          || !TEST.matcher(row.group(2)).replaceAll("T").matches("T(, T)*")) {
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
    assertThat(wrong).as("lines without a page or tests, and tests that nobody has").isEmpty();
    assertThat(features).as("features").isEqualTo(FEATURES);
  }
}
