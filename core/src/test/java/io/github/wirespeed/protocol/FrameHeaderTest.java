package io.github.wirespeed.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameHeaderTest {
  @ParameterizedTest
  @CsvSource({
    "0, 81 00, 81 80",
    "1, 81 01, 81 81",
    "125, 81 7D, 81 FD",
    "126, 81 7E 00 7E, 81 FE 00 7E",
    "127, 81 7E 00 7F, 81 FE 00 7F",
    "32768, 81 7E 80 00, 81 FE 80 00",
    "65535, 81 7E FF FF, 81 FE FF FF",
    "65536, 81 7F 00 00 00 00 00 01 00 00, 81 FF 00 00 00 00 00 01 00 00",
    "2147483648, 81 7F 00 00 00 00 80 00 00 00, 81 FF 00 00 00 00 80 00 00 00",
    "9223372036854775807, 81 7F 7F FF FF FF FF FF FF FF, 81 FF 7F FF FF FF FF FF FF FF"
  })
  void theShortestFormIsWritten(long length, String unmasked, String masked) {
    ByteBuffer out = ByteBuffer.allocate(FrameHeader.MAX_LENGTH);
    FrameHeader.write(out, 0x81, length);
    assertThat(Wire.hex(out.flip())).isEqualTo(unmasked);
    assertThat(FrameHeader.length(length, false)).isEqualTo(out.remaining());

    out.clear();
    FrameHeader.writeMasked(out, 0x81, length, 0x80FF0102);
    assertThat(Wire.hex(out.flip())).isEqualTo(masked + " 80 FF 01 02");
    assertThat(FrameHeader.length(length, true)).isEqualTo(out.remaining());
  }

  @Test
  void theFirstByteIsWrittenAsItIs() {
    for (int first = 0; first < 256; first++) {
      ByteBuffer out = ByteBuffer.allocate(2);
      FrameHeader.write(out, first, 5);
      assertThat(out.get(0) & 0xFF).isEqualTo(first);
      assertThat(out.get(1)).isEqualTo((byte) 5);
    }
  }

  @Test
  void theBitsAreThoseOfTheRfc() {
    assertThat(FrameHeader.FIN + FrameHeader.RSV1 + FrameHeader.RSV2 + FrameHeader.RSV3)
        .isEqualTo(0xF0);
    assertThat(FrameHeader.RSV).isEqualTo(0x70);
    assertThat(FrameHeader.RSV1).isEqualTo(0x40);
    assertThat(FrameHeader.RSV2).isEqualTo(0x20);
    assertThat(FrameHeader.OPCODE).isEqualTo(0x0F);
    assertThat(FrameHeader.MASK).isEqualTo(0x80);
    assertThat(FrameHeader.LENGTH).isEqualTo(0x7F);
  }
}
