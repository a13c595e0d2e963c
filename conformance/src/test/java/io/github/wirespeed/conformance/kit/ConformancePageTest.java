package io.github.wirespeed.conformance.kit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.conformance.TestSources;
import io.github.wirespeed.protocol.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code docs/conformance.md} has every rule once, and each is tied to tests that are there. */
class ConformancePageTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final String KIT = "WireKitTest#everyLine";

  private static final Pattern ROW =
      Pattern.compile("\\| (\\d[\\d.-]*)-(\\d+) \\| (.+?) \\| (client|server|both) \\| (.+?) \\|");
  private static final Pattern TEST = Pattern.compile("`(\\w+)#(\\w+)`");

  /** What a rule may wait for, as an issue of its own comes. */
  private static final Set<String> LATER = Set.of("not yet: server policy, next");

  /** How many rules each section has: a line that is lost shows here. */
  private static final Map<String, Integer> RULES = rules();

  private static Map<String, Integer> rules() {
    Map<String, Integer> rules = new TreeMap<>();
    rules.put("6455-3", 3);
    rules.put("6455-4.1", 27);
    rules.put("6455-4.2", 19);
    rules.put("6455-5.1", 4);
    rules.put("6455-5.2", 8);
    rules.put("6455-5.3", 4);
    rules.put("6455-5.4", 9);
    rules.put("6455-5.5", 2);
    rules.put("6455-5.5.1", 8);
    rules.put("6455-5.5.2", 2);
    rules.put("6455-5.5.3", 2);
    rules.put("6455-5.6", 4);
    rules.put("6455-6", 3);
    rules.put("6455-7.1", 8);
    rules.put("6455-7.1.7", 3);
    rules.put("6455-7.2", 3);
    rules.put("6455-7.4.1", 2);
    rules.put("6455-7.4.2", 2);
    rules.put("6455-8.1", 2);
    rules.put("6455-9.1", 6);
    rules.put("6455-10.4", 3);
    rules.put("6455-11.3", 6);
    rules.put("7692-7.1", 15);
    rules.put("7692-6", 6);
    rules.put("7692-7.2.1", 4);
    rules.put("7692-7.2.2", 5);
    rules.put("7692-8", 2);
    rules.put("9110", 22);
    rules.put("9112", 20);
    return rules;
  }

  /** A row of the page. */
  private record Rule(String id, String section, int number, String role, String tests) {
    boolean names(String test) {
      return tests.contains("`" + test + "`");
    }
  }

  private static List<Rule> page() throws IOException {
    List<Rule> page = new ArrayList<>();
    for (String line : Files.readAllLines(ROOT.resolve("docs/conformance.md"))) {
      if (line.startsWith("|") && !line.startsWith("|---") && !line.startsWith("| id ")) {
        Matcher row = ROW.matcher(line);
        assertThat(row.matches()).as("a rule with an id, a role and tests: %s", line).isTrue();
        String section = row.group(1);
        int number = Integer.parseInt(row.group(2));
        page.add(
            new Rule(section + "-" + number, section, number, row.group(4), row.group(5).trim()));
      }
    }
    return page;
  }

  @Test
  void noRuleIsMissing() throws IOException {
    Map<String, List<Integer>> numbers = new LinkedHashMap<>();
    for (Rule rule : page()) {
      numbers.computeIfAbsent(rule.section(), s -> new ArrayList<>()).add(rule.number());
    }
    Map<String, Integer> counts = new TreeMap<>();
    numbers.forEach(
        (section, all) -> {
          for (int i = 0; i < all.size(); i++) {
            assertThat(all.get(i)).as("number of a rule of %s", section).isEqualTo(i + 1);
          }
          counts.put(section, all.size());
        });
    assertThat(counts).as("rules of each section").isEqualTo(RULES);
  }

  @Test
  void everyRuleHasTestsThatAreThere() throws IOException {
    TestSources sources = TestSources.read();
    List<String> missing = new ArrayList<>();
    for (Rule rule : page()) {
      if (LATER.contains(rule.tests())) {
        continue;
      }
      int named = 0;
      Matcher test = TEST.matcher(rule.tests());
      while (test.find()) {
        named++;
        if (!sources.declares(test.group(1), test.group(2))) {
          missing.add(rule.id() + ": " + test.group());
        }
      }
      if (named == 0 || !TEST.matcher(rule.tests()).replaceAll("").matches("[, ]*")) {
        missing.add(rule.id() + ": " + rule.tests());
      }
    }
    assertThat(missing).as("tests that the page names and nobody has").isEmpty();
  }

  @Test
  void rulesAndLinesOfTheKitBelongTogether() throws IOException {
    Map<String, Rule> page =
        page().stream().collect(Collectors.toMap(Rule::id, rule -> rule, (a, b) -> a));
    Set<String> unknown = new TreeSet<>();
    for (Line line : Lines.all()) {
      Rule rule = page.get(line.rule());
      if (rule == null || !rule.names(KIT)) {
        unknown.add(line.rule());
      }
    }
    assertThat(unknown).as("rules of lines that the page does not tie to the kit").isEmpty();
    Set<String> general = Set.of("6455-5.1-1", "6455-5.1-2", "6455-5.5.3-1");
    for (Rule rule : page.values()) {
      if (rule.names(KIT) && !general.contains(rule.id())) {
        for (Role role : Role.values()) {
          boolean wanted = rule.role().equals("both") || rule.role().equalsIgnoreCase(role.name());
          boolean there =
              Lines.all().stream()
                  .anyMatch(line -> line.rule().equals(rule.id()) && line.concerns(role));
          assertThat(there).as("a line of %s for the %s", rule.id(), role).isEqualTo(wanted);
        }
      }
    }
  }
}
