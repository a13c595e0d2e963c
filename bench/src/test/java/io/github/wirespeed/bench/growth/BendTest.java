package io.github.wirespeed.bench.growth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BendTest {
  /** One round of steps of 1, 10, 100 and so on. */
  private static List<Bend.Step> curve(double... costs) {
    List<Bend.Step> steps = new ArrayList<>();
    int from = 1;
    for (int i = 1; i < costs.length; i++) {
      steps.add(new Bend.Step(from, from * 10, List.of(costs[i] / costs[i - 1])));
      from *= 10;
    }
    return steps;
  }

  private static String sentence(double... costs) {
    return Bend.sentence(curve(costs), step -> "step " + step);
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
  void oneRoundOfFiveMayDisagreeAndTwoMayNot() {
    Bend.Step four = new Bend.Step(1, 10, List.of(2.0, 2.1, 0.9, 1.9, 1.8));
    Bend.Step three = new Bend.Step(1, 10, List.of(2.0, 2.1, 0.9, 1.4, 1.8));
    assertThat(Bend.of(List.of(four))).isEqualTo(new Bend(1, 10, 1.9));
    assertThat(Bend.of(List.of(three))).isNull();
  }

  @Test
  void aStepWithoutARoundIsNoBend() {
    assertThat(Bend.of(List.of(new Bend.Step(1, 10, List.of())))).isNull();
  }

  @Test
  void stepsAreComparedInTheSameRoundAndWithoutThoseThatFailed() {
    Line line = new Line("callback", "adaptive");
    List<Cost> all = new ArrayList<>();
    double[][] rounds = {{4, 8, 9}, {40, 88, 99}};
    int[] steps = {1, 10, 1000};
    for (int round = 1; round <= 2; round++) {
      for (int i = 0; i < steps.length; i++) {
        all.add(
            new Cost(Axis.CONNECTIONS, steps[i], line, round, 5, rounds[round - 1][i], 1, 1, null));
      }
      all.add(Cost.failure(Axis.CONNECTIONS, 100, line, round, "broken"));
    }
    List<Bend.Step> climb = new Costs(all).climb(Axis.CONNECTIONS, line, Cost::micros);
    assertThat(climb)
        .containsExactly(
            new Bend.Step(1, 10, List.of(2.0, 2.2)),
            new Bend.Step(10, 1000, List.of(9 / 8.0, 99 / 88.0)));
    assertThat(new Costs(all).failures(Axis.CONNECTIONS, 100, line))
        .isEqualTo("failed 2 x: broken");
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
