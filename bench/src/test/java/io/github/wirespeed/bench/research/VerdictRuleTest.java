package io.github.wirespeed.bench.research;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.wirespeed.bench.experiment.Case;
import io.github.wirespeed.bench.experiment.Experiment;
import io.github.wirespeed.bench.experiment.Variant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class VerdictRuleTest {
  private static final Variant.Opening NOTHING = lab -> operations -> 1;

  private static final Case OF =
      new Case(
          "of",
          Case.Unit.NANOS,
          List.of(
              Variant.shipped("a", "", NOTHING),
              Variant.alternative("b", "", NOTHING),
              Variant.absent("c", "this JDK has none")));

  private static final Experiment EXPERIMENT =
      new Study("made-up", "Which?", "b is faster", "For no reason.", List.of(OF));

  private static MedianInterval interval(double... figures) {
    return MedianInterval.of(DoubleStream.of(figures).boxed().toList());
  }

  private static List<Measured> rounds(double shipped, double... alternative) {
    List<Measured> rounds = new ArrayList<>();
    for (int i = 0; i < alternative.length; i++) {
      rounds.add(new Measured("made-up", "of", "a", true, i + 1, 10, shipped, null));
      rounds.add(new Measured("made-up", "of", "b", false, i + 1, 10, alternative[i], null));
    }
    return rounds;
  }

  private static Row alternative(List<Measured> rounds) {
    return Row.of(List.of(EXPERIMENT), rounds).get(1);
  }

  @Test
  void ofTenFiguresTheIntervalLeavesOutOneAtEachEnd() {
    assertThat(interval(1, 2, 3, 4, 5, 6, 7, 8, 9, 100)).isEqualTo(new MedianInterval(2, 9));
  }

  @Test
  void theIntervalIsThatOfTheSignTest() {
    // The tables of the sign test: ranks at 95 %.
    assertThat(interval(1, 2, 3, 4, 5).known()).isFalse();
    assertThat(interval(1, 2, 3, 4, 5, 6)).isEqualTo(new MedianInterval(1, 6));
    assertThat(interval(9, 8, 7, 6, 5, 4, 3, 2, 1)).isEqualTo(new MedianInterval(2, 8));
    assertThat(MedianInterval.of(DoubleStream.iterate(1, x -> x + 1).limit(20).boxed().toList()))
        .isEqualTo(new MedianInterval(6, 15));
    assertThat(interval().known()).isFalse();
  }

  @Test
  void whatIsShippedIsKeptIfNineOfTenRoundsSaySo() {
    Row row = alternative(rounds(10, 11, 12, 13, 11, 12, 13, 11, 12, 13, 2));
    assertThat(row.outcome()).isEqualTo(Outcome.KEPT);
    assertThat(row.ratios().median()).isEqualTo(1.2, within(1e-9));
    assertThat(row.interval().low()).isEqualTo(1.1, within(1e-9));
  }

  @Test
  void anAlternativeThatIsFasterIsSaidToBe() {
    List<Measured> rounds = rounds(10, 9, 9, 8, 9, 9, 8, 9, 9, 8, 9);
    assertThat(alternative(rounds).outcome()).isEqualTo(Outcome.FASTER);
    assertThat(ResearchTable.against(Row.of(List.of(EXPERIMENT), rounds)))
        .singleElement()
        .asString()
        .startsWith("Faster than what is shipped: made-up, of, b: the alternative is faster");
  }

  @Test
  void twoRoundsThatDisagreeWithTheOthersMakeItNoDifference() {
    assertThat(alternative(rounds(10, 11, 12, 13, 11, 12, 13, 11, 12, 9, 9)).outcome())
        .isEqualTo(Outcome.NO_DIFFERENCE);
  }

  @Test
  void threeRoundsAreNotEnough() {
    assertThat(alternative(rounds(10, 20, 20, 20)).outcome()).isEqualTo(Outcome.TOO_FEW);
  }

  @Test
  void aRatioIsOfTheSameRound() {
    List<Measured> rounds = new ArrayList<>(rounds(10, 20, 20, 20, 20, 20, 20));
    rounds.remove(0); // the shipped one's first round
    rounds.set(2, new Measured("made-up", "of", "b", false, 2, 10, 100, null));
    Row row = alternative(rounds);
    assertThat(row.times().count()).isEqualTo(6);
    assertThat(row.ratios().count()).isEqualTo(5);
    assertThat(row.ratios().max()).isEqualTo(10, within(1e-9));
  }

  @Test
  void whatFailedOrIsNotThereIsNamedWithTheReason() {
    List<Measured> rounds = new ArrayList<>(rounds(10, 20));
    rounds.add(Measured.failed(EXPERIMENT, OF, OF.variants().get(1), 2, "no answer in 60 s"));
    List<Row> rows = Row.of(List.of(EXPERIMENT), rounds);
    assertThat(rows.get(1).outcome()).isEqualTo(Outcome.FAILED);
    assertThat(rows.get(2).outcome()).isEqualTo(Outcome.ABSENT);
    assertThat(ResearchTable.sentences(List.of(EXPERIMENT), rows))
        .contains(
            "made-up, of, b: failed: no answer in 60 s",
            "made-up, of, c: not measured: this JDK has none",
            "made-up, why: For no reason.");
  }

  @Test
  void aCaseHasOneShippedVariantAndItIsTheFirst() {
    Variant shipped = Variant.shipped("a", "", NOTHING);
    Variant other = Variant.alternative("b", "", NOTHING);
    for (List<Variant> wrong :
        List.of(List.of(other), List.of(other, shipped), List.of(shipped, shipped))) {
      assertThatThrownBy(() -> new Case("x", Case.Unit.NANOS, wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("case 'x' needs its one shipped variant first");
    }
  }
}
