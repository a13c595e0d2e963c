package io.github.wirespeed.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6455 8.1: text is UTF-8, over all its fragments, and dies at its first bad byte. */
class ReadHalfUtf8Test {
  private static final byte[] NONE = {};

  @ParameterizedTest
  @CsvSource({
    "80, 0",
    "BF, 0",
    "C0, 0",
    "C1, 0",
    "F5, 0",
    "FF, 0",
    "E0 80 80, 1",
    "E0 9F BF, 1",
    "ED A0 80, 1",
    "ED BF BF, 1",
    "F0 80 80 80, 1",
    "F0 8F BF BF, 1",
    "F4 90 80 80, 1",
    "F4 BF BF BF, 1",
    "C3 28 41, 1",
    "E2 82 28, 2",
    "F0 9F 98 28 41, 3",
    "E2 28 A1, 1",
    "CE BA E1 BD B9 CF 83 CE BC CE B5 F4 90 80 80 65 64, 12",
    "CE BA E1 BD B9 CF 83 CE BC CE B5 ED A0 80 65 64, 12",
    "48 65 6C 6C 6F 2C 20 77 6F 72 6C 64 21 21 21 21 FF 41, 16"
  })
  void textFailsAtItsFirstBadByteHoweverItIsSplit(String hex, int bad) {
    byte[] text = Wire.bytes(hex);
    String failed =
        String.format(
            Locale.ROOT,
            "FAILED 1007 invalid UTF-8 in a text message: byte 0x%02X at offset %d",
            text[bad] & 0xFF,
            bad);
    for (Role role : Role.values()) {
      assertThat(FrameEvents.of(role, Wire.to(role, 0x81, text))).containsExactly(failed);
      assertThat(FrameEvents.of(role, Wire.text(role, 0x81, "ok"), Wire.to(role, 0x81, text)))
          .containsExactly("TEXT \"ok\"", failed);
      failsInsideAnUnfinishedFrame(role, text, bad, failed);
      failsInFragments(role, text, bad, failed);
    }
  }

  private static void failsInsideAnUnfinishedFrame(Role role, byte[] text, int bad, String failed) {
    byte[] padded = Arrays.copyOf(text, 100);
    byte[] frame = Wire.to(role, 0x01, padded);
    int header = frame.length - padded.length;
    FrameEvents frames = FrameEvents.polling(role, FrameEvents.WIDE);
    frames.read(Arrays.copyOf(frame, header + bad));
    assertThat(frames.events()).as("before the bad byte").isEmpty();
    frames.read(Arrays.copyOfRange(frame, header + bad, header + bad + 1));
    assertThat(frames.events()).as("at the bad byte").containsExactly(failed);
  }

  private static void failsInFragments(Role role, byte[] text, int bad, String failed) {
    String ping = "PING 50 owes PONG 50";
    for (int at = 0; at <= text.length; at++) {
      byte[] fragments =
          Wire.concat(
              Wire.to(role, 0x01, Arrays.copyOf(text, at)),
              Wire.to(role, 0x89, "50"),
              Wire.to(role, 0x80, Arrays.copyOfRange(text, at, text.length)));
      assertThat(FrameEvents.of(role, fragments))
          .isEqualTo(at > bad ? List.of(failed) : List.of(ping, failed));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"C3", "E2", "E2 82", "F0", "F0 9F", "F0 9F 98", "41 42 43 E2 82"})
  void textThatEndsInsideACodePointFailsAtItsEnd(String hex) {
    byte[] text = Wire.bytes(hex);
    String failed =
        "FAILED 1007 text message of " + text.length + " bytes ends inside a UTF-8 sequence";
    for (Role role : Role.values()) {
      assertThat(FrameEvents.of(role, Wire.to(role, 0x81, text))).containsExactly(failed);
      assertThat(FrameEvents.of(role, Wire.to(role, 0x01, text), Wire.to(role, 0x89, "")))
          .as("not before the end")
          .containsExactly("PING owes PONG");
      assertThat(FrameEvents.of(role, Wire.to(role, 0x01, text), Wire.to(role, 0x80, NONE)))
          .containsExactly(failed);
      // The next message owes nothing to it.
      assertThat(FrameEvents.of(role, Wire.text(role, 0x81, "ok"), Wire.to(role, 0x82, text)))
          .containsExactly("TEXT \"ok\"", "BINARY " + hex);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\0",
        "\u007F\u0080\u07FF\u0800\uD7FF\uE000\uFFFD",
        "\uFFFE\uFFFF",
        "\uD83F\uDFFF",
        "\uDBFF\uDFFF",
        "\u20AC \uD83D\uDE00 \u03BA\u1F79\u03C3\u03BC\u03B5"
      })
  void validTextMayBeSplitInsideACodePoint(String text) {
    byte[] bytes = Wire.utf8(text);
    String delivered = "TEXT \"" + text + '"';
    for (Role role : Role.values()) {
      assertThat(FrameEvents.of(role, Wire.to(role, 0x81, bytes))).containsExactly(delivered);
      for (int at = 0; at <= bytes.length; at++) {
        byte[] fragments =
            Wire.concat(
                Wire.to(role, 0x01, Arrays.copyOf(bytes, at)),
                Wire.to(role, 0x89, "F0"),
                Wire.to(role, 0x80, Arrays.copyOfRange(bytes, at, bytes.length)));
        assertThat(FrameEvents.of(role, fragments))
            .containsExactly("PING F0 owes PONG F0", delivered);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void binaryIsNotLookedAt(Role role) {
    byte[] bytes = Wire.concat(Wire.to(role, 0x02, "FF C0"), Wire.to(role, 0x80, "ED A0 80 E2"));
    assertThat(FrameEvents.of(role, bytes, Wire.text(role, 0x81, "ok")))
        .containsExactly("BINARY FF C0 ED A0 80 E2", "TEXT \"ok\"");
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void aHalfCodePointOfAReasonDoesNotTouchTheTextAroundIt(Role role) {
    assertThat(
            FrameEvents.of(
                role,
                Wire.to(role, 0x01, "E2 82"),
                Wire.to(role, 0x89, "E2"),
                Wire.to(role, 0x8A, "FF"),
                Wire.to(role, 0x80, "AC")))
        .containsExactly("PING E2 owes PONG E2", "PONG FF", "TEXT \"\u20AC\"");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1023, 1024, 1025, 40_000, 65_535, 65_536, 99_998, 99_999})
  void aBadByteInALargeTextIsNamedByItsOffsetInTheMessage(int bad) {
    byte[] text = new byte[100_000];
    Arrays.fill(text, (byte) 'a');
    text[bad] = (byte) 0xFE;
    String failed = "FAILED 1007 invalid UTF-8 in a text message: byte 0xFE at offset " + bad;
    for (Role role : Role.values()) {
      assertThat(FrameEvents.of(role, Wire.to(role, 0x81, text))).containsExactly(failed);
      byte[] fragments =
          Wire.concat(
              Wire.to(role, 0x01, Arrays.copyOf(text, 30_000)),
              Wire.to(role, 0x80, Arrays.copyOfRange(text, 30_000, text.length)));
      assertThat(FrameEvents.of(role, fragments)).containsExactly(failed);
    }
  }

  @Test
  void aBadByteReadIntoSpaceFailsBeforeTheFrameIsWhole() {
    byte[] text = new byte[100_000];
    Arrays.fill(text, (byte) 'a');
    text[50_000] = (byte) 0x80;
    byte[] frame = Wire.frame(0x81, text);
    FrameEvents frames =
        FrameEvents.honouringSpace(Role.CLIENT, FrameEvents.WIDE, ByteBuffer.allocate(4096));

    frames.read(Arrays.copyOf(frame, 10 + 50_000));
    assertThat(frames.events()).isEmpty();
    frames.read(new byte[] {frame[10 + 50_000]});

    assertThat(frames.events())
        .containsExactly("FAILED 1007 invalid UTF-8 in a text message: byte 0x80 at offset 50000");
    assertThat(frames.readsIntoSpace()).isPositive();
  }

  @Test
  void aLargeTextThatEndsInSpaceInsideACodePointFails() {
    byte[] text = new byte[100_000];
    Arrays.fill(text, (byte) 'a');
    text[99_999] = (byte) 0xC3;
    FrameEvents frames =
        FrameEvents.honouringSpace(Role.SERVER, FrameEvents.WIDE, ByteBuffer.allocate(4096));

    frames.read(Wire.masked(0x81, Wire.KEY, text), Wire.masked(0x81, 1, Wire.utf8("late")));

    assertThat(frames.events())
        .containsExactly("FAILED 1007 text message of 100000 bytes ends inside a UTF-8 sequence");
    assertThat(frames.readsIntoSpace()).isPositive();
  }
}
