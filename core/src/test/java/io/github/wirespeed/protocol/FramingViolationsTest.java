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

/** What RFC 6455 section 5 forbids: the code, the text, and the byte at which it is found. */
class FramingViolationsTest {
  private static final int[] RESERVED_OPCODES = {3, 4, 5, 6, 7, 0xB, 0xC, 0xD, 0xE, 0xF};
  private static final byte[] NOTHING = {};

  @ParameterizedTest
  @EnumSource(Role.class)
  void everyReservedBitIsRefusedOnEveryOpcode(Role role) {
    for (int rsv = 1; rsv <= 7; rsv++) {
      String named =
          ((rsv & 4) > 0 ? "1" : "") + ((rsv & 2) > 0 ? "2" : "") + ((rsv & 1) > 0 ? "3" : "");
      for (Opcode opcode : Opcode.values()) {
        for (int fin : new int[] {0, 0x80}) {
          int first = fin | rsv << 4 | opcode.code();
          String text =
              String.format(
                  Locale.ROOT,
                  "reserved bits %s set on a %s frame without an extension that defines them"
                      + " (first byte 0x%02X)",
                  named,
                  opcode,
                  first);
          refuses(role, NOTHING, new byte[] {(byte) first}, 1002, text);
          refuses(role, Wire.text(role, 0x01, "a"), new byte[] {(byte) first}, 1002, text);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void everyReservedOpcodeIsRefusedEvenInsideAMessage(Role role) {
    for (int opcode : RESERVED_OPCODES) {
      for (int high = 0; high <= 0xF; high++) {
        int first = high << 4 | opcode;
        String text =
            String.format(Locale.ROOT, "reserved opcode 0x%X (first byte 0x%02X)", opcode, first);
        refuses(role, NOTHING, new byte[] {(byte) first}, 1002, text);
        refuses(role, Wire.text(role, 0x01, "a"), new byte[] {(byte) first}, 1002, text);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"08,CLOSE", "09,PING", "0A,PONG"})
  void aFragmentedControlFrameIsRefused(String first, String name) {
    for (Role role : Role.values()) {
      String text = "fragmented " + name + " frame (first byte 0x" + first + ")";
      refuses(role, NOTHING, Wire.bytes(first), 1002, text);
      refuses(role, Wire.text(role, 0x01, "a"), Wire.bytes(first), 1002, text);
    }
  }

  @ParameterizedTest
  @CsvSource({"88,CLOSE", "89,PING", "8A,PONG"})
  void aControlFrameOfALongerFormOfLengthIsRefusedAtItsSecondByte(String first, String name) {
    for (Role role : Role.values()) {
      for (int length : new int[] {126, 127}) {
        int second = (role == Role.SERVER ? 0x80 : 0) | length;
        String text =
            String.format(
                Locale.ROOT, "%s frame of more than 125 bytes (second byte 0x%02X)", name, second);
        byte[] bytes = {Wire.bytes(first)[0], (byte) second};
        refuses(role, NOTHING, bytes, 1002, text);
        refuses(role, Wire.text(role, 0x01, "a"), bytes, 1002, text);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0x00, 0x80})
  void aContinuationWithoutAMessageIsRefused(int first) {
    String text =
        String.format(
            Locale.ROOT,
            "continuation frame without a message to continue (first byte 0x%02X)",
            first);
    byte[] bytes = {(byte) first};
    for (Role role : Role.values()) {
      refuses(role, NOTHING, bytes, 1002, text);
      assertThat(FrameEvents.of(role, Wire.to(role, 0x82, "01"), bytes))
          .as("after a whole message")
          .containsExactly("BINARY 01", "FAILED 1002 " + text);
      assertThat(FrameEvents.of(role, Wire.to(role, 0x82, ""), bytes))
          .as("after an empty message")
          .containsExactly("BINARY", "FAILED 1002 " + text);
      assertThat(FrameEvents.of(role, Wire.to(role, 0x8A, "02"), bytes))
          .as("after a control frame")
          .containsExactly("PONG 02", "FAILED 1002 " + text);
      byte[] fragments = Wire.concat(Wire.to(role, 0x02, "01"), Wire.to(role, 0x80, "02"));
      assertThat(FrameEvents.of(role, fragments, bytes))
          .as("after a fragmented message")
          .containsExactly("BINARY 01 02", "FAILED 1002 " + text);
    }
  }

  @ParameterizedTest
  @CsvSource({"01,TEXT", "81,TEXT", "02,BINARY", "82,BINARY"})
  void aNewMessageInsideAFragmentedOneIsRefused(String first, String name) {
    String text = name + " frame inside a fragmented message (first byte 0x" + first + ")";
    byte[] bytes = Wire.bytes(first);
    for (Role role : Role.values()) {
      refuses(role, Wire.text(role, 0x01, "Hel"), bytes, 1002, text);
      refuses(role, Wire.to(role, 0x02, "01 02"), bytes, 1002, text);
      refuses(role, Wire.to(role, 0x02, ""), bytes, 1002, text);
      byte[] twoFragments = Wire.concat(Wire.to(role, 0x02, "01"), Wire.to(role, 0x00, "02"));
      refuses(role, twoFragments, bytes, 1002, text);
      assertThat(FrameEvents.of(role, Wire.to(role, 0x02, "01"), Wire.to(role, 0x89, ""), bytes))
          .as("after a ping between")
          .containsExactly("PING owes PONG", "FAILED 1002 " + text);
    }
  }

  @Test
  void aClientRefusesAMaskedFrameOfEveryKindAndLength() {
    for (Opcode opcode : Opcode.values()) {
      byte[] before = opcode == Opcode.CONTINUATION ? Wire.bytes("01 00") : NOTHING;
      for (int length = 0; length <= 127; length++) {
        byte[] bytes = {(byte) (0x80 | opcode.code()), (byte) (0x80 | length)};
        String text =
            String.format(
                Locale.ROOT,
                "masked %s frame from a server (second byte 0x%02X)",
                opcode,
                0x80 | length);
        refuses(Role.CLIENT, before, bytes, 1002, text);
      }
    }
  }

  @Test
  void aClientRefusesAFrameMaskedWithKeyZero() {
    assertThat(FrameEvents.of(Role.CLIENT, Wire.masked(0x81, 0, Wire.utf8("Hello"))))
        .containsExactly("FAILED 1002 masked TEXT frame from a server (second byte 0x85)");
  }

  @Test
  void aServerRefusesAnUnmaskedFrameOfEveryKindAndLength() {
    for (Opcode opcode : Opcode.values()) {
      byte[] before =
          opcode == Opcode.CONTINUATION ? Wire.masked(0x01, 0x01020304, NOTHING) : NOTHING;
      for (int length = 0; length <= 127; length++) {
        byte[] bytes = {(byte) (0x80 | opcode.code()), (byte) length};
        String text =
            String.format(
                Locale.ROOT,
                "unmasked %s frame from a client (second byte 0x%02X)",
                opcode,
                length);
        refuses(Role.SERVER, before, bytes, 1002, text);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"2,0", "2,5", "2,125", "8,0", "8,5", "8,125", "8,126", "8,65535"})
  void aLengthThatIsNotMinimalIsRefused(int lengthBytes, long length) {
    String text = "payload length " + length + " in " + lengthBytes + " bytes is not minimal";
    for (Role role : Role.values()) {
      refuses(role, NOTHING, Wire.start(role, 0x82, lengthBytes, length), 1002, text);
      byte[] continuation = Wire.start(role, 0x80, lengthBytes, length);
      refuses(role, Wire.text(role, 0x01, "a"), continuation, 1002, text);
    }
  }

  @ParameterizedTest
  @CsvSource({"0,125", "2,126", "2,127", "2,65535", "8,65536", "8,65537"})
  void theMinimalFormsAreAcceptedAtTheirBounds(int lengthBytes, int length) {
    byte[] payload = Wire.pattern(length);
    for (Role role : Role.values()) {
      byte[] frame =
          Wire.concat(
              Wire.start(role, 0x82, lengthBytes, length),
              Wire.rest(role, payload),
              Wire.to(role, 0x8A, ""));
      assertThat(FrameEvents.of(role, frame))
          .containsExactly("BINARY " + FrameEvents.describe(payload, Wire.hex(payload)), "PONG");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0x80, 0x81, 0xC0, 0xFF})
  void aLengthWithTheTopBitIsRefusedAtThatByte(int firstLengthByte) {
    for (Role role : Role.values()) {
      byte[] bytes =
          Wire.concat(
              new byte[] {(byte) 0x82, (byte) (role == Role.SERVER ? 0xFF : 0x7F)},
              new byte[] {(byte) firstLengthByte});
      String text =
          String.format(
              Locale.ROOT,
              "64-bit payload length with the top bit set (first length byte 0x%02X)",
              firstLengthByte);
      refuses(role, NOTHING, bytes, 1002, text);
    }
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void aFailureEndsTheReadingForEverythingElse(Role role) {
    byte[] after =
        Wire.concat(
            Wire.text(role, 0x81, "late"),
            Wire.to(role, 0x89, "01"),
            Wire.to(role, 0x88, "03 E8"),
            Wire.pattern(5000));
    FrameEvents frames =
        FrameEvents.polling(role, FrameEvents.WIDE)
            .read(Wire.text(role, 0x81, "early"), Wire.bytes("83"), after)
            .read(after);

    assertThat(frames.events())
        .containsExactly("TEXT \"early\"", "FAILED 1002 reserved opcode 0x3 (first byte 0x83)");
    assertThat(frames.half.closeStatus())
        .isEqualTo(new CloseStatus(1002, "reserved opcode 0x3 (first byte 0x83)"));
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void anExtensionsBitMayStandOnTheFirstFrameOfAMessageOnly(Role role) {
    String first =
        "FAILED 1002 reserved bits 1 set on a %s frame without an extension that defines"
            + " them (first byte 0x%02X)";
    assertThat(withRsv1(role, Wire.text(role, 0xC1, "a"), Wire.to(role, 0xC2, "01")))
        .containsExactly("TEXT \"a\"", "BINARY 01");
    assertThat(withRsv1(role, Wire.text(role, 0x41, "a"), Wire.text(role, 0x80, "b")))
        .containsExactly("TEXT \"ab\"");
    assertThat(withRsv1(role, Wire.text(role, 0x41, "a"), Wire.text(role, 0xC0, "b")))
        .containsExactly(String.format(Locale.ROOT, first, "CONTINUATION", 0xC0));
    assertThat(withRsv1(role, Wire.to(role, 0xC9, "")))
        .containsExactly(String.format(Locale.ROOT, first, "PING", 0xC9));
    assertThat(withRsv1(role, Wire.to(role, 0xE1, "")))
        .containsExactly(
            "FAILED 1002 reserved bits 12 set on a TEXT frame without an extension that defines"
                + " them (first byte 0xE1)");
  }

  private static List<String> withRsv1(Role role, byte[]... bytes) {
    ReadHalf half = new ReadHalf(role, FrameEvents.WIDE, FrameHeader.RSV1, ByteBuffer::allocate);
    return FrameEvents.polling(half).read(bytes).events();
  }

  /**
   * The violation shows at the last of {@code bytes}: not one byte earlier, however it is fed, with
   * a message before it delivered and nothing after it.
   */
  private static void refuses(Role role, byte[] before, byte[] bytes, int code, String text) {
    String failed = "FAILED " + code + " " + text;
    assertThat(FrameEvents.of(role, before, bytes)).containsExactly(failed);

    FrameEvents upToIt = FrameEvents.polling(role, FrameEvents.WIDE);
    byte[] start = Arrays.copyOf(bytes, bytes.length - 1);
    assertThat(upToIt.read(before, start).events()).as("before the bad byte").isEmpty();

    byte[] ok = Wire.text(role, 0x81, "ok");
    assertThat(FrameEvents.of(role, ok, before, bytes, ok)).containsExactly("TEXT \"ok\"", failed);
  }
}
