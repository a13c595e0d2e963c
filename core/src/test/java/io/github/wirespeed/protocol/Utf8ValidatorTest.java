package io.github.wirespeed.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Examples and edges; all sequences of up to four bytes are in conformance's tables. */
class Utf8ValidatorTest {
  private final Utf8Validator validator = new Utf8Validator();

  @ParameterizedTest
  @CsvSource({
    "80, 0",
    "BF, 0",
    "C0, 0",
    "C1, 0",
    "F5, 0",
    "FF, 0",
    "FE, 0",
    "E0 80, 1",
    "E0 9F, 1",
    "ED A0, 1",
    "ED BF, 1",
    "F0 80, 1",
    "F0 8F, 1",
    "F4 90, 1",
    "F4 BF, 1",
    "C2 41, 1",
    "E2 82 41, 2",
    "E2 82 C0, 2",
    "F0 9F 98 41, 3",
    "41 C3 28, 2",
    "E2 82 AC 80, 3",
    "C0 AF, 0",
    "E0 80 AF, 1",
    "F0 80 80 AF, 1",
    "F8 88 80 80 80, 0",
    "ED A0 81 ED B0 80, 1"
  })
  void theFirstDeadByteIsFound(String hex, int deadAt) {
    byte[] bytes = Wire.bytes(hex);
    assertThat(whole(bytes)).isEqualTo(deadAt);
    assertThat(byteByByte(bytes)).isEqualTo(deadAt);
  }

  @ParameterizedTest
  @CsvSource({
    "00",
    "7F",
    "C2 80",
    "DF BF",
    "E0 A0 80",
    "ED 9F BF",
    "EE 80 80",
    "EF BF BE",
    "EF BF BF",
    "F0 90 80 80",
    "F0 9F BF BF",
    "F4 8F BF BF",
    "CE BA E1 BD B9 CF 83 CE BC CE B5"
  })
  void validTextIsAccepted(String hex) {
    byte[] bytes = Wire.bytes(hex);
    assertThat(whole(bytes)).isEqualTo(-1);
    assertThat(validator.complete()).isTrue();
    assertThat(byteByByte(bytes)).isEqualTo(-1);
    assertThat(validator.complete()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"C3", "E2", "E2 82", "F0", "F0 9F", "F0 9F 98", "41 42 C3", "E0 A0", "F4 8F BF"})
  void textThatStopsInsideACodePointIsNotComplete(String hex) {
    assertThat(whole(Wire.bytes(hex))).isEqualTo(-1);
    assertThat(validator.complete()).isFalse();
    validator.reset();
    assertThat(validator.complete()).isTrue();
  }

  @Test
  void everyCodePointIsAcceptedWholeAndInBytes() {
    for (int codePoint = 0; codePoint <= 0x10FFFF; codePoint++) {
      if (codePoint < 0xD800 || codePoint > 0xDFFF) {
        byte[] bytes = Wire.utf8(Character.toString(codePoint));
        if (whole(bytes) != -1 || byteByByte(bytes) != -1 || !validator.complete()) {
          throw new AssertionError("refused U+" + Integer.toHexString(codePoint));
        }
      }
    }
    assertThat(validator.ascii()).isFalse();
  }

  @Test
  void aBadByteIsFoundAtEveryPlaceOfALongTextFromEveryStart() {
    byte[] text =
        Wire.utf8("0123456789abcdefghij\u00E9klmno\u20ACpqrs\uD83D\uDE00tuvwxyz0123456789");
    for (int from = 0; from < 9; from++) {
      for (int bad = 0; bad < text.length; bad++) {
        byte[] bytes = Wire.concat(new byte[from], text, new byte[9]);
        bytes[from + bad] = (byte) 0xFF;
        for (ByteBuffer buffer : buffers(bytes)) {
          validator.reset();
          assertThat(validator.validate(buffer, from, from + text.length)).isEqualTo(from + bad);
        }
      }
    }
  }

  @Test
  void bytesOutsideTheRangeAreNotLookedAt() {
    byte[] bytes = Wire.bytes("FF FF 41 42 43 44 45 46 47 48 49 FF FF FF FF FF FF FF FF");
    for (ByteBuffer buffer : buffers(bytes)) {
      for (int from = 2; from <= 11; from++) {
        for (int to = from; to <= 11; to++) {
          validator.reset();
          assertThat(validator.validate(buffer, from, to)).isEqualTo(-1);
        }
      }
    }
  }

  @Test
  void asciiIsRememberedOverPartsUntilTheReset() {
    validator.reset();
    assertThat(validator.ascii()).isTrue();
    assertThat(whole(Wire.utf8("only ASCII, and more than eight bytes of it\0\u007F")))
        .isEqualTo(-1);
    assertThat(validator.ascii()).isTrue();
    byte[] accent = Wire.utf8("\u0080");
    assertThat(validator.validate(ByteBuffer.wrap(accent), 0, accent.length)).isEqualTo(-1);
    assertThat(validator.validate(ByteBuffer.wrap(Wire.utf8("abc")), 0, 3)).isEqualTo(-1);
    assertThat(validator.ascii()).isFalse();
    validator.reset();
    assertThat(validator.ascii()).isTrue();
  }

  private int whole(byte[] bytes) {
    validator.reset();
    return validator.validate(ByteBuffer.wrap(bytes), 0, bytes.length);
  }

  private int byteByByte(byte[] bytes) {
    validator.reset();
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    for (int i = 0; i < bytes.length; i++) {
      int bad = validator.validate(buffer, i, i + 1);
      if (bad >= 0) {
        return bad;
      }
    }
    return -1;
  }

  private static List<ByteBuffer> buffers(byte[] bytes) {
    ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    return List.of(
        ByteBuffer.wrap(bytes),
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN),
        ByteBuffer.wrap(bytes).asReadOnlyBuffer(),
        direct);
  }
}
