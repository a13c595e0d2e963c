package io.github.wirespeed.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameEncoderTest {
  private final CountingRandom random = new CountingRandom();
  private final MaskingKeys keys = new MaskingKeys(random);

  @Test
  void aServerSendsTheExamplesOfTheRfc() {
    FrameEncoder server = new FrameEncoder(Role.SERVER, keys);
    assertThat(encode(server, 0x81, "48 65 6C 6C 6F")).isEqualTo("81 05 48 65 6C 6C 6F");
    assertThat(encode(server, 0x01, "48 65 6C")).isEqualTo("01 03 48 65 6C");
    assertThat(encode(server, 0x80, "6C 6F")).isEqualTo("80 02 6C 6F");
    assertThat(encode(server, 0x89, "")).isEqualTo("89 00");
    assertThat(encode(server, 0xC2, "01")).isEqualTo("C2 01 01");
    assertThat(random.calls()).as("keys drawn by a server").isZero();
  }

  @Test
  void aClientMasksWithTheKeyThatItSends() {
    FrameEncoder client = new FrameEncoder(Role.CLIENT, new MaskingKeys(new FixedRandom()));
    assertThat(encode(client, 0x81, "48 65 6C 6C 6F"))
        .isEqualTo("81 85 37 FA 21 3D 7F 9F 4D 51 58");
    assertThat(encode(client, 0x88, "")).isEqualTo("88 80 37 FA 21 3D");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 8, 9, 124, 125, 126, 127, 65534, 65535, 65536, 65537, 200_000})
  void everySizeIsFramedForBothRoles(int size) {
    byte[] payload = Wire.pattern(size);
    for (Role role : Role.values()) {
      FrameEncoder encoder = new FrameEncoder(role, keys);
      int header = (size < 126 ? 2 : size < 65536 ? 4 : 10) + (role == Role.CLIENT ? 4 : 0);
      assertThat(encoder.frameLength(size)).isEqualTo(header + size);
      ByteBuffer out = ByteBuffer.allocate(3 + header + size).position(3);
      encoder.frame(0x82, ByteBuffer.wrap(payload), size, out);
      assertThat(out.hasRemaining()).isFalse();

      List<SentFrame> sent = SentFrame.parse(role, Wire.copy(out.position(3)));
      assertThat(SentFrame.shape(sent)).isEqualTo("82:" + size);
      assertThat(sent.get(0).payload()).isEqualTo(payload);
    }
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void thePayloadIsLeftAsItWasAndItsPositionMoved(Role role) {
    byte[] bytes = Wire.pattern(40);
    ByteBuffer direct = ByteBuffer.allocateDirect(40).put(bytes).clear();
    for (ByteBuffer payload :
        List.of(
            ByteBuffer.wrap(bytes.clone()).asReadOnlyBuffer(),
            ByteBuffer.wrap(bytes.clone()).order(ByteOrder.LITTLE_ENDIAN),
            direct)) {
      payload.position(3).limit(35);
      ByteBuffer out = ByteBuffer.allocateDirect(64);
      new FrameEncoder(role, keys).frame(0x82, payload, 20, out);

      assertThat(payload.position()).isEqualTo(23);
      assertThat(payload.limit()).isEqualTo(35);
      assertThat(payload.clear()).isEqualTo(ByteBuffer.wrap(bytes));
      SentFrame sent = SentFrame.parse(role, Wire.copy(out.flip())).get(0);
      assertThat(sent.payload()).isEqualTo(Arrays.copyOfRange(bytes, 3, 23));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 125, 126, 127, 65535, 65536, 70000})
  void aGuessOfTheLengthDoesNotShowInTheFrame(int length) {
    byte[] payload = Wire.pattern(length);
    for (Role role : Role.values()) {
      for (int guess : new int[] {0, 125, 126, 65535, 65536}) {
        FrameEncoder encoder = new FrameEncoder(role, keys);
        ByteBuffer out = ByteBuffer.allocate(length + 2 * FrameHeader.MAX_LENGTH).position(5);
        int start = encoder.begin(out, guess);
        assertThat(start).isEqualTo(5);
        out.put(payload);
        encoder.end(out, start, guess, 0x82);

        byte[] bytes = Wire.copy(out.flip().position(5));
        List<SentFrame> sent = SentFrame.parse(role, bytes);
        assertThat(SentFrame.shape(sent)).isEqualTo("82:" + length);
        assertThat(sent.get(0).payload()).isEqualTo(payload);
      }
    }
  }

  @Test
  void roleAndKeysAreDemanded() {
    assertThatNullPointerException()
        .isThrownBy(() -> new FrameEncoder(null, keys))
        .withMessage("role");
    assertThatNullPointerException()
        .isThrownBy(() -> new FrameEncoder(Role.SERVER, null))
        .withMessage("keys");
  }

  private static String encode(FrameEncoder encoder, int firstByte, String payload) {
    ByteBuffer bytes = ByteBuffer.wrap(Wire.bytes(payload));
    ByteBuffer out = ByteBuffer.allocate(64);
    encoder.frame(firstByte, bytes, bytes.remaining(), out);
    assertThat(bytes.hasRemaining()).isFalse();
    return Wire.hex(out.flip());
  }

  /** Hands out the key of the RFC's examples, again and again. */
  private static final class FixedRandom extends SecureRandom {
    private static final long serialVersionUID = 1;

    @Override
    public void nextBytes(byte[] target) {
      byte[] key = Wire.bytes("37 FA 21 3D");
      for (int i = 0; i < target.length; i++) {
        target[i] = key[i % 4];
      }
    }
  }
}
