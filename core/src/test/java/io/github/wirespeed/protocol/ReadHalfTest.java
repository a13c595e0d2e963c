package io.github.wirespeed.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReadHalfTest {
  @Test
  void theExamplesOfTheRfcAreRead() {
    assertThat(FrameEvents.of(Role.CLIENT, Wire.bytes("81 05 48 65 6C 6C 6F")))
        .containsExactly("TEXT \"Hello\"");
    assertThat(FrameEvents.of(Role.SERVER, Wire.bytes("81 85 37 FA 21 3D 7F 9F 4D 51 58")))
        .containsExactly("TEXT \"Hello\"");
    assertThat(FrameEvents.of(Role.CLIENT, Wire.bytes("01 03 48 65 6C 80 02 6C 6F")))
        .containsExactly("TEXT \"Hello\"");
    assertThat(FrameEvents.of(Role.CLIENT, Wire.bytes("89 05 48 65 6C 6C 6F")))
        .containsExactly("PING 48 65 6C 6C 6F owes PONG 48 65 6C 6C 6F");
    assertThat(FrameEvents.of(Role.SERVER, Wire.bytes("8A 85 37 FA 21 3D 7F 9F 4D 51 58")))
        .containsExactly("PONG 48 65 6C 6C 6F");
    byte[] binary = Wire.pattern(256);
    assertThat(FrameEvents.of(Role.CLIENT, Wire.bytes("82 7E 01 00"), binary))
        .containsExactly("BINARY " + FrameEvents.describe(ByteBuffer.wrap(binary)));
    byte[] large = Wire.pattern(65536);
    assertThat(FrameEvents.of(Role.CLIENT, Wire.bytes("82 7F 00 00 00 00 00 01 00 00"), large))
        .containsExactly("BINARY " + FrameEvents.describe(ByteBuffer.wrap(large)));
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void anEmptyMessageIsAMessage(Role role) {
    assertThat(FrameEvents.of(role, Wire.to(role, 0x81, ""))).containsExactly("TEXT \"\"");
    assertThat(FrameEvents.of(role, Wire.to(role, 0x82, ""))).containsExactly("BINARY");
    byte[] fragments =
        Wire.concat(Wire.to(role, 0x01, ""), Wire.to(role, 0x00, ""), Wire.to(role, 0x80, ""));
    assertThat(FrameEvents.of(role, fragments)).containsExactly("TEXT \"\"");
    // The empty one must not show what the one before it held.
    assertThat(FrameEvents.of(role, Wire.text(role, 0x81, "full"), fragments))
        .containsExactly("TEXT \"full\"", "TEXT \"\"");
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void emptyFragmentsAroundAPayloadChangeNothing(Role role) {
    byte[] empty = Wire.to(role, 0x00, "");
    byte[] bytes =
        Wire.concat(
            Wire.to(role, 0x01, ""),
            empty,
            Wire.text(role, 0x00, "Hel"),
            empty,
            Wire.text(role, 0x00, "lo"),
            Wire.to(role, 0x80, ""),
            Wire.to(role, 0x02, ""),
            Wire.to(role, 0x80, "01 02"));
    assertThat(FrameEvents.of(role, bytes)).containsExactly("TEXT \"Hello\"", "BINARY 01 02");
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void messagesOfOneReadAllArriveInOrder(Role role) {
    assertThat(
            FrameEvents.of(
                role,
                Wire.text(role, 0x81, "one"),
                Wire.to(role, 0x82, "02"),
                Wire.text(role, 0x01, "th"),
                Wire.text(role, 0x80, "ree"),
                Wire.to(role, 0x8A, "04"),
                Wire.text(role, 0x81, "five")))
        .containsExactly("TEXT \"one\"", "BINARY 02", "TEXT \"three\"", "PONG 04", "TEXT \"five\"");
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void controlFramesStandBetweenFragments(Role role) {
    assertThat(
            FrameEvents.of(
                role,
                Wire.text(role, 0x01, "He"),
                Wire.to(role, 0x89, "01 02"),
                Wire.text(role, 0x00, "ll"),
                Wire.to(role, 0x8A, "03"),
                Wire.to(role, 0x8A, ""),
                Wire.text(role, 0x80, "o")))
        .containsExactly("PING 01 02 owes PONG 01 02", "PONG 03", "PONG", "TEXT \"Hello\"");
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void aPingOfEveryLengthIsOwedItsOwnPayload(Role role) {
    for (int length = 0; length <= 125; length++) {
      byte[] payload = Wire.pattern(length);
      String hex = length == 0 ? "" : " " + Wire.hex(payload);
      assertThat(FrameEvents.of(role, Wire.to(role, 0x89, payload)))
          .containsExactly("PING" + hex + " owes PONG" + hex);
      assertThat(FrameEvents.of(role, Wire.to(role, 0x8A, payload))).containsExactly("PONG" + hex);
    }
  }

  @Test
  void tenPingsOfOneReadAreTenEvents() {
    byte[] bytes = {};
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      bytes = Wire.concat(bytes, Wire.frame(0x89, new byte[] {(byte) i}));
      expected.add("PING 0" + i + " owes PONG 0" + i);
    }
    assertThat(FrameEvents.of(Role.CLIENT, bytes)).isEqualTo(expected);
  }

  @Test
  void readingAPingsPayloadLeavesTheOwedPongWhole() {
    ReadHalf half = new ReadHalf(Role.CLIENT, Limits.CLIENT);
    assertThat(half.poll(ByteBuffer.wrap(Wire.bytes("89 02 01 02")))).isEqualTo(ReadHalf.PING);

    byte[] seen = new byte[2];
    half.payload().get(seen);

    assertThat(Wire.hex(seen)).isEqualTo("01 02");
    assertThat(half.owed()).isEqualTo(Opcode.PONG);
    assertThat(Wire.hex(half.owedPayload())).isEqualTo("01 02");
  }

  @Test
  void aMessageThatLiesWholeInTheBufferIsAViewOfIt() {
    List<Integer> asked = new ArrayList<>();
    ReadHalf half =
        new ReadHalf(Role.SERVER, Limits.SERVER, 0, capacity -> allocate(asked, capacity));
    ByteBuffer in = ByteBuffer.wrap(Wire.masked(0x81, Wire.KEY, Wire.utf8("Hello")));

    assertThat(half.poll(in)).isEqualTo(ReadHalf.MESSAGE);
    assertThat(half.payload().array()).isSameAs(in.array());
    assertThat(Wire.hex(half.payload())).isEqualTo("48 65 6C 6C 6F");
    assertThat(asked).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void aNewInputBufferAtEveryReadIsFollowed(Role role) {
    ReadHalf half = new ReadHalf(role, FrameEvents.WIDE);
    for (int i = 0; i < 3; i++) {
      ByteBuffer in = ByteBuffer.wrap(Wire.to(role, 0x82, new byte[] {(byte) i, 7}));
      assertThat(half.poll(in)).isEqualTo(ReadHalf.MESSAGE);
      assertThat(Wire.copy(half.payload())).containsExactly(i, 7);
      assertThat(half.poll(in)).isEqualTo(ReadHalf.NEED_BYTES);
    }
  }

  @Test
  void theBytesAroundTheInputAreLeftAlone() {
    byte[] frame = Wire.masked(0x82, Wire.KEY, Wire.pattern(20));
    byte[] array = Wire.concat(Wire.bytes("EE EE EE"), frame, Wire.bytes("EE EE"));
    ReadHalf half = new ReadHalf(Role.SERVER, Limits.SERVER);
    ByteBuffer in = ByteBuffer.wrap(array, 3, frame.length);

    assertThat(half.poll(in)).isEqualTo(ReadHalf.MESSAGE);
    assertThat(Wire.copy(half.payload())).isEqualTo(Wire.pattern(20));
    assertThat(in.position()).isEqualTo(3 + frame.length);
    assertThat(Wire.hex(array)).startsWith("EE EE EE 82").endsWith("EE EE");
  }

  @Test
  void aPollWithoutBytesNeedsBytesAndChangesNothing() {
    FrameEvents frames = FrameEvents.polling(Role.CLIENT, Limits.CLIENT);
    for (byte b : Wire.bytes("01 02 48 65 89 01 09 80 01 79")) {
      frames.read().read(new byte[] {b}).read();
    }
    assertThat(frames.events()).containsExactly("PING 09 owes PONG 09", "TEXT \"Hey\"");
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void theMiddleOfALargePayloadIsReadPastTheBuffer(Role role) {
    byte[] payload = Wire.pattern(200 * 1024);
    byte[] bytes = Wire.concat(Wire.to(role, 0x82, payload), Wire.text(role, 0x81, "next"));
    FrameEvents frames =
        FrameEvents.honouringSpace(role, FrameEvents.WIDE, ByteBuffer.allocate(4096));

    frames.read(bytes);

    assertThat(frames.events())
        .containsExactly(
            "BINARY " + FrameEvents.describe(ByteBuffer.wrap(payload)), "TEXT \"next\"");
    // 4 KiB start it; then 60, 64 and 72 KiB as the buffer doubles.
    assertThat(frames.readsIntoSpace()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 5, 4095, 4096, 4097})
  void spaceIsOfferedWhileAtLeast4KiBOfAStartedPayloadAreDue(int taken) {
    ReadHalf half = new ReadHalf(Role.CLIENT, FrameEvents.WIDE);
    byte[] payload = Wire.pattern(8192);
    byte[] frame = Wire.frame(0x82, payload);
    assertThat(half.space()).isNull();
    assertThat(half.poll(ByteBuffer.wrap(frame, 0, 4 + taken))).isEqualTo(ReadHalf.NEED_BYTES);

    ByteBuffer space = half.space();

    if (taken == 0 || taken > 4096) {
      assertThat(space).isNull();
    } else {
      assertThat(space.remaining()).isEqualTo(8192 - taken);
      assertThat(space.position()).isEqualTo(taken);
    }
  }

  @Test
  void aReadIntoSpaceOfNothingChangesNothing() {
    ReadHalf half = new ReadHalf(Role.CLIENT, FrameEvents.WIDE);
    byte[] frame = Wire.frame(0x82, Wire.pattern(8192));
    ByteBuffer none = ByteBuffer.allocate(0);
    assertThat(half.poll(ByteBuffer.wrap(frame, 0, 100))).isEqualTo(ReadHalf.NEED_BYTES);

    half.space();
    half.arrived();
    assertThat(half.poll(none)).isEqualTo(ReadHalf.NEED_BYTES);

    half.space().put(frame, 100, frame.length - 100);
    half.arrived();
    assertThat(half.space()).isNull();
    assertThat(half.poll(none)).isEqualTo(ReadHalf.MESSAGE);
    assertThat(Wire.copy(half.payload())).isEqualTo(Wire.pattern(8192));
    assertThat(half.poll(none)).isEqualTo(ReadHalf.NEED_BYTES);
  }

  @Test
  void aMessageThatEndedInSpaceComesBeforeWhatTheInputHolds() {
    ReadHalf half = new ReadHalf(Role.CLIENT, FrameEvents.WIDE);
    byte[] frame = Wire.frame(0x82, Wire.pattern(8192));
    assertThat(half.poll(ByteBuffer.wrap(frame, 0, 100))).isEqualTo(ReadHalf.NEED_BYTES);
    half.space().put(frame, 100, frame.length - 100);
    half.arrived();

    // As after a scattering read, which fills the space and goes on in the ordinary buffer.
    ByteBuffer in = ByteBuffer.wrap(Wire.bytes("81 02 48 69"));
    List<String> messages = new ArrayList<>();
    while (half.poll(in) == ReadHalf.MESSAGE) {
      messages.add(half.text() + " " + half.payload().remaining());
    }

    assertThat(messages).containsExactly("false 8192", "true 2");
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void asciiTellsOfEachMessageByItself(Role role) {
    ReadHalf half = new ReadHalf(role, FrameEvents.WIDE);
    ByteBuffer in =
        ByteBuffer.wrap(
            Wire.concat(
                Wire.text(role, 0x81, "plain"),
                Wire.text(role, 0x81, "caf\u00E9"),
                Wire.text(role, 0x81, "plain")));
    List<Boolean> ascii = new ArrayList<>();
    while (half.poll(in) == ReadHalf.MESSAGE) {
      ascii.add(half.ascii());
    }
    assertThat(ascii).containsExactly(true, false, true);
  }

  private static ByteBuffer allocate(List<Integer> asked, int capacity) {
    asked.add(capacity);
    return ByteBuffer.allocate(capacity);
  }
}
