package io.github.wirespeed.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class StatisticsTest {
  @Test
  void medianOfAnOddNumberIsTheMiddleOne() {
    assertThat(Statistics.of(List.of(3.0, 1.0, 9.0))).isEqualTo(new Statistics(3, 3, 1, 9));
  }

  @Test
  void medianOfAnEvenNumberIsBetweenTheMiddleTwo() {
    assertThat(Statistics.of(List.of(4.0, 1.0, 9.0, 2.0))).isEqualTo(new Statistics(4, 3, 1, 9));
  }

  @Test
  void ofNothingThereIsNothing() {
    assertThat(Statistics.of(List.of()))
        .isEqualTo(new Statistics(0, Double.NaN, Double.NaN, Double.NaN));
  }
}
