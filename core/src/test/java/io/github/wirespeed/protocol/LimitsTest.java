package io.github.wirespeed.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitsTest {
  @Test
  void theDefaultsAreThoseOfTheDesign() {
    assertThat(Limits.CLIENT).isEqualTo(new Limits(16_777_216, 16_777_216, 16_384));
    assertThat(Limits.SERVER).isEqualTo(new Limits(1_048_576, 1_048_576, 16_384));
  }

  @Test
  void aLimitOnMessagesIsOneOnFramesToo() {
    assertThat(Limits.CLIENT.withMessage(10)).isEqualTo(new Limits(10, 10, 16_384));
    assertThat(new Limits(1, 2, 3).withMessage(0)).isEqualTo(new Limits(0, 0, 3));
  }

  @ParameterizedTest
  @CsvSource({"-1,0,1", "0,-1,1", "0,0,0", "0,0,-1"})
  void limitsThatNothingCouldPassAreRefused(int message, int frame, int fragments) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Limits(message, frame, fragments))
        .withMessage(
            "limits must not be negative, fragments at least 1: message "
                + message
                + ", frame "
                + frame
                + ", fragments "
                + fragments);
  }

  @ParameterizedTest
  @CsvSource({"0,64", "15,79", "16,81", "1000,1126", "2147483647,2281701438"})
  void whatIsCompressedMayBeASixteenthLongerAndABit(int bytes, long compressed) {
    assertThat(Limits.compressed(bytes)).isEqualTo(compressed);
  }

  @Test
  void aLimitOfZeroLetsEmptyMessagesPass() {
    assertThat(FrameEvents.of(Role.CLIENT, new Limits(0, 0, 1), Wire.bytes("81 00 82 00 82 01")))
        .containsExactly(
            "TEXT \"\"", "BINARY", "FAILED 1009 frame of 1 bytes exceeds the frame limit of 0");
  }
}
