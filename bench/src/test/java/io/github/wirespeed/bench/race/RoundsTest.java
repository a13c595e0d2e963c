package io.github.wirespeed.bench.race;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.wirespeed.bench.report.Statistics;
import io.github.wirespeed.bench.report.Table;
import java.io.IOException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoundsTest {
  private static final Entrant FAST = MadeUp.ours("poller", "adaptive");
  private static final Entrant SLOW = MadeUp.ours("async", "adaptive");
  private static final Entrant FLOOR = new Entrant("floor", "jvm", Entrant.Kind.FLOOR, "adaptive");
  private static final Entrant PEER = MadeUp.jvm("jdk");

  private final List<Measured> all = new ArrayList<>();

  @Test
  void aRatioIsThatOfTheSameRound() {
    all.addAll(MadeUp.rounds(MadeUp.RR, FAST, 1000, 4000, 9000));
    all.addAll(MadeUp.rounds(MadeUp.RR, PEER, 1000, 2000, 3000));
    Statistics ratio = new Rounds(all).ratio(MadeUp.RR, FAST, PEER);
    assertThat(ratio.min()).isEqualTo(1);
    assertThat(ratio.median()).isEqualTo(2);
    assertThat(ratio.max()).isEqualTo(3);
  }

  @Test
  void aRoundThatFailedHasNoRatio() {
    all.addAll(MadeUp.rounds(MadeUp.RR, FAST, 1000, 4000));
    all.add(MadeUp.rounds(MadeUp.RR, PEER, 500).get(0));
    all.add(Measured.failure(MadeUp.RR, PEER, "1.0", 2, "it fell over"));
    Rounds rounds = new Rounds(all);
    assertThat(rounds.ratio(MadeUp.RR, FAST, PEER).count()).isEqualTo(1);
    assertThat(rounds.failures(MadeUp.RR, PEER)).isEqualTo("failed: it fell over");
    assertThat(rounds.failures(MadeUp.RR, FAST)).isEmpty();
    all.add(Measured.failure(MadeUp.RR, PEER, "1.0", 3, "it fell over again"));
    assertThat(new Rounds(all).failures(MadeUp.RR, PEER))
        .isEqualTo("failed, 2 times: it fell over");
  }

  @Test
  void theBestHasTheHighestMedianOfThisPlace() {
    all.addAll(MadeUp.rounds(MadeUp.RR, SLOW, 9000, 1000, 1000));
    all.addAll(MadeUp.rounds(MadeUp.RR, FAST, 2000, 2000, 2000));
    all.addAll(MadeUp.rounds(MadeUp.rr(8192), SLOW, 7000, 7000, 7000));
    assertThat(new Rounds(all).best(MadeUp.RR, e -> e.kind() == Entrant.Kind.OURS)).contains(FAST);
    assertThat(new Rounds(all).best(MadeUp.RR, Entrant::peer)).isEmpty();
  }

  @Test
  void theFloorRatioComparesTheMediansOfARound() {
    all.addAll(MadeUp.rounds(MadeUp.RR, FAST, 1000));
    all.addAll(MadeUp.rounds(MadeUp.RR, FLOOR, 2000));
    Rounds rounds = new Rounds(all);
    assertThat(rounds.floorRatio(all.get(0))).isCloseTo(2, within(0.01));
    assertThat(rounds.floorRatio(all.get(1))).isNaN();
  }

  @Test
  void theTimesOfAllRoundsAreOneDistribution() {
    all.addAll(MadeUp.rounds(MadeUp.RR, FAST, 1000, 2000));
    assertThat(new Rounds(all).times(MadeUp.RR, FAST).getTotalCount()).isEqualTo(20);
    assertThat(new Rounds(all).times(MadeUp.RR, PEER).getTotalCount()).isZero();
  }

  @Test
  void aRoundIsTheSameAfterItWasALine() throws IOException {
    for (Measured round :
        List.of(
            MadeUp.rounds(MadeUp.RR, FAST, 1234).get(0),
            MadeUp.rounds(MadeUp.rr(1 << 20), PEER, 5).get(0).later(),
            Measured.failure(MadeUp.RR, MadeUp.foreign("picows", "python"), "", 0, "it hangs"))) {
      assertThat(RoundJson.read(RoundJson.of(round))).isEqualTo(round);
    }
  }

  @Test
  void aLineHasTheFieldsOfTheBench() {
    ObjectNode line = RoundJson.of(MadeUp.rounds(MadeUp.RR, FAST, 1000).get(0));
    assertThat(line.get("workload").asText()).isEqualTo("rr");
    assertThat(line.get("client").asText()).isEqualTo("wirespeed-poller");
    assertThat(line.get("wait").asText()).isEqualTo("adaptive");
    assertThat(line.get("server").asText()).isEqualTo("netty");
    assertThat(line.get("cores").asText()).isEqualTo("apart");
    assertThat(line.get("messages_per_second").asDouble()).isEqualTo(1000);
    assertThat(line.get("median_us").asDouble()).isCloseTo(1000, within(1.0));
    assertThat(line.get("cpu_us_per_message").asDouble()).isEqualTo(2.5);
    assertThat(line.get("server_cpu_us_per_message").asDouble()).isEqualTo(3.5);
    assertThat(line.has("failed")).isFalse();
  }

  @Test
  void aLineOfSomethingElseIsRefused() {
    ObjectNode line = RoundJson.of(MadeUp.rounds(MadeUp.RR, FAST, 1000).get(0));
    assertThatThrownBy(() -> RoundJson.read(line.deepCopy().put("server", "tomcat")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("TOMCAT");
    assertThatThrownBy(() -> RoundJson.read(line.deepCopy().without("round")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("round");
  }

  @Test
  void theRowsWhereWeAreNotFirstAreListed() {
    Entrant blocking = MadeUp.ours("async", "blocking");
    all.addAll(MadeUp.rounds(MadeUp.RR, FAST, 3000, 3000));
    all.addAll(MadeUp.rounds(MadeUp.RR, blocking, 900, 900));
    all.addAll(MadeUp.rounds(MadeUp.RR, PEER, 1000, 1000));
    all.addAll(MadeUp.rounds(MadeUp.RR, FLOOR, 9000, 9000)); // no peer
    Table table = RaceTables.notFirst(new Rounds(all));
    assertThat(table.rows())
        .containsExactly(
            List.of(
                "netty, plain, cores apart",
                "rr 256 B",
                "blocking",
                "wirespeed-async",
                "jdk (jvm)",
                "1,000",
                "0.90 (0.90..0.90)"));
  }

  @Test
  void aRowSaysHowTheBestOfOursCompares() {
    all.addAll(MadeUp.rounds(MadeUp.RR, FAST, 3000, 3000));
    all.addAll(MadeUp.rounds(MadeUp.RR, SLOW, 1500, 1500));
    all.addAll(MadeUp.rounds(MadeUp.RR, PEER, 1000, 1500));
    all.add(Measured.failure(MadeUp.RR, MadeUp.jvm("okhttp"), "5", 1, "it fell over"));
    Table table = RaceTables.of(new Rounds(all)).get(0);
    assertThat(table.title()).isEqualTo("Clients against netty, plain, cores apart");
    assertThat(table.rows()).hasSize(4);
    assertThat(table.rows().get(0)).contains("wirespeed-poller", "3,000", "2.50", "3.50");
    assertThat(table.rows().get(0).get(11)).isEqualTo("-"); // it is the best itself
    assertThat(table.rows().get(1).get(11)).isEqualTo("2.00 (2.00..2.00)");
    assertThat(table.rows().get(2).get(11)).isEqualTo("2.50 (2.00..3.00)");
    assertThat(table.rows().get(2).get(12)).isEqualTo("-"); // none of ours waited so
    assertThat(table.rows().get(3)).endsWith("failed: it fell over");
  }

  private List<String> remarks() {
    return new RaceReport(
            LocalDateTime.of(2026, 11, 26, 12, 0), "2 of 100 ms", "apart", "./ws bench peers")
        .of(new Rounds(all), List.of())
        .remarks();
  }

  @Test
  void thatWeAreFirstIsSaidOnlyWhereThereWasAComparison() {
    all.addAll(MadeUp.rounds(MadeUp.RR, PEER, 1000, 1000));
    assertThat(remarks()).noneMatch(remark -> remark.startsWith("Wirespeed is first"));
    all.addAll(MadeUp.rounds(MadeUp.RR, FAST, 2000, 2000));
    all.addAll(MadeUp.rounds(MadeUp.rr(8192), FAST, 2000, 2000)); // without a peer
    assertThat(remarks())
        .contains(
            "Wirespeed is first, however it waits, wherever it was measured beside a peer: in 1 of"
                + " 2 places.");
    all.addAll(MadeUp.rounds(MadeUp.RR, MadeUp.foreign("gws", "go"), 3000, 3000));
    assertThat(remarks()).noneMatch(remark -> remark.startsWith("Wirespeed is first"));
  }

  @Test
  void versionsAreThoseOfClientsAndServers() {
    all.addAll(MadeUp.rounds(MadeUp.RR, FAST, 2000));
    all.addAll(MadeUp.rounds(MadeUp.RR, SLOW, 2000));
    assertThat(remarks())
        .anyMatch(
            remark ->
                remark.matches(
                    "Versions: wirespeed-poller, wirespeed-async: 1.0; server netty: [\\d.]+.*"));
  }
}
