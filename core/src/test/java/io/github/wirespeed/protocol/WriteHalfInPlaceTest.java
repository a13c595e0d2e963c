package io.github.wirespeed.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** {@link WriteHalf}: headers whose payload is written from where it lies, and withdrawals. */
class WriteHalfInPlaceTest {

  @ParameterizedTest
  @CsvSource({
    "0, 82 00",
    "1, 82 01",
    "125, 82 7D",
    "126, 82 7E 00 7E",
    "65535, 82 7E FF FF",
    "65536, 82 7F 00 00 00 00 00 01 00 00",
    "1048576, 82 7F 00 00 00 00 00 10 00 00"
  })
  void aServersHeaderIsExactAndNothingFollowsIt(int length, String header) {
    WriteHalf half = half(Role.SERVER, 1 << 20);
    assertThat(half.header(Opcode.BINARY, length, true)).isEqualTo(length);
    assertThat(Wire.hex(half.pending())).isEqualTo(header);
    assertThat(half.messageOpen()).isFalse();
  }

  @Test
  void aMessageInPlaceIsCutAtTheFragmentSize() {
    WriteHalf half = half(Role.SERVER, 1000);
    assertThat(half.header(Opcode.TEXT, 2001, true)).isEqualTo(1000);
    assertThat(half.messageOpen()).isTrue();
    assertThat(half.header(Opcode.TEXT, 1001, true)).isEqualTo(1000);
    assertThat(half.messageOpen()).isTrue();
    assertThat(half.header(Opcode.TEXT, 1, true)).isEqualTo(1);
    assertThat(half.messageOpen()).isFalse();
    assertThat(half.header(Opcode.TEXT, 1000, true)).isEqualTo(1000);
    assertThat(half.messageOpen()).isFalse();
    assertThat(Wire.hex(half.pending())).isEqualTo("01 7E 03 E8 00 7E 03 E8 80 01 81 7E 03 E8");
  }

  @Test
  void aMessageMayBeInPlaceInPartAndEndsOnlyWithItsLastPart() {
    WriteHalf half = half(Role.SERVER, 1000);
    assertThat(half.header(Opcode.BINARY, 5, false)).isEqualTo(5);
    assertThat(half.messageOpen()).isTrue();
    half.control(Opcode.PING, buffer("09"));
    half.data(Opcode.BINARY, buffer("01"), false);
    assertThat(half.header(Opcode.BINARY, 0, true)).isZero();
    assertThat(Wire.hex(half.pending())).isEqualTo("02 05 89 01 09 00 01 01 80 00");
  }

  @Test
  void aClientHasNoHeaderInPlaceForItMasks() {
    WriteHalf half = half(Role.CLIENT, 1000);
    assertThatIllegalStateException().isThrownBy(() -> half.header(Opcode.BINARY, 5, true));
    assertThat(half.hasPending()).isFalse();
    assertThat(half.messageOpen()).isFalse();
  }

  @Test
  void noHeaderFollowsAClose() {
    WriteHalf half = half(Role.SERVER, 1000);
    half.control(Opcode.CLOSE, buffer(""));
    assertThatIllegalStateException()
        .isThrownBy(() -> half.header(Opcode.BINARY, 5, true))
        .withMessage("BINARY frame after the close frame (RFC 6455 5.5.1)");
    assertThat(Wire.hex(half.pending())).isEqualTo("88 00");
  }

  /** What may be taken back while no byte of it is written. */
  private enum Frame {
    WHOLE {
      @Override
      void encode(WriteHalf half) {
        half.data(Opcode.BINARY, buffer("01 02 03"), true);
      }
    },
    FIRST_OF_SEVERAL {
      @Override
      void encode(WriteHalf half) {
        half.data(Opcode.BINARY, buffer("01 02 03"), false);
      }
    },
    TEXT {
      @Override
      void encode(WriteHalf half) {
        half.text("Hello", 0);
      }
    },
    FIRST_OF_A_LONG_TEXT {
      @Override
      void encode(WriteHalf half) {
        half.text("a".repeat(3000), 0);
      }
    },
    PING {
      @Override
      void encode(WriteHalf half) {
        half.control(Opcode.PING, buffer("09"));
      }
    },
    PONG {
      @Override
      void encode(WriteHalf half) {
        half.control(Opcode.PONG, buffer("0A"));
      }
    };

    abstract void encode(WriteHalf half);
  }

  @ParameterizedTest
  @EnumSource
  void aFrameIsTakenBackAndTheNextMessageStartsClean(Frame frame) {
    for (Role role : Role.values()) {
      WriteHalf half = half(role, 1000);
      frame.encode(half);
      assertThat(half.hasPending()).isTrue();
      assertThat(half.withdraw()).isTrue();
      assertThat(half.hasPending()).isFalse();
      assertThat(half.pending().hasRemaining()).isFalse();
      assertThat(half.messageOpen()).isFalse();
      assertThat(half.withdraw()).as("twice").isFalse();
      half.data(Opcode.TEXT, buffer("61"), true);
      assertThat(shape(role, half)).isEqualTo("81:1");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFrameIsTakenBackFromBehindBytesThatWait(Frame frame) {
    for (int written = 0; written <= 5; written++) {
      WriteHalf half = half(Role.SERVER, 1000);
      half.data(Opcode.BINARY, buffer("F1 F2 F3"), true);
      frame.encode(half);
      write(half, written);
      assertThat(half.withdraw()).as("%d written", written).isTrue();
      assertThat(half.hasPending()).isEqualTo(written < 5);
      assertThat(half.messageOpen()).isFalse();
      half.text("a", 0);
      String rest = "82 03 F1 F2 F3 81 01 61".substring(3 * written);
      assertThat(Wire.hex(half.pending())).as("%d written", written).isEqualTo(rest);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFrameOfWhichAByteIsWrittenIsNotTakenBack(Frame frame) {
    WriteHalf half = half(Role.SERVER, 1000);
    half.control(Opcode.PONG, buffer(""));
    frame.encode(half);
    byte[] all = Wire.copy(half.pending());
    boolean open = half.messageOpen();
    write(half, 3);
    assertThat(half.withdraw()).isFalse();
    assertThat(half.messageOpen()).isEqualTo(open);
    assertThat(Wire.hex(half.pending())).isEqualTo(Wire.hex(all).substring(9));
  }

  @ParameterizedTest
  @EnumSource
  void aFrameThatIsWrittenIsNotTakenBack(Frame frame) {
    WriteHalf half = half(Role.SERVER, 1000);
    frame.encode(half);
    boolean open = half.messageOpen();
    write(half, half.pending().remaining());
    assertThat(half.withdraw()).isFalse();
    assertThat(half.messageOpen()).isEqualTo(open);
    half.data(Opcode.BINARY, buffer(""), true);
    assertThat(Wire.hex(half.pending())).isEqualTo(open ? "80 00" : "82 00");
  }

  @Test
  void aPingInsideAMessageIsTakenBackAndTheMessageGoesOn() {
    WriteHalf half = half(Role.SERVER, 1000);
    half.data(Opcode.BINARY, buffer("01"), false);
    half.control(Opcode.PING, buffer("09"));
    assertThat(half.withdraw()).isTrue();
    assertThat(half.messageOpen()).isTrue();
    assertThat(half.withdraw()).as("the fragment before it").isFalse();
    half.data(Opcode.BINARY, buffer("02"), true);
    assertThat(Wire.hex(half.pending())).isEqualTo("02 01 01 80 01 02");
  }

  @Test
  void aContinuationIsNotTakenBack() {
    WriteHalf half = half(Role.SERVER, 1000);
    half.data(Opcode.BINARY, buffer("01"), false);
    half.data(Opcode.BINARY, buffer("02"), true);
    assertThat(half.withdraw()).isFalse();
    assertThat(Wire.hex(half.pending())).isEqualTo("02 01 01 80 01 02");
    assertThat(half.messageOpen()).isFalse();
  }

  @Test
  void aContinuationOfATextIsNotTakenBack() {
    WriteHalf half = half(Role.SERVER, 125);
    String text = "a".repeat(200);
    assertThat(half.text(text, half.text(text, 0))).isEqualTo(200);
    assertThat(half.withdraw()).isFalse();
    assertThat(shape(Role.SERVER, half)).isEqualTo("01:125 80:75");
  }

  @Test
  void aCloseAndAHeaderInPlaceAreNotTakenBack() {
    WriteHalf half = half(Role.SERVER, 1000);
    half.control(Opcode.PING, buffer("09"));
    half.header(Opcode.BINARY, 0, true);
    assertThat(half.withdraw()).as("a header").isFalse();
    half.control(Opcode.PING, buffer("09"));
    half.control(Opcode.CLOSE, buffer(""));
    assertThat(half.withdraw()).as("a close").isFalse();
    assertThat(half.closed()).isTrue();
    assertThat(Wire.hex(half.pending())).isEqualTo("89 01 09 82 00 89 01 09 88 00");
  }

  @Test
  void aFrameThatMadeTheBufferGrowIsTakenBack() {
    WriteHalf half = half(Role.SERVER, 1 << 20);
    half.data(Opcode.BINARY, ByteBuffer.allocate(3000), true);
    write(half, 3000);
    half.data(Opcode.BINARY, ByteBuffer.allocate(10_000), true);
    assertThat(half.withdraw()).isTrue();
    assertThat(Wire.hex(half.pending())).isEqualTo("00 00 00 00");
  }

  @Test
  void nothingIsTakenBackWhereNothingWasEncoded() {
    WriteHalf half = half(Role.SERVER, 1000);
    assertThat(half.withdraw()).isFalse();
    assertThat(half.hasPending()).isFalse();
  }

  private static String shape(Role role, WriteHalf half) {
    return SentFrame.shape(SentFrame.parse(role, Wire.copy(half.pending())));
  }

  private static void write(WriteHalf half, int count) {
    ByteBuffer pending = half.pending();
    pending.position(pending.position() + count);
    half.written();
  }

  private static WriteHalf half(Role role, int fragmentSize) {
    return new WriteHalf(
        role, new MaskingKeys(new CountingRandom()), fragmentSize, ByteBuffer::allocateDirect);
  }

  private static ByteBuffer buffer(String hex) {
    return ByteBuffer.wrap(Wire.bytes(hex));
  }
}
