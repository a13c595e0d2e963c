package io.github.wirespeed.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class DurationsTest {
  @ParameterizedTest
  @CsvSource({
    "0s, PT0S",
    "250ms, PT0.25S",
    "1.5s, PT1.5S",
    "0.001ms, PT0.000001S",
    "10S, PT10S",
    "2m, PT2M",
    "23.9h, PT23H54M",
    "999999999h, PT999999999H"
  })
  void areReadAsTheyAreTyped(String typed, Duration expected) {
    assertThat(new Durations().convert(typed)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "1", "s", "-1s", "1 s", "1.s", ".5s", "1d", "1s2m", "1e3s", "9999999999s"})
  void whatIsNoneIsQuoted(String typed) {
    assertThatThrownBy(() -> new Durations().convert(typed))
        .isInstanceOf(TypeConversionException.class)
        .hasMessage("'" + typed + "' is not a time such as 250ms, 10s or 2m");
  }

  @ParameterizedTest
  @CsvSource({
    "PT0S, 0.000 ms",
    "PT0.0001234S, 0.123 ms",
    "PT1S, 1 s",
    "PT1.25S, 1.3 s",
    "PT119S, 119 s",
    "PT2M, 2 min",
    "PT119M, 119 min",
    "PT2H, 2 h",
    "PT36H30M, 36.5 h"
  })
  void areShownInAUnitThatFits(Duration time, String shown) {
    assertThat(Durations.shown(time)).isEqualTo(shown);
  }
}
