package io.github.wirespeed.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

class DeadlineTest {
  private static final long SIXTY_EIGHT_YEARS = Integer.MAX_VALUE * 1_000_000_000L;

  @Test
  void anOrdinaryDurationIsTakenExactly() {
    assertThat(Deadline.nanos(Duration.ZERO)).isZero();
    assertThat(Deadline.nanos(Duration.ofNanos(1))).isEqualTo(1);
    assertThat(Deadline.nanos(Duration.ofSeconds(5, 7))).isEqualTo(5_000_000_007L);
    assertThat(Deadline.nanos(Duration.ofSeconds(-1))).isEqualTo(-1_000_000_000L);
  }

  @Test
  void aDurationOfCenturiesIsCutToSixtyEightYears() {
    Duration longest = Duration.ofSeconds(Integer.MAX_VALUE);
    assertThat(Deadline.nanos(longest.minusNanos(1))).isEqualTo(SIXTY_EIGHT_YEARS - 1);
    assertThat(Deadline.nanos(longest)).isEqualTo(SIXTY_EIGHT_YEARS);
    assertThat(Deadline.nanos(longest.plusNanos(1))).isEqualTo(SIXTY_EIGHT_YEARS);
    assertThat(Deadline.nanos(ChronoUnit.CENTURIES.getDuration())).isEqualTo(SIXTY_EIGHT_YEARS);
    assertThat(Deadline.nanos(Duration.ofSeconds(Long.MAX_VALUE))).isEqualTo(SIXTY_EIGHT_YEARS);
  }

  @Test
  void aDeadlineLiesAheadByTheDuration() {
    for (Duration duration :
        new Duration[] {Duration.ZERO, Duration.ofHours(1), Duration.ofSeconds(Long.MAX_VALUE)}) {
      long before = System.nanoTime();
      long deadline = Deadline.after(duration);
      long after = System.nanoTime();
      assertThat(deadline - before).isGreaterThanOrEqualTo(Deadline.nanos(duration));
      assertThat(deadline - after).isLessThanOrEqualTo(Deadline.nanos(duration));
    }
  }
}
