package io.github.wirespeed.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MaskerTest {
  private static final int[] KEYS = {Wire.KEY, 0, -1, 0x01020304, 0x80000000, 0x000000FF};

  private enum Kind {
    HEAP,
    HEAP_LITTLE_ENDIAN,
    HEAP_SLICE,
    DIRECT,
    DIRECT_LITTLE_ENDIAN,
    DIRECT_SLICE;

    /** A buffer of such a kind with these bytes. */
    ByteBuffer of(byte[] bytes) {
      boolean slice = this == HEAP_SLICE || this == DIRECT_SLICE;
      int room = bytes.length + (slice ? 7 : 0);
      ByteBuffer all =
          name().startsWith("HEAP") ? ByteBuffer.allocate(room) : ByteBuffer.allocateDirect(room);
      ByteBuffer buffer = slice ? all.slice(3, bytes.length) : all;
      boolean little = this == HEAP_LITTLE_ENDIAN || this == DIRECT_LITTLE_ENDIAN;
      return buffer
          .order(little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN)
          .put(bytes)
          .clear();
    }
  }

  @Test
  void theExampleOfTheRfcIsMasked() {
    ByteBuffer buffer = ByteBuffer.wrap(Wire.utf8("Hello"));
    Masker.mask(buffer, 0, 5, Wire.KEY, 0);
    assertThat(Wire.hex(buffer)).isEqualTo("7F 9F 4D 51 58");
    Masker.mask(buffer, 0, 5, Wire.KEY, 0);
    assertThat(Wire.hex(buffer)).isEqualTo("48 65 6C 6C 6F");
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void everyAlignmentPhaseAndLengthIsMaskedInPlace(Kind kind) {
    byte[] bytes = Wire.pattern(90);
    for (int key : KEYS) {
      for (int from = 0; from < 9; from++) {
        for (int length = 0; length <= 70; length++) {
          for (int phase = 0; phase < 8; phase++) {
            ByteBuffer buffer = kind.of(bytes).position(2).limit(from + length);
            ByteOrder order = buffer.order();
            Masker.mask(buffer, from, from + length, key, phase);
            if (buffer.order() != order
                || buffer.position() != Math.min(2, from + length)
                || buffer.limit() != from + length
                || !buffer.clear().equals(reference(bytes, from, length, key, phase))) {
              throw new AssertionError(
                  "from " + from + ", length " + length + ", phase " + phase + ", key " + key);
            }
          }
        }
      }
    }
    assertThat(kind.of(bytes))
        .as("the reference changes nothing")
        .isEqualTo(ByteBuffer.wrap(bytes));
  }

  @Test
  void largePayloadsAreMasked() {
    Random random = new Random(42);
    for (Kind kind : Kind.values()) {
      for (int round = 0; round < 20; round++) {
        byte[] bytes = new byte[1000 + random.nextInt(200_000)];
        random.nextBytes(bytes);
        int key = random.nextInt();
        int from = random.nextInt(900);
        int length = random.nextInt(bytes.length - from);
        int phase = random.nextInt(1000);
        ByteBuffer buffer = kind.of(bytes);
        Masker.mask(buffer, from, from + length, key, phase);
        assertThat(buffer.equals(reference(bytes, from, length, key, phase))).isTrue();
      }
    }
  }

  @Test
  void aPayloadInPartsIsMaskedAsTheWhole() {
    byte[] bytes = Wire.pattern(100);
    ByteBuffer whole = ByteBuffer.wrap(Wire.applyMask(Wire.KEY, bytes));
    for (int step : List.of(1, 2, 3, 5, 7, 8, 13, 99)) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes.clone());
      for (int i = 0; i < 100; i += step) {
        Masker.mask(buffer, i, Math.min(100, i + step), Wire.KEY, i);
      }
      assertThat(buffer).isEqualTo(whole);
    }
  }

  @Test
  void aPhaseBeyondAnIntIsTakenModuloFour() {
    for (int phase = 0; phase < 4; phase++) {
      ByteBuffer buffer = ByteBuffer.wrap(Wire.pattern(20));
      Masker.mask(buffer, 0, 20, Wire.KEY, (1L << 33) + phase);
      assertThat(buffer).isEqualTo(reference(Wire.pattern(20), 0, 20, Wire.KEY, phase));
    }
  }

  /** RFC 6455 5.3, word for word: octet i of the payload with octet i MOD 4 of the key. */
  private static ByteBuffer reference(byte[] bytes, int from, int length, int key, int phase) {
    byte[] out = bytes.clone();
    for (int i = 0; i < length; i++) {
      int octet = (key >> (8 * (3 - (phase + i) % 4))) & 0xFF;
      out[from + i] = (byte) (bytes[from + i] ^ octet);
    }
    return ByteBuffer.wrap(out);
  }
}
