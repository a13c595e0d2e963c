package io.github.wirespeed.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadTest {
  @ParameterizedTest
  @CsvSource({"1, 1", "256, 256", "8K, 8192", "8k, 8192", "1M, 1048576", "16m, 16777216"})
  void takesBytesAndSuffixes(String text, int bytes) {
    assertThat(Payload.parse(text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "K", "-1", "1.5K", "1G", "8 K", "0x10", "99999999999", "１"})
  void refusesWhatIsNoSize(String text) {
    assertThatThrownBy(() -> Payload.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "' is not a payload size");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "0K", "17M", "16777217", "999999999M"})
  void refusesWhatIsOutOfRange(String text) {
    assertThatThrownBy(() -> Payload.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is not in 1 to 16777216");
  }

  @ParameterizedTest
  @CsvSource({"1, 1 B", "1000, 1000 B", "1024, 1 KiB", "102400, 100 KiB", "1048576, 1 MiB"})
  void showsTheLargestUnitThatDivides(int bytes, String shown) {
    assertThat(Payload.show(bytes)).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 7, 3",
    "125, 131, 127",
    "126, 134, 130",
    "256, 264, 260",
    "65535, 65543, 65539",
    "65536, 65550, 65546",
    "262144, 262158, 262154",
    "262145, 262165, 262157",
    "1048576, 1048632, 1048616"
  })
  void countsTheHeadersOfAllFrames(int payload, int masked, int unmasked) {
    assertThat(Payload.wireBytes(payload, true)).isEqualTo(masked);
    assertThat(Payload.wireBytes(payload, false)).isEqualTo(unmasked);
  }

  @Test
  void givesTheSameBytesEachTime() {
    assertThat(Payload.direct(100)).isEqualTo(Payload.direct(100)).isNotEqualTo(Payload.direct(99));
  }
}
