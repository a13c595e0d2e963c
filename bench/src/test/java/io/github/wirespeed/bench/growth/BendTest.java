package io.github.wirespeed.bench.growth;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.bench.report.Chart;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BendTest {
  /** Steps of 1, 10, 100 and so on. */
  private static List<Chart.Point> curve(double... costs) {
    List<Chart.Point> points = new ArrayList<>();
    double step = 1;
    for (double cost : costs) {
      points.add(new Chart.Point(step, cost));
      step *= 10;
    }
    return points;
  }

  private static String sentence(double... costs) {
    return Bend.sentence(curve(costs), step -> "step " + (int) step);
  }

  @Test
  void aCurveBendsWhereAStepCostsMoreThanHalfAsMuchAgain() {
    assertThat(Bend.of(curve(4, 4, 5.9, 9))).isEqualTo(new Bend(100, 1000, 9 / 5.9));
    assertThat(Bend.of(curve(4, 6.01))).isEqualTo(new Bend(1, 10, 6.01 / 4));
  }

  @Test
  void exactlyHalfAsMuchAgainIsNoBend() {
    assertThat(Bend.of(curve(4, 6, 9))).isNull();
  }

  @Test
  void theFirstOfTwoBendsCounts() {
    assertThat(Bend.of(curve(1, 2, 2, 20))).isEqualTo(new Bend(1, 10, 2));
  }

  @Test
  void aStepIsComparedWithTheOneBeforeAndNotWithTheCheapest() {
    assertThat(Bend.of(curve(10, 2, 2.9, 4.2, 6.1))).isNull();
  }

  @Test
  void aCurveThatOnlyFallsDoesNotBend() {
    assertThat(Bend.of(curve(30, 5, 4))).isNull();
    assertThat(sentence(30, 6, 4.2))
        .isEqualTo("does not bend from step 1 to step 100 (largest step 0.70 x)");
  }

  @Test
  void saysBetweenWhichStepsItBends() {
    assertThat(sentence(4, 4, 9)).isEqualTo("bends between step 10 and step 100 (2.25 x)");
  }

  @Test
  void onePointOrNoneIsNoCurve() {
    assertThat(Bend.of(curve())).isNull();
    assertThat(sentence(4)).isEqualTo("has too few steps to bend");
    assertThat(sentence()).isEqualTo("has too few steps to bend");
  }
}
