package io.github.wirespeed.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The decoder by itself: headers and parts. What it refuses is in {@link FramingViolationsTest}.
 */
class FrameDecoderTest {
  @Test
  void aFrameIsAHeaderAndItsPayload() {
    FrameDecoder decoder = new FrameDecoder(Role.SERVER, Limits.SERVER);
    ByteBuffer in = ByteBuffer.wrap(Wire.bytes("01 83 37 FA 21 3D 7F 9F 4D 80 80 00 00 00 00"));

    assertThat(decoder.poll(in)).isEqualTo(FrameDecoder.HEADER);
    assertThat(decoder.opcode()).isEqualTo(Opcode.TEXT);
    assertThat(decoder.fin()).isFalse();
    assertThat(decoder.rsv()).isZero();
    assertThat(decoder.length()).isEqualTo(3);
    assertThat(decoder.remaining()).isEqualTo(3);
    assertThat(in.position()).isEqualTo(6);

    assertThat(decoder.poll(in)).isEqualTo(FrameDecoder.PAYLOAD);
    assertThat(decoder.partStart()).isEqualTo(6);
    assertThat(decoder.partEnd()).isEqualTo(9);
    assertThat(decoder.remaining()).isZero();
    assertThat(decoder.length()).isEqualTo(3);
    assertThat(Wire.hex(in.array())).startsWith("01 83 37 FA 21 3D 48 65 6C 80");

    assertThat(decoder.poll(in)).isEqualTo(FrameDecoder.HEADER);
    assertThat(decoder.opcode()).isEqualTo(Opcode.CONTINUATION);
    assertThat(decoder.fin()).isTrue();
    assertThat(decoder.length()).isZero();
    assertThat(decoder.remaining()).isZero();

    assertThat(decoder.poll(in)).isEqualTo(FrameDecoder.NEED_BYTES);
    assertThat(decoder.failure()).isNull();
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void aPayloadComesInThePartsThatItIsFedIn(Role role) {
    byte[] payload = Wire.pattern(300);
    byte[] frame = Wire.to(role, 0x82, payload);
    int header = frame.length - payload.length;
    for (int step : new int[] {1, 2, 3, 7, 50, 299, 300}) {
      FrameDecoder decoder = new FrameDecoder(role, Limits.SERVER);
      assertThat(decoder.poll(ByteBuffer.wrap(frame, 0, header))).isEqualTo(FrameDecoder.HEADER);
      byte[] seen = {};
      for (int at = header; at < frame.length; at += step) {
        int n = Math.min(step, frame.length - at);
        ByteBuffer in = ByteBuffer.wrap(frame.clone(), at, n);
        assertThat(decoder.poll(in)).isEqualTo(FrameDecoder.PAYLOAD);
        assertThat(decoder.partStart()).isEqualTo(at);
        assertThat(decoder.partEnd()).isEqualTo(at + n);
        assertThat(in.hasRemaining()).isFalse();
        seen = Wire.concat(seen, Arrays.copyOfRange(in.array(), at, at + n));
        assertThat(decoder.remaining()).isEqualTo(payload.length - seen.length);
        assertThat(decoder.poll(in)).isEqualTo(FrameDecoder.NEED_BYTES);
      }
      assertThat(seen).isEqualTo(payload);
    }
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void aHeaderOfEveryFormIsReadFromSingleBytes(Role role) {
    for (int length : new int[] {1, 125, 126, 65535, 65536, 1 << 20}) {
      FrameDecoder decoder = new FrameDecoder(role, Limits.SERVER);
      int lengthBytes = length < 126 ? 0 : length < 65536 ? 2 : 8;
      byte[] header =
          Wire.concat(Wire.start(role, 0x82, lengthBytes, length), Wire.rest(role, new byte[0]));
      for (int i = 0; i < header.length; i++) {
        boolean last = i == header.length - 1;
        assertThat(decoder.poll(ByteBuffer.wrap(header, i, 1)))
            .isEqualTo(last ? FrameDecoder.HEADER : FrameDecoder.NEED_BYTES);
      }
      assertThat(decoder.length()).isEqualTo(length);
      assertThat(decoder.remaining()).isEqualTo(length);
    }
  }

  @Test
  void payloadReadElsewhereIsUnmaskedAtItsPhase() {
    byte[] payload = Wire.pattern(100);
    byte[] frame = Wire.masked(0x82, Wire.KEY, payload);
    for (int first = 0; first < 9; first++) {
      FrameDecoder decoder = new FrameDecoder(Role.SERVER, Limits.SERVER);
      ByteBuffer in = ByteBuffer.wrap(frame, 0, 6 + first);
      assertThat(decoder.poll(in)).isEqualTo(FrameDecoder.HEADER);
      assertThat(decoder.poll(in))
          .isEqualTo(first == 0 ? FrameDecoder.NEED_BYTES : FrameDecoder.PAYLOAD);
      byte[] target = new byte[110];
      System.arraycopy(frame, 6 + first, target, 5, 100 - first);

      decoder.payload(ByteBuffer.wrap(target), 5, 35);
      assertThat(decoder.remaining()).isEqualTo(70 - first);
      decoder.payload(ByteBuffer.wrap(target), 35, 105 - first);

      assertThat(decoder.remaining()).isZero();
      assertThat(Arrays.copyOfRange(target, 5, 105 - first))
          .isEqualTo(Arrays.copyOfRange(payload, first, 100));
      System.arraycopy(Wire.masked(0x82, Wire.KEY, payload), 0, frame, 0, frame.length);
      assertThat(decoder.poll(ByteBuffer.wrap(Wire.bytes("89 80 01 02 03 04"))))
          .as("the next frame")
          .isEqualTo(FrameDecoder.HEADER);
    }
  }

  @Test
  void unmaskedPayloadMayLieInAReadOnlyBuffer() {
    FrameDecoder decoder = new FrameDecoder(Role.CLIENT, Limits.CLIENT);
    ByteBuffer in = ByteBuffer.wrap(Wire.bytes("82 01 07")).asReadOnlyBuffer();
    assertThat(decoder.poll(in)).isEqualTo(FrameDecoder.HEADER);
    assertThat(decoder.poll(in)).isEqualTo(FrameDecoder.PAYLOAD);
    assertThat(in.get(decoder.partStart())).isEqualTo((byte) 7);
  }

  @Test
  void theBitsOfAnExtensionAreReported() {
    int allowed = FrameHeader.RSV1 | FrameHeader.RSV3;
    FrameDecoder decoder = new FrameDecoder(Role.CLIENT, Limits.CLIENT, allowed);
    ByteBuffer in = ByteBuffer.wrap(Wire.bytes("D1 00 82 00 91 00 A1"));
    assertThat(decoder.poll(in)).isEqualTo(FrameDecoder.HEADER);
    assertThat(decoder.rsv()).isEqualTo(allowed);
    assertThat(decoder.poll(in)).isEqualTo(FrameDecoder.HEADER);
    assertThat(decoder.rsv()).isZero();
    assertThat(decoder.poll(in)).isEqualTo(FrameDecoder.HEADER);
    assertThat(decoder.rsv()).isEqualTo(FrameHeader.RSV3);
    assertThat(decoder.poll(in)).isEqualTo(FrameDecoder.FAILED);
    assertThat(decoder.failure().reason()).startsWith("reserved bits 2 set on a TEXT frame");
  }

  @Test
  void aFailureIsFinalAndEatsEverythingElse() {
    FrameDecoder decoder = new FrameDecoder(Role.CLIENT, Limits.CLIENT);
    ByteBuffer in = ByteBuffer.wrap(Wire.bytes("83 81 01 61"));
    assertThat(decoder.poll(in)).isEqualTo(FrameDecoder.FAILED);
    CloseStatus failure = decoder.failure();
    assertThat(failure).isEqualTo(new CloseStatus(1002, "reserved opcode 0x3 (first byte 0x83)"));
    for (int i = 0; i < 3; i++) {
      assertThat(decoder.poll(in)).isEqualTo(FrameDecoder.FAILED);
      assertThat(in.hasRemaining()).isFalse();
      in = ByteBuffer.wrap(Wire.bytes("C1 FF 00"));
    }
    assertThat(decoder.failure()).isSameAs(failure);
  }

  @Test
  void aRoleIsDemanded() {
    assertThatNullPointerException()
        .isThrownBy(() -> new FrameDecoder(null, Limits.CLIENT))
        .withMessage("role");
  }
}
