package io.github.wirespeed.bench.race;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.bench.clients.JvmClient;
import io.github.wirespeed.bench.peers.Contender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RacePlanTest {
  @TempDir private Path directory;

  /** All on the JVM, and as many others as there are libraries to be measured. */
  private List<Contestant> everybody() throws IOException {
    List<Contestant> all = new ArrayList<>(Contestants.all(null));
    for (int i = 0; i < 15; i++) {
      all.add(new Contestant(MadeUp.foreign("other-" + i, "python"), List.of("true")));
    }
    return all;
  }

  private static List<String> names(RacePlan plan) {
    return plan.stages().stream().map(stage -> stage.place().name()).toList();
  }

  @Test
  void quickEndsInFourMinutesAndHasEveryWorkloadAndServer() throws IOException {
    RacePlan plan = RacePlan.of(RaceSettings.usual(true), everybody(), true);
    assertThat(plan.seconds()).isBetween(60.0, 240.0);
    assertThat(names(plan))
        .contains(
            "rr/256/plain/netty/apart",
            "rr/1M/plain/netty/apart",
            "pipelined/512/plain/netty/apart",
            "stream/8K/plain/netty/apart",
            "rr/256/plain/undertow/apart",
            "rr/256/tls/netty/apart",
            "rr/256/plain/netty/shared")
        .doesNotHaveDuplicates();
    assertThat(plan.stages()).allMatch(stage -> stage.rounds() == 5 && stage.millis() == 35);
  }

  @Test
  void allOfItEndsInHalfAnHour() throws IOException {
    RacePlan plan = RacePlan.of(RaceSettings.usual(false), everybody(), true);
    assertThat(plan.seconds()).isBetween(900.0, 28 * 60.0);
    for (String server : List.of("netty", "undertow")) {
      for (String size : List.of("256", "8K", "100K", "1M")) {
        assertThat(names(plan)).contains("rr/" + size + "/plain/" + server + "/apart");
      }
      assertThat(names(plan)).contains("pipelined/512/plain/" + server + "/apart");
      assertThat(names(plan)).contains("rr/1M/tls/" + server + "/apart");
      assertThat(names(plan)).contains("rr/256/plain/" + server + "/shared");
    }
    assertThat(names(plan)).doesNotHaveDuplicates();
  }

  @Test
  void everyClientOfTheJvmIsAContestantAndOursWaitBothWays() throws IOException {
    List<Entrant> all = Contestants.all(null).stream().map(Contestant::entrant).toList();
    for (JvmClient client : JvmClient.values()) {
      assertThat(all.stream().filter(e -> e.name().equals(client.label())).map(Entrant::waiting))
          .as(client.label())
          .containsExactly(
              client.choosesWaiting()
                  ? new String[] {"adaptive", "blocking"}
                  : new String[] {"blocking"});
    }
  }

  @Test
  void eachLanguageNamesItsClients() throws IOException {
    for (String language : List.of("python", "go")) {
      Files.createDirectories(directory.resolve(language));
    }
    Files.createDirectories(directory.resolve("target/rust"));
    Files.writeString(directory.resolve("python/clients"), "# two\npicows\n\nws # a comment\n");
    Files.writeString(directory.resolve("go/clients"), "gws\n");
    List<Contestant> foreign =
        Contestants.all(directory).stream()
            .filter(c -> c.entrant().kind() == Entrant.Kind.FOREIGN)
            .toList();
    assertThat(foreign)
        .extracting(c -> c.entrant().language() + " " + c.entrant().name())
        .containsExactly("go gws", "python picows", "python ws");
    assertThat(foreign.get(1).command())
        .containsExactly(directory.resolve("python/run").toString(), "picows");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatIsChosenIsMeasuredEverywhereWhereItCanBe(boolean quick) throws IOException {
    RaceSettings settings =
        new RaceSettings(
            List.of(Workload.STREAM, Workload.RR),
            List.of(1000),
            List.of(Contender.UNDERTOW),
            List.of("jdk", "floor:blocking"),
            "",
            true,
            true,
            7,
            30,
            quick);
    RacePlan plan = RacePlan.of(settings, everybody(), true);
    assertThat(names(plan))
        .containsExactly(
            "stream/1000/plain/undertow/apart",
            "rr/1000/plain/undertow/apart",
            "stream/1000/tls/undertow/apart",
            "rr/1000/tls/undertow/apart",
            "rr/1000/plain/undertow/shared");
    assertThat(plan.stages()).allMatch(stage -> stage.rounds() == 7 && stage.millis() == 30);
    assertThat(plan.contestants())
        .extracting(c -> c.entrant().label())
        .containsExactly("floor blocking", "jdk");
    assertThat(plan.contestants().get(0).measures(plan.venues().get(1))).isFalse(); // TLS
  }

  @Test
  void withOneCoreNothingIsSharedOrApart() throws IOException {
    RacePlan plan = RacePlan.of(RaceSettings.usual(false), everybody(), false);
    assertThat(plan.venues()).isNotEmpty().allMatch(venue -> venue.cores() == Place.Cores.UNPINNED);
  }

  @Test
  void onlySomeOfThePeersLeavesOursAndTheFloor() throws IOException {
    RaceSettings usual = RaceSettings.usual(true);
    for (String only : List.of("jvm", "foreign")) {
      RaceSettings settings =
          new RaceSettings(
              usual.workloads(),
              usual.payloads(),
              usual.servers(),
              List.of(),
              only,
              true,
              true,
              0,
              0,
              true);
      Stream<Entrant> chosen =
          RacePlan.of(settings, everybody(), true).contestants().stream().map(Contestant::entrant);
      assertThat(chosen.map(Entrant::kind).distinct())
          .containsExactly(
              Entrant.Kind.OURS,
              Entrant.Kind.FLOOR,
              only.equals("jvm") ? Entrant.Kind.JVM : Entrant.Kind.FOREIGN);
    }
  }

  @Test
  void whatIsUnderWayIsBounded() {
    assertThat(Workload.PIPELINED.underWay(256)).isEqualTo(100);
    assertThat(Workload.PIPELINED.underWay(512)).isEqualTo(100);
    assertThat(Workload.PIPELINED.underWay(8 << 10)).isEqualTo(16);
    assertThat(Workload.PIPELINED.underWay(1 << 20)).isEqualTo(1);
    assertThat(Workload.STREAM.underWay(256)).isEqualTo(64);
    assertThat(Workload.STREAM.underWay(100 << 10)).isEqualTo(10);
    assertThat(Workload.STREAM.underWay(1 << 20)).isEqualTo(2);
    assertThat(Workload.RR.command(256, 30, "-")).isEqualTo("rr 256 30 -");
    assertThat(Workload.PIPELINED.command(8 << 10, 30, "f")).isEqualTo("pipelined 8192 16 30 f");
    assertThat(Workload.STREAM.times(256, 640)).isZero();
    assertThat(Workload.PIPELINED.times(512, 300)).isEqualTo(3);
  }

  @Test
  void aPlaceIsMeantBySomeOfItsWords() {
    assertThat(MadeUp.RR.name()).isEqualTo("rr/256/plain/netty/apart");
    assertThat(MadeUp.RR.is("rr/256")).isTrue();
    assertThat(MadeUp.RR.is("netty/rr")).isTrue();
    assertThat(MadeUp.RR.is("rr/25")).isFalse();
    assertThat(MadeUp.RR.is("tls")).isFalse();
  }
}
