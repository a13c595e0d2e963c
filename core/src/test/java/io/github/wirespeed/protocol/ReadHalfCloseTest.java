package io.github.wirespeed.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ReadHalfCloseTest {
  @ParameterizedTest
  @EnumSource(Role.class)
  void anEmptyCloseIsAnsweredByAnEmptyOne(Role role) {
    assertThat(FrameEvents.of(role, Wire.to(role, 0x88, "")))
        .containsExactly("CLOSE 1005 \"\" owes CLOSE");
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void theCodeIsEchoedAndTheReasonIsNot(Role role) {
    assertThat(FrameEvents.of(role, Wire.to(role, 0x88, "03 E8")))
        .containsExactly("CLOSE 1000 \"\" owes CLOSE 03 E8");
    assertThat(FrameEvents.of(role, Wire.to(role, 0x88, "0F A0 62 79 65")))
        .containsExactly("CLOSE 4000 \"bye\" owes CLOSE 0F A0");
    assertThat(FrameEvents.of(role, Wire.to(role, 0x88, "03 E9 E2 82 AC F0 9F 98 80")))
        .containsExactly("CLOSE 1001 \"\u20AC\uD83D\uDE00\" owes CLOSE 03 E9");
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void aCloseOfEveryLengthIsUnderstood(Role role) {
    for (int length = 2; length <= 125; length++) {
      String reason = "r".repeat(length - 2);
      byte[] payload = Wire.concat(Wire.bytes("03 E8"), Wire.utf8(reason));
      assertThat(FrameEvents.of(role, Wire.to(role, 0x88, payload)))
          .containsExactly("CLOSE 1000 \"" + reason + "\" owes CLOSE 03 E8");
    }
  }

  @ParameterizedTest
  @CsvSource({"00,0", "03,3", "7F,127", "80,128", "E8,232", "FF,255"})
  void aCloseOfOneByteIsRefused(String payload, int value) {
    for (Role role : Role.values()) {
      assertThat(FrameEvents.of(role, Wire.to(role, 0x88, payload)))
          .containsExactly("FAILED 1002 close frame of 1 byte: a close code takes two: " + value);
    }
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void everyCloseCodeIsJudged(Role role) {
    List<Integer> wrong = new ArrayList<>();
    int accepted = 0;
    for (int code = 0; code < 65536; code++) {
      byte[] payload = {(byte) (code >> 8), (byte) code};
      ReadHalf half = new ReadHalf(role, Limits.SERVER);
      ByteBuffer in = ByteBuffer.wrap(Wire.to(role, 0x88, payload));
      boolean right;
      if (mayBeSent(code)) {
        accepted++;
        right =
            half.poll(in) == ReadHalf.CLOSE
                && half.closeStatus().equals(new CloseStatus(code, ""))
                && half.owed() == Opcode.CLOSE
                && half.owedPayload().equals(ByteBuffer.wrap(payload));
      } else {
        CloseStatus told = new CloseStatus(1002, "close code must not be sent: " + code);
        right =
            half.poll(in) == ReadHalf.FAILED
                && half.closeStatus().equals(told)
                && half.owed() == Opcode.CLOSE
                && half.owedPayload().getShort(0) == 1002;
      }
      if (!right || half.poll(in) != ReadHalf.ENDED) {
        wrong.add(code);
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(accepted).isEqualTo(4 + 8 + 2000);
  }

  /** RFC 6455 7.4.1 and the registry: single codes; 7.4.2: the ranges of libraries and users. */
  private static boolean mayBeSent(int code) {
    return List.of(1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014)
            .contains(code)
        || code / 1000 == 3
        || code / 1000 == 4;
  }

  @ParameterizedTest
  @CsvSource({
    "FF, 0",
    "80, 0",
    "C0 80, 0",
    "61 62 C3 28, 3",
    "61 ED A0 80, 2",
    "F4 90 80 80, 1",
    "61 C3, 2",
    "E2 82, 2",
    "61 61 F0 9F 98, 5"
  })
  void aReasonThatIsNotUtf8IsRefused(String reason, int offset) {
    for (Role role : Role.values()) {
      assertThat(FrameEvents.of(role, Wire.to(role, 0x88, "03 E8" + reason)))
          .containsExactly("FAILED 1007 close reason is not UTF-8, bad from byte: " + offset);
    }
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void aBadCodeIsNamedBeforeABadReason(Role role) {
    assertThat(FrameEvents.of(role, Wire.to(role, 0x88, "03 ED FF")))
        .containsExactly("FAILED 1002 close code must not be sent: 1005");
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void whatFollowsACloseIsDiscardedWithoutAnEvent(Role role) {
    byte[] after =
        Wire.concat(
            Wire.text(role, 0x81, "MSG"),
            Wire.to(role, 0x89, "01"),
            Wire.to(role, 0x88, "03 E8"),
            Wire.bytes("FF FF FF"),
            Wire.pattern(1 << 20));
    FrameEvents frames = FrameEvents.polling(role, FrameEvents.WIDE);

    frames.read(Wire.text(role, 0x81, "ok"), Wire.to(role, 0x88, "03 E8"), after).read(after);

    assertThat(frames.events()).containsExactly("TEXT \"ok\"", "CLOSE 1000 \"\" owes CLOSE 03 E8");
    assertThat(frames.half.closeStatus()).isEqualTo(new CloseStatus(1000, ""));
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void aCloseBetweenFragmentsDropsTheUnfinishedMessage(Role role) {
    assertThat(
            FrameEvents.of(
                role,
                Wire.text(role, 0x01, "Hel"),
                Wire.to(role, 0x88, "03 E8"),
                Wire.text(role, 0x80, "lo")))
        .containsExactly("CLOSE 1000 \"\" owes CLOSE 03 E8");
  }

  @Test
  void theStatusOfAnOpenConnectionIsNull() {
    ReadHalf half = new ReadHalf(Role.CLIENT, Limits.CLIENT);
    assertThat(half.closeStatus()).isNull();
    assertThat(half.poll(ByteBuffer.wrap(Wire.bytes("89 00 88 00")))).isEqualTo(ReadHalf.PING);
    assertThat(half.closeStatus()).isNull();
  }

  @Test
  void aCloseIsOwedOnce() {
    ReadHalf half = new ReadHalf(Role.CLIENT, Limits.CLIENT);
    ByteBuffer in = ByteBuffer.wrap(Wire.bytes("88 00 88 00"));
    assertThat(half.poll(in)).isEqualTo(ReadHalf.CLOSE);
    assertThat(half.owed()).isEqualTo(Opcode.CLOSE);
    assertThat(half.poll(in)).isEqualTo(ReadHalf.ENDED);
    assertThat(half.owed()).isNull();
    assertThat(in.hasRemaining()).isFalse();
  }
}
