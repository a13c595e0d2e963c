package io.github.wirespeed.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CloseStatusTest {
  @Test
  void thePayloadIsTheCodeAndTheReasonInUtf8() {
    assertThat(Wire.hex(CloseStatus.sendable(1000, "").payload())).isEqualTo("03 E8");
    assertThat(Wire.hex(CloseStatus.sendable(4999, "bye").payload())).isEqualTo("13 87 62 79 65");
    assertThat(Wire.hex(CloseStatus.sendable(3000, "\u20AC\uD83D\uDE00").payload()))
        .isEqualTo("0B B8 E2 82 AC F0 9F 98 80");
    assertThat(CloseStatus.NONE.payload().hasRemaining()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65535, 66536})
  void aCodeThatMustNotBeOnTheWireIsRefused(int code) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CloseStatus.sendable(code, ""))
        .withMessage(
            "close code "
                + code
                + " must not be sent: only 1000-1003, 1007-1014 and 3000-4999 may (RFC 6455 7.4)");
  }

  @Test
  void aReasonIsTakenUpTo123BytesOfUtf8() {
    for (String full : List.of("r".repeat(123), "\u20AC".repeat(41), "\u00E9".repeat(61) + "r")) {
      assertThat(CloseStatus.sendable(1000, full).payload().remaining()).isEqualTo(125);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> CloseStatus.sendable(1000, full + "r"))
          .withMessage("close reason of 124 bytes exceeds 123 (RFC 6455 5.5)");
    }
    assertThat(CloseStatus.sendable(1000, "r".repeat(122)).payload().remaining()).isEqualTo(124);
  }

  @Test
  void aReasonWithALoneSurrogateIsRefused() {
    for (String lone : List.of("\uD83D", "a\uDE00", "\uD83Db")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> CloseStatus.sendable(1000, lone))
          .withMessage("close reason holds a lone surrogate");
    }
  }

  @Test
  void aReasonIsDemanded() {
    assertThatNullPointerException()
        .isThrownBy(() -> CloseStatus.sendable(1000, null))
        .withMessage("reason");
  }

  @Test
  void aViolationIsCutToWhatAControlFrameHolds() {
    assertThat(CloseStatus.violation(1002, "short")).isEqualTo(new CloseStatus(1002, "short"));
    String full = "0123456789".repeat(13);
    assertThat(CloseStatus.violation(1002, full).reason()).isEqualTo(full.substring(0, 123));
    assertThat(CloseStatus.violation(1002, full).payload().remaining()).isEqualTo(125);
  }

  @Test
  void itReadsAsASentence() {
    assertThat(CloseStatus.sendable(1000, "bye")).hasToString("1000 (normal) bye");
    assertThat(CloseStatus.sendable(1001, "")).hasToString("1001 (going away)");
    assertThat(CloseStatus.sendable(4000, "mine")).hasToString("4000 mine");
    assertThat(CloseStatus.sendable(3000, "")).hasToString("3000");
    assertThat(CloseStatus.NONE).hasToString("1005 (no status in the close frame)");
    assertThat(CloseStatus.ABNORMAL).hasToString("1006 (no close frame)");
  }
}
