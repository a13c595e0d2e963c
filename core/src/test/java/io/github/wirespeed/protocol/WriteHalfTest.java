package io.github.wirespeed.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class WriteHalfTest {
  private final MaskingKeys keys = new MaskingKeys(new CountingRandom());
  private final List<Integer> asked = new ArrayList<>();

  @Test
  void aServersFramesAreExact() {
    WriteHalf half = half(Role.SERVER, 125);
    assertThat(half.data(Opcode.BINARY, buffer("01 02 03"), true)).isTrue();
    assertThat(half.text("Hello", 0)).isEqualTo(5);
    half.control(Opcode.PING, buffer("09"));
    half.control(Opcode.PONG, buffer(""));
    assertThat(half.data(Opcode.TEXT, buffer(""), true)).isTrue();
    half.control(Opcode.CLOSE, new CloseStatus(1000, "bye").payload());
    assertThat(Wire.hex(half.pending()))
        .isEqualTo("82 03 01 02 03 81 05 48 65 6C 6C 6F 89 01 09 8A 00 81 00 88 05 03 E8 62 79 65");
  }

  @Test
  void aClientsFramesAreMaskedEachWithAKeyOfItsOwn() {
    WriteHalf half = half(Role.CLIENT, 1000);
    for (int i = 0; i < 500; i++) {
      half.data(Opcode.BINARY, buffer("00 00 00 00"), true);
      half.text("a", 0);
      half.control(Opcode.PING, buffer("01"));
    }
    List<SentFrame> sent = SentFrame.parse(Role.CLIENT, Wire.copy(half.pending()));
    assertThat(SentFrame.shape(sent.subList(0, 3))).isEqualTo("82:4 81:1 89:1");
    Set<Integer> seen = new HashSet<>();
    for (SentFrame frame : sent) {
      seen.add(frame.key());
      if (frame.firstByte() == 0x82) {
        assertThat(frame.payload()).containsExactly(0, 0, 0, 0);
      }
    }
    assertThat(sent).hasSize(1500);
    assertThat(seen).hasSizeGreaterThan(1495);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 82:0",
    "124, 82:124",
    "125, 82:125",
    "126, 02:125 80:1",
    "250, 02:125 80:125",
    "251, 02:125 00:125 80:1",
    "600, 02:125 00:125 00:125 00:125 80:100"
  })
  void aMessageIsCutAtTheFragmentSize(int size, String shape) {
    byte[] payload = Wire.pattern(size);
    for (Role role : Role.values()) {
      WriteHalf half = half(role, 125);
      ByteBuffer source = ByteBuffer.wrap(payload.clone()).asReadOnlyBuffer();
      List<Boolean> completes = new ArrayList<>();
      do {
        completes.add(half.data(Opcode.BINARY, source, true));
        assertThat(half.messageOpen()).isEqualTo(source.hasRemaining());
      } while (source.hasRemaining());

      assertThat(completes.indexOf(true)).as("complete").isEqualTo(completes.size() - 1);
      List<SentFrame> sent = SentFrame.parse(role, Wire.copy(half.pending()));
      assertThat(SentFrame.shape(sent)).isEqualTo(shape);
      assertThat(SentFrame.message(sent)).isEqualTo(payload);
      assertThat(source.clear()).isEqualTo(ByteBuffer.wrap(payload));
    }
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void aMessageMayBeGivenInParts(Role role) {
    WriteHalf half = half(role, 125);
    assertThat(half.data(Opcode.TEXT, buffer("61"), false)).isFalse();
    assertThat(half.data(Opcode.TEXT, buffer(""), false)).isFalse();
    assertThat(half.data(Opcode.TEXT, buffer("62 63"), false)).isFalse();
    assertThat(half.messageOpen()).isTrue();
    assertThat(half.data(Opcode.TEXT, buffer(""), true)).isTrue();
    assertThat(half.messageOpen()).isFalse();
    half.data(Opcode.BINARY, buffer("64"), true);
    assertThat(SentFrame.shape(SentFrame.parse(role, Wire.copy(half.pending()))))
        .isEqualTo("01:1 00:0 00:2 80:0 82:1");
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void controlFramesGoBetweenFragments(Role role) {
    WriteHalf half = half(role, 125);
    ByteBuffer payload = ByteBuffer.wrap(Wire.pattern(200));
    half.data(Opcode.BINARY, payload, true);
    ByteBuffer pong = ByteBuffer.wrap(Wire.pattern(125)).asReadOnlyBuffer();
    half.control(Opcode.PONG, pong);
    half.control(Opcode.PING, buffer(""));
    assertThat(pong.hasRemaining()).isFalse();
    assertThat(half.messageOpen()).isTrue();
    half.data(Opcode.BINARY, payload, true);

    List<SentFrame> sent = SentFrame.parse(role, Wire.copy(half.pending()));
    assertThat(SentFrame.shape(sent)).isEqualTo("02:125 8A:125 89:0 80:75");
    assertThat(sent.get(1).payload()).isEqualTo(Wire.pattern(125));
    assertThat(SentFrame.message(sent)).isEqualTo(Wire.pattern(200));
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void everythingIsRefusedAfterTheClose(Role role) {
    WriteHalf half = half(role, 125);
    assertThat(half.closed()).isFalse();
    half.control(Opcode.CLOSE, buffer("03 E8"));
    assertThat(half.closed()).isTrue();
    String bytes = Wire.hex(half.pending());
    ByteBuffer payload = buffer("01");

    assertThatIllegalStateException()
        .isThrownBy(() -> half.data(Opcode.BINARY, payload, true))
        .withMessage("BINARY frame after the close frame (RFC 6455 5.5.1)");
    assertThatIllegalStateException()
        .isThrownBy(() -> half.text("a", 0))
        .withMessage("TEXT frame after the close frame (RFC 6455 5.5.1)");
    for (Opcode opcode : List.of(Opcode.PING, Opcode.PONG, Opcode.CLOSE)) {
      assertThatIllegalStateException()
          .isThrownBy(() -> half.control(opcode, payload))
          .withMessage(opcode + " frame after the close frame (RFC 6455 5.5.1)");
    }
    assertThat(payload.position()).isZero();
    assertThat(Wire.hex(half.pending())).isEqualTo(bytes);
    assertThat(half.closed()).isTrue();
  }

  @Test
  void aControlPayloadOfMoreThan125BytesIsRefused() {
    WriteHalf half = half(Role.CLIENT, 125);
    ByteBuffer payload = ByteBuffer.allocate(126);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> half.control(Opcode.PING, payload))
        .withMessage("PING payload of 126 bytes exceeds 125 (RFC 6455 5.5)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> half.control(Opcode.CLOSE, payload))
        .withMessage("CLOSE payload of 126 bytes exceeds 125 (RFC 6455 5.5)");
    assertThat(half.hasPending()).isFalse();
    assertThat(half.closed()).isFalse();
    assertThat(payload.remaining()).isEqualTo(126);
  }

  @Test
  void partialWritesInAnyStepsGiveTheSameBytes() {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      WriteHalf half = half(Role.SERVER, 125 + random.nextInt(5000));
      ByteArrayOutputStream expected = new ByteArrayOutputStream();
      ByteArrayOutputStream written = new ByteArrayOutputStream();
      for (int i = 0; i < 60; i++) {
        byte[] payload = Wire.pattern(random.nextInt(126));
        half.data(Opcode.BINARY, ByteBuffer.wrap(payload), true);
        expected.writeBytes(Wire.frame(0x82, payload));
        if (random.nextBoolean()) {
          write(half, random.nextInt(300), written);
        }
      }
      while (half.hasPending()) {
        write(half, 1 + random.nextInt(300), written);
      }
      assertThat(written.toByteArray()).as("seed %d", seed).isEqualTo(expected.toByteArray());
      assertThat(half.pending().hasRemaining()).isFalse();
      assertThat(half.written()).isTrue();
    }
  }

  private static void write(WriteHalf half, int most, ByteArrayOutputStream written) {
    ByteBuffer pending = half.pending();
    byte[] bytes = new byte[Math.min(most, pending.remaining())];
    pending.get(bytes);
    written.writeBytes(bytes);
    boolean all = !pending.hasRemaining();
    assertThat(half.written()).isEqualTo(all);
    assertThat(half.hasPending()).isEqualTo(!all);
  }

  @Test
  void nothingIsPendingAtFirst() {
    WriteHalf half = half(Role.SERVER, 125);
    assertThat(half.hasPending()).isFalse();
    assertThat(asked).as("buffers of an idle half").isEmpty();
    assertThat(half.pending().hasRemaining()).isFalse();
    assertThat(half.written()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void theBufferGrowsByPowersOfTwoAndIsThenKept(Role role) {
    WriteHalf half = half(role, 1 << 20);
    half.data(Opcode.BINARY, ByteBuffer.allocate(4000), true);
    assertThat(asked).containsExactly(4096);
    half.data(Opcode.BINARY, ByteBuffer.allocate(4000), true);
    half.data(Opcode.BINARY, ByteBuffer.allocate(100_000), true);
    assertThat(asked).containsExactly(4096, 8192, 131_072);
    assertThat(SentFrame.shape(SentFrame.parse(role, Wire.copy(half.pending()))))
        .isEqualTo("82:4000 82:4000 82:100000");

    half.pending().position(half.pending().limit());
    assertThat(half.written()).isTrue();
    half.data(Opcode.BINARY, ByteBuffer.allocate(100_000), true);
    half.text("a".repeat(1000), 0);
    assertThat(asked).as("room was there").hasSize(3);
  }

  @Test
  void whatIsWrittenIsNotCarriedIntoALargerBuffer() {
    WriteHalf half = half(Role.SERVER, 1 << 20);
    half.data(Opcode.BINARY, ByteBuffer.wrap(Wire.pattern(4000)), true);
    ByteBuffer pending = half.pending();
    pending.position(pending.limit() - 3);
    assertThat(half.written()).isFalse();
    half.data(Opcode.BINARY, ByteBuffer.wrap(Wire.pattern(4000)), true);
    assertThat(asked).containsExactly(4096, 4096);
    byte[] last = Arrays.copyOfRange(Wire.pattern(4000), 3997, 4000);
    assertThat(Wire.copy(half.pending()))
        .isEqualTo(Wire.concat(last, Wire.frame(0x82, Wire.pattern(4000))));
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void theBytesOfAMessageAreThoseOfItsPayloadInAllItsFrames(Role role) {
    WriteHalf half = half(role, 125);
    assertThat(half.messageBytes()).isZero();
    half.data(Opcode.BINARY, ByteBuffer.allocate(7), true);
    assertThat(half.messageBytes()).isEqualTo(7);
    ByteBuffer large = ByteBuffer.allocate(300);
    half.data(Opcode.BINARY, large, true);
    half.control(Opcode.PING, buffer("01 02"));
    half.data(Opcode.BINARY, large, true);
    assertThat(half.messageBytes()).as("so far").isEqualTo(250);
    half.data(Opcode.BINARY, large, true);
    assertThat(half.messageBytes()).isEqualTo(300);
    String text = "€".repeat(100);
    for (int next = 0; next < text.length(); ) {
      next = half.text(text, next);
    }
    assertThat(half.messageBytes()).as("in UTF-8").isEqualTo(300);
    half.data(Opcode.TEXT, ByteBuffer.allocate(5), false);
    half.data(Opcode.TEXT, ByteBuffer.allocate(0), true);
    assertThat(half.messageBytes()).as("in two parts").isEqualTo(5);
  }

  @Test
  void aMessageThatWasWithdrawnLeavesNoBytesToTheNext() {
    WriteHalf half = half(Role.CLIENT, 125);
    half.data(Opcode.BINARY, ByteBuffer.allocate(300), true);
    assertThat(half.withdraw()).isTrue();
    half.text("abc", 0);
    assertThat(half.messageBytes()).isEqualTo(3);
  }

  @Test
  void aPayloadThatIsNotCopiedHasItsBytesAllTheSame() {
    WriteHalf half = half(Role.SERVER, 125);
    half.header(Opcode.BINARY, 200, true);
    half.header(Opcode.BINARY, 75, true);
    assertThat(half.messageBytes()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({"-1", "0", "124"})
  void aFragmentSizeBelowThatOfAControlFrameIsRefused(int size) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> half(Role.CLIENT, size))
        .withMessage("fragment size of " + size + " bytes is not in 125 to 536870912");
  }

  @Test
  void anythingMissingIsRefused() {
    assertThatNullPointerException()
        .isThrownBy(() -> new WriteHalf(Role.CLIENT, keys, 125, null))
        .withMessage("buffers");
    assertThatNullPointerException()
        .isThrownBy(() -> new WriteHalf(Role.CLIENT, null, 125, this::allocate))
        .withMessage("keys");
  }

  private WriteHalf half(Role role, int fragmentSize) {
    return new WriteHalf(role, keys, fragmentSize, this::allocate);
  }

  private ByteBuffer allocate(int capacity) {
    asked.add(capacity);
    return ByteBuffer.allocateDirect(capacity);
  }

  private static ByteBuffer buffer(String hex) {
    return ByteBuffer.wrap(Wire.bytes(hex));
  }
}
