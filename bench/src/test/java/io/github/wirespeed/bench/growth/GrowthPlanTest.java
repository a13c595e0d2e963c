package io.github.wirespeed.bench.growth;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.WaitStrategy;
import io.github.wirespeed.bench.Payload;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class GrowthPlanTest {
  private static GrowthPlan plan(int messages) {
    return new GrowthPlan(
        List.of(1, 10, 100),
        List.of(16),
        List.of(WaitStrategy.adaptive(), WaitStrategy.blocking()),
        3,
        messages,
        Duration.ofMillis(100));
  }

  @Test
  void payloadsGrowByFourUpToTheMessageLimit() {
    assertThat(GrowthPlan.full().payloads())
        .startsWith(16, 64, 256, 1024)
        .endsWith(4 << 20, 16 << 20)
        .hasSize(11);
    assertThat(GrowthPlan.quick().payloads()).endsWith(256 << 10, 1 << 20).hasSize(9);
    assertThat(Payload.parse("16M")).isEqualTo(16 << 20);
  }

  @Test
  void connectionsGrowByTen() {
    assertThat(GrowthPlan.full().connections()).containsExactly(1, 10, 100, 1000, 10_000);
    assertThat(GrowthPlan.quick().connections()).containsExactly(1, 10, 100, 1000);
  }

  @Test
  void theWholeRunFitsItsTime() {
    assertThat(GrowthPlan.full().seconds()).isBetween(60.0, 300.0);
    assertThat(GrowthPlan.quick().seconds()).isBetween(5.0, 55.0);
  }

  @Test
  void thereIsOneCurveForEachWayThatOursWait() {
    assertThat(plan(0).manyConnections())
        .extracting(Line::toString)
        .containsExactly(
            "floor, blocking", "callback, adaptive", "callback, blocking", "netty, blocking");
  }

  @Test
  void theTimeSaysHowManyMessagesButEachConnectionHasSome() {
    assertThat(plan(0).messages(1000, 10)).isEqualTo(100_000);
    assertThat(plan(0).messages(1e6, 1000)).isEqualTo(4000);
    assertThat(plan(0).messages(1e12, 1)).isEqualTo(4);
    assertThat(plan(0).probe(1)).isEqualTo(500);
    assertThat(plan(0).probe(10_000)).isEqualTo(20_000);
  }

  @Test
  void whoAsksForMessagesGetsThemAndOneForEachConnectionAtLeast() {
    assertThat(plan(7).messages(1000, 3)).isEqualTo(7);
    assertThat(plan(7).messages(1000, 30)).isEqualTo(30);
    assertThat(plan(7).probe(3)).isEqualTo(7);
  }

  @Test
  void stepsThatNeedTooMuchAreLeftOut() {
    assertThat(plan(0).upTo(10).connections()).containsExactly(1, 10);
    assertThat(plan(0).upTo(10).payloads()).containsExactly(16);
  }
}
