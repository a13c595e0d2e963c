package io.github.wirespeed.bench.research;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.wirespeed.bench.experiment.Case;
import io.github.wirespeed.bench.experiment.Experiment;
import io.github.wirespeed.bench.experiment.Trial;
import io.github.wirespeed.bench.experiment.Variant;
import io.github.wirespeed.bench.report.Findings;
import io.github.wirespeed.bench.report.Journal;
import io.github.wirespeed.bench.report.Machine;
import io.github.wirespeed.bench.report.Progress;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResearchTest {
  private final List<String> runs = new ArrayList<>();
  private final List<String> closed = new ArrayList<>();

  @TempDir private Path directory;

  /** As many rounds; not warmed up, so that each run but the first is a round. */
  private static Plan plan(int repeats) {
    return new Plan(repeats, Duration.ZERO, Duration.ofNanos(1));
  }

  private Variant.Opening opening(String name, int failsAt) {
    return lab ->
        new Trial() {
          private int run;

          @Override
          public long run(int operations) throws IOException {
            runs.add(name);
            if (run++ == failsAt) {
              throw new IOException(name + " broke");
            }
            return operations * 100L;
          }

          @Override
          public void close() {
            closed.add(name);
          }
        };
  }

  private Study study(int failsAt) {
    return new Study(
        "made-up",
        "Which?",
        "none",
        "So it is.",
        List.of(
            new Case(
                "",
                Case.Unit.NANOS,
                List.of(
                    Variant.shipped("a", "", opening("a", -1)),
                    Variant.alternative("b", "", opening("b", failsAt)),
                    Variant.absent("c", "none here")))));
  }

  private Findings run(Experiment experiment, Plan plan, boolean resume) throws IOException {
    Research research = new Research(List.of(experiment), plan);
    Opener here = (e, of, variant) -> variant.opening().open(null);
    if (!resume) {
      Files.deleteIfExists(journal());
    }
    Progress progress =
        new Progress(new PrintWriter(new StringWriter()), false, research.seconds());
    research.measure(here, directory, progress);
    return research.findings("./ws bench research", new Machine(List.of()));
  }

  private static String order(List<String> names) {
    return names.stream().collect(Collectors.joining());
  }

  private Path journal() {
    return directory.resolve(Research.JOURNAL);
  }

  @Test
  void variantsTakeTurnsInBothOrdersAndTheFirstRoundIsDiscarded() throws IOException {
    Findings findings = run(study(-1), plan(3), false);
    // Each once to warm up; the discarded round; and three that count.
    assertThat(order(runs)).isEqualTo("ab" + "ab" + "ba" + "ab" + "ba");
    assertThat(findings.json()).hasSize(6);
    assertThat(order(closed)).isEqualTo("ab");
  }

  @Test
  void everyFewRoundsAreThoseOfNewProcesses() throws IOException {
    Findings findings = run(study(-1), plan(5), false);
    // Warm-up and the discarded round again before the fifth.
    assertThat(order(runs)).isEqualTo("ab" + "ab" + "baabbaab" + "ab" + "ab" + "ba");
    assertThat(order(closed)).isEqualTo("abab");
    assertThat(findings.json()).hasSize(10);
  }

  @Test
  void whatBreaksIsNotStartedAgain() throws IOException {
    run(study(2), plan(5), false);
    assertThat(order(runs)).isEqualTo("ab" + "ab" + "ba" + "aaa" + "a" + "a" + "a");
  }

  @Test
  void whatBreaksIsLeftOutAndTheOthersGoOn() throws IOException {
    Findings findings = run(study(2), plan(3), false);
    assertThat(order(runs)).isEqualTo("ab" + "ab" + "ba" + "a" + "a");
    assertThat(findings.remarks()).contains("Failed: made-up, b: failed: b broke");
    assertThat(findings.json()).hasSize(4);
    assertThat(closed).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void whatBreaksAtOnceStopsNobody() throws IOException {
    Findings findings = run(study(0), plan(2), false);
    assertThat(order(runs)).isEqualTo("ab" + "aaa");
    assertThat(findings.text()).contains("Failed: made-up, b: failed: b broke");
  }

  @Test
  void aRunIsResumedBehindItsLastWholeRound() throws IOException {
    run(study(-1), plan(2), false);
    JsonNode half =
        Measured.of(
                study(-1),
                study(-1).cases().get(0),
                study(-1).cases().get(0).variants().get(0),
                3,
                1,
                7)
            .json();
    Files.writeString(journal(), half + "\n{\"cut", StandardOpenOption.APPEND);
    runs.clear();

    Findings findings = run(study(-1), plan(4), true);

    // Warm-up and the discarded round are those of new processes; then rounds 3 and 4.
    assertThat(order(runs)).isEqualTo("ab" + "ab" + "ba" + "ab");
    assertThat(findings.json()).hasSize(8);
    assertThat(Journal.read(journal())).hasSize(1 + 8);
  }

  @Test
  void whatIsCompleteIsNotMeasuredAgain() throws IOException {
    run(study(-1), plan(2), false);
    runs.clear();
    Findings findings = run(study(-1), plan(2), true);
    assertThat(runs).isEmpty();
    assertThat(findings.json()).hasSize(4);
    assertThat(findings.tables().get(0).rows()).hasSize(3);
  }

  @Test
  void whatFailedIsTriedAgain() throws IOException {
    run(study(0), plan(2), false);
    runs.clear();
    Findings findings = run(study(-1), plan(2), true);
    assertThat(order(runs)).contains("b");
    assertThat(findings.json()).hasSize(4).noneMatch(line -> line.contains("failed"));
  }

  @Test
  void aJournalOfAnotherJdkIsNotGoneOnWith() throws IOException {
    Files.writeString(journal(), "{\"jdk\":\"HotExpress 3\"}\n");
    assertThatThrownBy(() -> run(study(-1), plan(2), true))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is of another JDK, HotExpress 3");
  }

  @Test
  void aJournalOfSomethingElseIsRefusedByTheFieldThatIsMissing() throws IOException {
    Files.writeString(journal(), "{\"workload\":\"rr\"}\n{}\n");
    assertThatThrownBy(() -> run(study(-1), plan(2), true))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("'experiment' is missing");
  }

  @Test
  void fewRoundsAreSaidToBeTooFew() throws IOException {
    assertThat(run(study(-1), plan(3), false).remarks())
        .anyMatch(remark -> remark.startsWith("3 rounds are not enough for a verdict"));
    assertThat(run(study(-1), plan(10), false).remarks())
        .noneMatch(remark -> remark.contains("not enough"));
  }
}
