package io.github.wirespeed.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CompareCommandTest {
  @TempDir private Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private Path run(String name, String... lines) throws IOException {
    Path run = Files.createDirectory(directory.resolve(name));
    Files.write(run.resolve("rounds.jsonl"), List.of(lines));
    return run;
  }

  private int compare(Object first, Object second) {
    return new CommandLine(new CompareCommand())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(first.toString(), second.toString());
  }

  /** The rows of the table, with one blank between cells. */
  private List<String> rows() {
    return out.toString().lines().skip(3).map(row -> row.replaceAll(" +", " ")).toList();
  }

  private static String experiment(String variant, boolean shipped, int round, double nanos) {
    return String.format(
        Locale.ROOT,
        "{\"experiment\":\"queues\",\"case\":\"one\",\"variant\":\"%s\",\"shipped\":%b,"
            + "\"round\":%d,\"operations\":10,\"ns_per_operation\":%f}",
        variant,
        shipped,
        round,
        nanos);
  }

  private static String peer(String client, String wait, int round, double micros) {
    return String.format(
        Locale.ROOT,
        "{\"workload\":\"rr\",\"client\":\"%s\",\"wait\":\"%s\",\"server\":\"netty\",\"tls\":true,"
            + "\"cores\":\"shared\",\"payload_bytes\":8192,\"round\":%d,\"mean_us\":%f}",
        client,
        wait,
        round,
        micros);
  }

  @Test
  void anExperimentsRatiosAreToWhatIsShippedRoundByRound() throws IOException {
    Path first =
        run(
            "first",
            experiment("ours", true, 1, 10),
            experiment("other", false, 1, 20),
            experiment("other", false, 2, 33),
            experiment("ours", true, 2, 11));
    Path second =
        run("second", experiment("ours", true, 1, 100), experiment("other", false, 1, 240));

    assertThat(compare(first, second)).isZero();
    assertThat(rows())
        .containsExactly(
            "queues, one other 2.500 (2.000..3.000) 2.400 (2.400..2.400) 0.96 yes",
            "",
            "1 of 1 medians of the second run lie within the lowest and the highest round of the"
                + " first; of two runs that differ by chance alone about 0 would");
  }

  @Test
  void thePeersAreComparedWithOurClientThatNeverSpins() throws IOException {
    Path first =
        run(
            "first",
            peer("wirespeed-blocking", "blocking", 1, 10),
            peer("wirespeed-blocking", "adaptive", 1, 5),
            peer("nv", "blocking", 1, 20));
    Path second =
        run(
            "second",
            peer("wirespeed-blocking", "blocking", 1, 10),
            peer("wirespeed-blocking", "adaptive", 1, 5),
            peer("nv", "blocking", 1, 30));

    assertThat(compare(first, second)).isZero();
    assertThat(rows())
        .containsExactly(
            "rr 8 KiB, TLS, one core, netty wirespeed-blocking adaptive 0.500 (0.500..0.500)"
                + " 0.500 (0.500..0.500) 1.00 yes",
            "rr 8 KiB, TLS, one core, netty nv blocking 2.000 (2.000..2.000) 3.000 (3.000..3.000)"
                + " 1.50 no",
            "",
            "1 of 2 medians of the second run lie within the lowest and the highest round of the"
                + " first; of two runs that differ by chance alone about 0 would");
  }

  @Test
  void oneCoreIsAnotherPlaceThanTwo() throws IOException {
    String reference = peer("wirespeed-blocking", "blocking", 1, 10);
    String shared = peer("nv", "blocking", 1, 20);
    Path first =
        run(
            "first",
            reference.replace("shared", "apart"),
            shared.replace("shared", "apart").replace("20.0", "30.0"),
            reference,
            shared);

    assertThat(compare(first, first)).isZero();
    assertThat(rows().subList(0, 2))
        .containsExactly(
            "rr 8 KiB, TLS, netty nv blocking 3.000 (3.000..3.000) 3.000 (3.000..3.000) 1.00 yes",
            "rr 8 KiB, TLS, one core, netty nv blocking 2.000 (2.000..2.000)"
                + " 2.000 (2.000..2.000) 1.00 yes");
  }

  @Test
  void itSaysHowManyWouldAgreeByChance() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int variant = 0; variant < 100; variant++) {
      for (int round = 1; round <= 5; round++) {
        lines.add(experiment("ours", true, round, 10));
        lines.add(experiment("other-" + variant, false, round, 10 + round));
      }
    }
    Path first = run("first", lines.toArray(String[]::new));

    assertThat(compare(first, first)).isZero();
    assertThat(out.toString())
        .contains("100 of 100 medians")
        // 1 - 2 * 5/10 * 4/9 * 3/8
        .contains("about 83 would");
  }

  @Test
  void theFloorsRatiosAreTakenAsTheyAre() throws IOException {
    String line =
        "{\"workload\":\"rr\",\"client\":\"async\",\"wait\":\"adaptive\",\"tls\":false,"
            + "\"payload_bytes\":256,\"round\":1,\"median_us\":9,\"floor_ratio\":1.25}";
    Path first = run("first", line);

    assertThat(compare(first, first)).isZero();
    assertThat(rows().get(0))
        .isEqualTo("rr 256 B async adaptive 1.250 (1.250..1.250) 1.250 (1.250..1.250) 1.00 yes");
  }

  @Test
  void ofARoundThatWasMeasuredAgainTheLaterOneCounts() throws IOException {
    Path first =
        run(
            "first",
            experiment("ours", true, 1, 10),
            experiment("other", false, 1, 90),
            experiment("other", false, 1, 20));

    assertThat(compare(first, first)).isZero();
    assertThat(rows().get(0)).contains(" 2.000 (2.000..2.000) ");
  }

  @Test
  void whatFailedOrHasNoPartnerIsLeftOut() throws IOException {
    Path first =
        run(
            "first",
            experiment("ours", true, 1, 10),
            experiment("other", false, 1, 20),
            experiment("other", false, 2, 20),
            "{\"experiment\":\"queues\",\"case\":\"one\",\"variant\":\"broken\",\"shipped\":false,"
                + "\"round\":1,\"failed\":\"it crashed\"}");
    Path second =
        run(
            "second",
            experiment("ours", true, 1, 10),
            experiment("other", false, 1, 20),
            experiment("new", false, 1, 20));

    assertThat(compare(first, second)).isZero();
    assertThat(rows()).hasSize(3);
    assertThat(rows().get(0)).startsWith("queues, one other 2.000 (2.000..2.000)");
  }

  @Test
  void twoRunsOfDifferentThingsAreRefused() throws IOException {
    Path first = run("first", experiment("ours", true, 1, 1), experiment("other", false, 1, 1));
    Path second = run("second", peer("nv", "blocking", 1, 1));

    assertThat(compare(first, second)).isEqualTo(2);
    assertThat(err.toString())
        .contains(first + " and " + second + " have measured nothing that is the same");
  }

  @Test
  void aRunThatIsNotThereIsNamed() throws IOException {
    Path first = run("first", experiment("ours", true, 1, 1));

    assertThat(compare(first, directory.resolve("none"))).isEqualTo(2);
    assertThat(err.toString()).contains("there is no file " + directory.resolve("none"));
  }
}
