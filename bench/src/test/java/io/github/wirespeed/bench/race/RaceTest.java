package io.github.wirespeed.bench.race;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.wirespeed.bench.peers.Contender;
import io.github.wirespeed.bench.report.Findings;
import io.github.wirespeed.bench.report.Journal;
import io.github.wirespeed.bench.report.Progress;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class RaceTest {
  private static final int MILLIS = 20;
  private static final Place.Venue NETTY =
      new Place.Venue(Contender.NETTY, false, Place.Cores.UNPINNED);
  private static final Place RR = new Place(Workload.RR, 256, NETTY);

  @TempDir private Path directory;

  private Contestant fake(FakeClient.Way way) {
    String name = way.name().toLowerCase(Locale.ROOT).replace('_', '-');
    return FakeClient.of(name, Entrant.Kind.FOREIGN, "blocking", way, directory);
  }

  private Race race(List<Contestant> contestants, int rounds, int patience, Place... places) {
    List<RacePlan.Stage> stages =
        Stream.of(places).map(place -> new RacePlan.Stage(place, rounds, MILLIS)).toList();
    return new Race(
        RaceSettings.usual(true), new RacePlan(contestants, stages, MILLIS, 3, patience));
  }

  private Findings run(Race race) throws IOException {
    return race.run(
        new Progress(new PrintWriter(new StringWriter()), false, 1), directory, "./ws bench peers");
  }

  private List<Measured> measured() throws IOException {
    return RaceFiles.measured(directory);
  }

  @Test
  void whoeverMisbehavesIsARowAndTheRunGoesOn() throws IOException {
    List<Contestant> all = new ArrayList<>();
    all.add(FakeClient.of("ours", Entrant.Kind.OURS, "adaptive", FakeClient.Way.WELL, directory));
    all.add(FakeClient.of("peer", Entrant.Kind.JVM, "blocking", FakeClient.Way.WELL, directory));
    Stream.of(FakeClient.Way.values())
        .filter(way -> way != FakeClient.Way.WELL && way != FakeClient.Way.HANGING)
        .map(this::fake)
        .forEach(all::add);
    Findings found = run(race(all, 2, 20_000, RR));

    Rounds rounds = new Rounds(measured());
    for (Contestant well : all.subList(0, 2)) {
      assertThat(rounds.rate(RR, well.entrant()).count()).isEqualTo(2);
      assertThat(rounds.failures(RR, well.entrant())).isEmpty();
      assertThat(rounds.times(RR, well.entrant()).getTotalCount()).isPositive();
    }
    assertThat(failures(rounds, FakeClient.Way.CRASHING))
        .isEqualTo("failed, 2 times: the process ended (out of luck)");
    assertThat(failures(rounds, FakeClient.Way.FAILING))
        .isEqualTo("failed, 2 times: it does not like it");
    assertThat(failures(rounds, FakeClient.Way.CORRUPTING))
        .startsWith("failed, 2 times: wrong bytes came back: their CRC-32 is ");
    assertThat(failures(rounds, FakeClient.Way.BABBLING))
        .isEqualTo("failed, 2 times: nonsense: 'What a nice day'");
    assertThat(failures(rounds, FakeClient.Way.BOASTING))
        .startsWith("failed, 2 times: nonsense: it says ");
    assertThat(failures(rounds, FakeClient.Way.FORGETFUL))
        .startsWith("failed, 2 times: nonsense: ")
        .contains(" times instead of ");
    Entrant once = fake(FakeClient.Way.CRASHING_ONCE).entrant();
    assertThat(rounds.failures(RR, once)).isEqualTo("failed: the process ended (out of luck)");
    assertThat(rounds.rate(RR, once).count()).isEqualTo(2); // the round that counted not failed
    assertThat(found.text())
        .containsPattern("crashing .* - .*failed, 2 times: the process ended")
        .contains(
            "Left out: absent (python: not installed: run something)",
            "Left out: stillborn (python: broke twice: the process ended (no such library))",
            "Left out: crashing (python: broke twice: ");
    assertThat(found.json()).hasSize(measured().size());
  }

  private String failures(Rounds rounds, FakeClient.Way way) {
    return rounds.failures(RR, fake(way).entrant());
  }

  @Test
  void whoeverHangsIsEnded() throws IOException {
    run(race(List.of(fake(FakeClient.Way.HANGING)), 3, 2000, RR));
    assertThat(failures(new Rounds(measured()), FakeClient.Way.HANGING))
        .isEqualTo("failed, 2 times: no answer in 2 s");
    assertThat(measured()).hasSize(2);
  }

  @Test
  void everyWorkloadIsMeasuredOverTls() throws IOException {
    Contestant well =
        FakeClient.of("peer", Entrant.Kind.JVM, "blocking", FakeClient.Way.WELL, directory);
    Contestant floor =
        FakeClient.of("floor", Entrant.Kind.FLOOR, "blocking", FakeClient.Way.WELL, directory);
    Place.Venue tls = new Place.Venue(Contender.UNDERTOW, true, Place.Cores.UNPINNED);
    Findings found =
        run(
            race(
                List.of(well, floor),
                1,
                20_000,
                new Place(
                    Workload.PIPELINED, 512, new Place.Venue(Contender.NETTY, true, NETTY.cores())),
                new Place(Workload.PIPELINED, 8 << 10, tls),
                new Place(Workload.STREAM, 100 << 10, tls)));
    assertThat(measured()).extracting(Measured::failed).containsOnlyNulls();
    assertThat(measured())
        .extracting(round -> round.entrant().name() + " " + round.place().name())
        .containsExactly(
            "peer pipelined/512/tls/netty/unpinned",
            "peer pipelined/8K/tls/undertow/unpinned",
            "peer stream/100K/tls/undertow/unpinned");
    assertThat(measured().get(0).times()).isNotNull();
    assertThat(measured().get(2).times()).isNull();
    assertThat(found.tables()).hasSize(2);
  }

  @Test
  void aRunGoesOnWithWhatIsMissingAndRepeatsWhatIsAskedFor() throws IOException {
    Contestant one =
        FakeClient.of("one", Entrant.Kind.JVM, "blocking", FakeClient.Way.WELL, directory);
    Contestant two =
        FakeClient.of("two", Entrant.Kind.JVM, "blocking", FakeClient.Way.WELL, directory);
    List<Contestant> both = List.of(one, two);
    run(race(both, 2, 20_000, RR));
    Path file = Journal.in(directory);
    List<String> lines = Files.readAllLines(file);
    assertThat(lines).hasSize(4);

    // As if it was interrupted while it wrote the last.
    Files.writeString(
        file, String.join("\n", lines.subList(0, 3)) + "\n" + lines.get(3).substring(0, 40));
    List<Measured> before = measured();
    assertThat(before).hasSize(3);
    Race second = race(both, 2, 20_000, RR);
    assertThat(second.resume(before, Cells.of(List.of(), before))).isZero();
    Findings found = run(second);
    assertThat(measured()).hasSize(4).startsWith(before.toArray(Measured[]::new));
    assertThat(measured().get(3).again()).isTrue();
    assertThat(found.remarks())
        .anyMatch(r -> r.startsWith("Measured in a later run than other rounds of rr/256"));

    List<Measured> all = measured();
    Race third = race(both, 2, 20_000, RR);
    assertThat(third.resume(all, Cells.of(List.of("two@rr/256"), all))).isEqualTo(2);
    run(third);
    assertThat(measured())
        .hasSize(4)
        .containsAll(all.stream().filter(r -> r.entrant().equals(one.entrant())).toList())
        .doesNotContainAnyElementsOf(
            all.stream().filter(r -> r.entrant().equals(two.entrant())).toList());

    Race nothing = race(both, 2, 20_000, RR);
    nothing.resume(measured(), Cells.of(List.of(), measured()));
    assertThat(nothing.seconds()).isZero();
  }

  @Test
  void aRunWithoutAnybodySaysWhy() {
    assertThatThrownBy(() -> run(race(List.of(fake(FakeClient.Way.ABSENT)), 1, 20_000, RR)))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "nothing was measured. Left out: absent (python: not installed: run something)");
  }

  @Test
  void aServerThatDoesNotStartIsALine() {
    Place raw =
        new Place(Workload.RR, 256, new Place.Venue(Contender.JETTY, true, Place.Cores.UNPINNED));
    assertThatThrownBy(() -> run(race(List.of(fake(FakeClient.Way.WELL)), 1, 20_000, raw)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("nothing was measured. The server jetty, TLS, not pinned does not")
        .hasMessageContaining("jetty is not set up for TLS here");
  }
}
