package io.github.wirespeed.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class StatisticsTest {
  @Test
  void medianOfAnOddNumberIsTheMiddleOne() {
    assertThat(Statistics.of(List.of(3.0, 1.0, 8.0)))
        .isEqualTo(new Statistics(3, 4, 3, 3, Math.sqrt(13), 1, 8));
  }

  @Test
  void medianOfAnEvenNumberIsBetweenTheMiddleTwo() {
    assertThat(Statistics.of(List.of(4.0, 1.0, 9.0, 2.0)))
        .isEqualTo(new Statistics(4, 4, 3, 3, Math.sqrt(38 / 3.0), 1, 9));
  }

  @Test
  void ofNothingThereIsNothing() {
    assertThat(Statistics.of(List.of()))
        .isEqualTo(
            new Statistics(
                0, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN));
  }

  @Test
  void ofOneThereIsNoDeviation() {
    assertThat(Statistics.of(List.of(7.0))).isEqualTo(new Statistics(1, 7, 7, 7, Double.NaN, 7, 7));
  }

  @Test
  void aTrimmedMeanLeavesOutTheLowestAndTheHighestTenth() {
    assertThat(
            Statistics.of(List.of(1000.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, -1000.0))
                .trimmedMean())
        .isEqualTo(4.5);
  }
}
