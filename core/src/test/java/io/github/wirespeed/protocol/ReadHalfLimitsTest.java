package io.github.wirespeed.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each limit one below, at, and one above; and nothing allocated for what is only declared. */
class ReadHalfLimitsTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 125, 126, 127, 65535, 65536, 65537, 100_000})
  void aFrameIsTakenUpToTheFrameLimit(int limit) {
    Limits limits = new Limits(1 << 24, limit, 10);
    for (Role role : Role.values()) {
      for (int size : new int[] {limit - 1, limit}) {
        byte[] payload = Wire.pattern(size);
        String event = "BINARY " + FrameEvents.describe(payload, Wire.hex(payload));
        assertThat(FrameEvents.polling(role, limits).read(Wire.to(role, 0x82, payload)).events())
            .containsExactly(event.trim());
      }
      byte[] header = shortest(role, 0x82, limit + 1);
      String failed =
          "FAILED 1009 frame of " + (limit + 1) + " bytes exceeds the frame limit of " + limit;
      assertThat(FrameEvents.of(role, limits, header)).containsExactly(failed);
      assertThat(FrameEvents.of(role, limits, Wire.to(role, 0x82, "01"), header))
          .containsExactly("BINARY 01", failed);
    }
  }

  @ParameterizedTest
  @ValueSource(
      longs = {
        (1L << 31) - 64,
        (1L << 31) - 1,
        1L << 31,
        (1L << 32) + 1,
        1L << 39,
        1L << 62,
        Long.MAX_VALUE,
        0x0080_0000_0000_0001L
      })
  void aHugeLengthIsRefusedAtItsHeaderAndNothingIsAllocated(long length) {
    String failed = "FAILED 1009 frame of " + length + " bytes exceeds the frame limit of 16777216";
    for (Role role : Role.values()) {
      byte[] header = Wire.start(role, 0x82, 8, length);
      assertThat(FrameEvents.of(role, Limits.CLIENT, header)).containsExactly(failed);

      List<Integer> asked = new ArrayList<>();
      ReadHalf half = new ReadHalf(role, Limits.CLIENT, 0, capacity -> refuse(asked, capacity));
      FrameEvents frames = FrameEvents.polling(half).readInSteps(header, 1);
      assertThat(frames.events()).containsExactly(failed);
      assertThat(asked).isEmpty();
    }
  }

  @Test
  void aLargeLengthKeepsItsHighWord() {
    byte[] bytes = Wire.bytes("82 7F 00 00 00 01 00 00 00 01 41 81 03 4D 53 47");
    assertThat(FrameEvents.of(Role.CLIENT, Limits.CLIENT, bytes))
        .containsExactly(
            "FAILED 1009 frame of 4294967297 bytes exceeds the frame limit of 16777216");
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void aControlFrameIsNotBoundByTheFrameLimit(Role role) {
    // RFC 6455 5.5: a limit on what messages cost leaves the peer its 125 bytes of ping and reason.
    Limits limits = Limits.SERVER.withMessage(10);
    byte[] close = Wire.concat(Wire.bytes("03 E8"), Wire.utf8("so long, and thanks"));
    assertThat(
            FrameEvents.of(
                role, limits, Wire.to(role, 0x8A, Wire.pattern(11)), Wire.to(role, 0x88, close)))
        .containsExactly(
            "PONG 00 01 02 03 04 05 06 07 08 09 0A",
            "CLOSE 1000 \"so long, and thanks\" owes CLOSE 03 E8");
  }

  @ParameterizedTest
  @CsvSource({"10", "125", "126", "65535", "65536"})
  void aMessageOfOneFrameIsTakenUpToTheMessageLimit(int limit) {
    Limits limits = new Limits(limit, 1 << 24, 10);
    for (Role role : Role.values()) {
      for (int size : new int[] {limit - 1, limit}) {
        byte[] payload = Wire.pattern(size);
        assertThat(FrameEvents.polling(role, limits).read(Wire.to(role, 0x82, payload)).events())
            .containsExactly("BINARY " + FrameEvents.describe(payload, Wire.hex(payload)));
      }
      byte[] header = shortest(role, 0x82, limit + 1);
      byte[] key = Wire.rest(role, new byte[0]);
      assertThat(FrameEvents.of(role, limits, header, key))
          .containsExactly(
              "FAILED 1009 message of at least "
                  + (limit + 1)
                  + " bytes exceeds the message limit of "
                  + limit);
    }
  }

  @ParameterizedTest
  @CsvSource({"9,0", "8,1", "5,4", "1,8", "0,9"})
  void aMessageOfFragmentsIsTakenUpToTheMessageLimit(int first, int second) {
    Limits limits = new Limits(10, 1 << 24, 10);
    for (Role role : Role.values()) {
      byte[] start = Wire.to(role, 0x02, new byte[first]);
      for (int more : new int[] {second, second + 1}) {
        byte[] all = new byte[first + more];
        assertThat(FrameEvents.of(role, limits, start, Wire.to(role, 0x80, new byte[more])))
            .containsExactly("BINARY " + Wire.hex(all));
      }
      byte[] header = shortest(role, 0x80, second + 2);
      assertThat(FrameEvents.of(role, limits, start, header, Wire.rest(role, new byte[0])))
          .containsExactly(
              "FAILED 1009 message of at least 11 bytes exceeds the message limit of 10");
    }
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void theSumOfFragmentsDoesNotOverflow(Role role) {
    byte[] start = Wire.to(role, 0x02, new byte[10]);
    Limits narrow = new Limits(65536, 65536, 10);
    assertThat(FrameEvents.of(role, narrow, start, Wire.start(role, 0x00, 8, Long.MAX_VALUE)))
        .containsExactly(
            "FAILED 1009 frame of 9223372036854775807 bytes exceeds the frame limit of 65536");

    Limits widest = new Limits(Integer.MAX_VALUE, Integer.MAX_VALUE, 10);
    byte[] header = Wire.start(role, 0x80, 8, Integer.MAX_VALUE);
    byte[] key = Wire.rest(role, new byte[0]);
    assertThat(FrameEvents.of(role, widest, start, header, key))
        .containsExactly(
            "FAILED 1009 message of at least 2147483657 bytes exceeds the message limit of"
                + " 2147483647");
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void endlessFragmentsEndAtTheMessageLimit(Role role) {
    FrameEvents frames = FrameEvents.polling(role, new Limits(1000, 1000, 1 << 20));
    frames.read(Wire.to(role, 0x02, ""));
    byte[] one = Wire.to(role, 0x00, "61");
    for (int i = 0; i < 1000; i++) {
      frames.read(one);
    }
    assertThat(frames.events()).isEmpty();
    assertThat(frames.read(one).read(one).events())
        .containsExactly(
            "FAILED 1009 message of at least 1001 bytes exceeds the message limit of 1000");
  }

  @ParameterizedTest
  @CsvSource({"1,61", "2,61", "2,''", "100,''", "100,61"})
  void fragmentsAreTakenUpToTheFragmentLimitEmptyOnesCounted(int limit, String payload) {
    Limits limits = new Limits(1 << 20, 1 << 20, limit);
    String failed =
        "FAILED 1008 message of more than " + limit + " fragments exceeds the fragment limit";
    for (Role role : Role.values()) {
      for (int frames : new int[] {limit - 1, limit, limit + 1}) {
        byte[] bytes = {};
        for (int i = 0; i < frames; i++) {
          int first = (i == 0 ? 0x02 : 0x00) | (i == frames - 1 ? 0x80 : 0);
          bytes = Wire.concat(bytes, Wire.to(role, first, payload));
        }
        List<String> expected = new ArrayList<>();
        if (frames > limit) {
          expected.add(failed);
        } else if (frames > 0) {
          expected.add(("BINARY " + "61 ".repeat(payload.isEmpty() ? 0 : frames)).trim());
        }
        // Twice: the count starts anew with every message.
        if (frames > 0 && frames <= limit) {
          expected.addAll(List.copyOf(expected));
        }
        assertThat(FrameEvents.of(role, limits, bytes, bytes)).isEqualTo(expected);
      }
    }
  }

  @Test
  void theDefaultFragmentLimitIs16384() {
    FrameEvents frames = FrameEvents.polling(Role.CLIENT, Limits.CLIENT);
    frames.read(Wire.bytes("01 00")).read(new byte[2 * 16_383]);
    assertThat(frames.events()).isEmpty();
    assertThat(frames.read(Wire.bytes("80 00")).events())
        .containsExactly(
            "FAILED 1008 message of more than 16384 fragments exceeds the fragment limit");
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void fragmentsThatAreNotSmallDoNotCount(Role role) {
    Limits limits = new Limits(1000, 1000, 2);
    byte[] large = Wire.to(role, 0x00, "61".repeat(Limits.LARGE_FRAGMENT));
    byte[] small = Wire.to(role, 0x00, "61".repeat(Limits.LARGE_FRAGMENT - 1));
    byte[] first = Wire.to(role, 0x02, "");
    assertThat(FrameEvents.of(role, limits, first, large, large, small, large, large)).isEmpty();
    assertThat(FrameEvents.of(role, limits, first, large, large, small, large, small))
        .containsExactly("FAILED 1008 message of more than 2 fragments exceeds the fragment limit");
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void controlFramesDoNotCountAsFragments(Role role) {
    Limits limits = new Limits(100, 125, 2);
    byte[] ping = Wire.to(role, 0x89, "");
    assertThat(
            FrameEvents.of(
                role,
                limits,
                Wire.to(role, 0x02, "01"),
                ping,
                ping,
                ping,
                Wire.to(role, 0x80, "02")))
        .containsExactly("PING owes PONG", "PING owes PONG", "PING owes PONG", "BINARY 01 02");
  }

  private static ByteBuffer refuse(List<Integer> asked, int capacity) {
    asked.add(capacity);
    throw new AssertionError("asked for a buffer of " + capacity);
  }

  private static byte[] shortest(Role role, int firstByte, long length) {
    return Wire.start(role, firstByte, length < 126 ? 0 : length < 65536 ? 2 : 8, length);
  }
}
