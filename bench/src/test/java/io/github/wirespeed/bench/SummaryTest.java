package io.github.wirespeed.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.wirespeed.bench.report.Statistics;
import java.util.List;
import org.junit.jupiter.api.Test;

class SummaryTest {
  private static Round rr(Client client, int number, long nanos) {
    return Rounds.of(Workload.RR, 256, client, number, nanos);
  }

  @Test
  void ratioIsTheMedianOfTheRatiosOfEachRound() {
    Round floor1 = rr(Client.FLOOR, 1, 1000);
    Round floor2 = rr(Client.FLOOR, 2, 2000);
    Round floor3 = rr(Client.FLOOR, 3, 1000);
    List<Summary> summaries =
        Summary.of(
            List.of(
                floor1,
                rr(Client.BLOCKING, 1, 1100).withFloor(floor1),
                floor2,
                rr(Client.BLOCKING, 2, 2100).withFloor(floor2),
                floor3,
                rr(Client.BLOCKING, 3, 1900).withFloor(floor3)));
    assertThat(summaries).hasSize(2);
    assertThat(summaries.get(0).ratios().count()).isZero();
    Statistics ratios = summaries.get(1).ratios();
    assertThat(ratios.median()).isCloseTo(1.1, within(0.01));
    assertThat(ratios.min()).isCloseTo(1.05, within(0.01));
    assertThat(ratios.max()).isCloseTo(1.9, within(0.01));
    assertThat(summaries.get(1).total().messages()).isEqualTo(6);
    assertThat(summaries.get(1).total().allocatedPerMessage()).isEqualTo(32);
  }

  @Test
  void streamsAreComparedByBytesPerSecond() {
    Round floor = Rounds.of(Workload.UPLOAD, 65536, Client.FLOOR, 1, 1000);
    Round ours = Rounds.of(Workload.UPLOAD, 65536, Client.BLOCKING, 1, 2000).withFloor(floor);
    List<Summary> summaries = Summary.of(List.of(floor, ours));
    assertThat(ours.floorRatio()).isNaN();
    assertThat(summaries.get(1).ratios().median()).isCloseTo(0.5, within(0.001));
    assertThat(summaries.get(0).mebibytesPerSecond()).isCloseTo(62_500, within(1.0));
  }

  @Test
  void withoutAFloorThereIsNoRatio() {
    List<Summary> summaries = Summary.of(List.of(rr(Client.BLOCKING, 1, 1000)));
    assertThat(summaries.get(0).ratios().count()).isZero();
    assertThat(ResultTable.of(summaries, "adaptive").text()).contains("15,000/s");
  }
}
