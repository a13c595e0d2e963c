package io.github.wirespeed.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class Utf8EncoderTest {
  private static final List<String> CHARACTERS = List.of("a", "\u00E9", "\u20AC", "\uD83D\uDE00");

  private final Utf8Encoder encoder = new Utf8Encoder();

  @Test
  void everyCodePointIsEncodedAsByTheJdk() {
    ByteBuffer out = ByteBuffer.allocate(6);
    for (int codePoint = 0; codePoint <= 0x10FFFF; codePoint++) {
      if (codePoint < 0xD800 || codePoint > 0xDFFF) {
        String text = Character.toString(codePoint);
        int next = encoder.encode(text, 0, out.clear());
        if (next != text.length() || !out.flip().equals(ByteBuffer.wrap(Wire.utf8(text)))) {
          throw new AssertionError("wrong bytes for U+" + Integer.toHexString(codePoint));
        }
      }
    }
    assertThat(Wire.hex(out.position(0))).as("the last of them").isEqualTo("F4 8F BF BF");
  }

  @Test
  void everyCharacterIsEncodedAtEveryPlaceAroundTheChunkBounds() {
    for (int before : new int[] {0, 1, 1021, 1022, 1023, 1024, 1025, 2046, 2047, 2048}) {
      for (String filler : CHARACTERS) {
        for (String character : CHARACTERS) {
          String text = filler.repeat(before) + character + filler + character;
          ByteBuffer out = ByteBuffer.allocateDirect(3 * text.length());
          assertThat(encoder.encode(text, 0, out)).isEqualTo(text.length());
          assertThat(Wire.copy(out.flip())).isEqualTo(Wire.utf8(text));
        }
      }
    }
  }

  @Test
  void anyRoomIsFilledWithWholeCodePointsAndTheRestIsLeft() {
    String text = "ab\u00E9\u20AC\uD83D\uDE00c\u20AC\u20ACd".repeat(20);
    byte[] whole = Wire.utf8(text);
    for (int room = 0; room <= whole.length + 9; room++) {
      ByteBuffer out = ByteBuffer.allocate(room);
      int next = encoder.encode(text, 0, out);
      byte[] bytes = Wire.copy(out.flip());
      assertThat(bytes).isEqualTo(Wire.utf8(text.substring(0, next)));
      // Whatever surely fits, at three bytes a character and six a pair, is there.
      assertThat(next).isGreaterThanOrEqualTo(Math.min(text.length(), room / 3 - 1));

      ByteBuffer rest = ByteBuffer.allocate(3 * text.length());
      assertThat(encoder.encode(text, next, rest)).isEqualTo(text.length());
      assertThat(Wire.concat(bytes, Wire.copy(rest.flip()))).isEqualTo(whole);
    }
  }

  @Test
  void plainTextFillsTheLastByte() {
    String text = "0123456789".repeat(300);
    for (int room : new int[] {1, 10, 1023, 1024, 1025, 2999, 3000}) {
      ByteBuffer out = ByteBuffer.allocate(room);
      assertThat(encoder.encode(text, 0, out)).isEqualTo(room);
      assertThat(Wire.copy(out.flip())).isEqualTo(Wire.utf8(text.substring(0, room)));
    }
  }

  static List<Arguments> loneSurrogates() {
    return List.of(
        arguments("\uD83D", 0, "D83D"),
        arguments("\uDE00", 0, "DE00"),
        arguments("a\uD83Db", 1, "D83D"),
        arguments("ab\uDE00\uD83D", 2, "DE00"),
        arguments("\uD83D\uDE00\uDE00", 2, "DE00"),
        arguments("\uDBFF\uDBFF\uDFFF", 0, "DBFF"),
        arguments("\uD800", 0, "D800"),
        arguments("\u20AC\uDFFF", 1, "DFFF"));
  }

  @ParameterizedTest
  @MethodSource("loneSurrogates")
  void aLoneSurrogateIsNamed(String text, int index, String surrogate) {
    String message = "text has no UTF-8 form: lone surrogate U+" + surrogate + " at index " + index;
    assertThatIllegalArgumentException().isThrownBy(() -> encoder.check(text)).withMessage(message);
    ByteBuffer out = ByteBuffer.allocate(100);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> encoder.encode(text, 0, out))
        .withMessage(message);
  }

  @Test
  void whatHasAnUtf8FormPassesTheCheck() {
    for (String text : List.of("", "a", "\uD7FF\uE000\uFFFF", "\uD800\uDC00\uDBFF\uDFFF")) {
      assertThatCode(() -> encoder.check(text)).doesNotThrowAnyException();
    }
  }
}
