package io.github.wirespeed.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Compressed messages as they come in, by the bytes of RFC 7692 7.2.3 and by broken ones. */
class InflatingTest {
  private static final PerMessageDeflate TAKEOVER = PerMessageDeflate.UNRESTRICTED;
  private static final PerMessageDeflate NO_TAKEOVER = new PerMessageDeflate(false, false, 15, 15);

  private final CountedZlib zlib = new CountedZlib();

  /** Events of these frames, as {@code "first byte payload; ..."}, the same for every split. */
  private List<String> events(PerMessageDeflate agreed, Limits limits, String frames) {
    List<String> found = null;
    for (Role role : Role.values()) {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      for (String frame : frames.split(";")) {
        String[] parts = frame.trim().split(" ", 2);
        int first = Integer.parseInt(parts[0], 16);
        all.writeBytes(Wire.to(role, first, parts.length == 2 ? parts[1] : ""));
      }
      for (int step : new int[] {all.size(), 1, 2, 3, 7}) {
        ReadHalf half = new ReadHalf(role, limits);
        half.attach(new MessageInflater(agreed, role, zlib));
        List<String> events =
            FrameEvents.polling(half).readInSteps(all.toByteArray(), step).events();
        if (found == null) {
          found = events;
        }
        assertThat(events).as("%s, %d bytes at a time", role, step).isEqualTo(found);
        if (!agreed.serverTakeover() && half.clean()) {
          assertThat(zlib.inflaters).as("lent between two messages").isZero();
        }
        half.release();
        half.release();
        assertThat(zlib.inflaters).as("lent").isZero();
      }
    }
    return found;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "C1 F248CDC9C90700 | 7.2.3.1, one block",
        "C1 F248CDC9C907000000FFFF00 | an empty block more",
        "41 F248CD; 80 C9C90700 | 7.2.3.1, two fragments",
        "41 F248CD; 8A 01; 80 C9C90700 | with a pong between",
        "41; 00 F248CD; 00; 80 C9C90700 | with empty fragments",
        "41 F248CDC9C90700; 80 | with an empty last fragment",
        "C1 000500FAFF48656C6C6F00 | 7.2.3.3, not compressed",
        "C1 F348CDC9C9070000 | 7.2.3.4, a final block",
        "C1 F348CDC9C90700 | a final block and nothing behind it",
        "41 F348CDC9C90700; 80 00 | a final block and the rest in a fragment",
        "41 F348CDC9C90700; 80 | a final block and an empty fragment",
        "C1 F248050000 00FFFFCAC9C90700 | 7.2.3.5, two blocks",
        "81 48656C6C6F | not compressed at all"
      })
  void theSameHelloComesInManyWays(String frames, String what) {
    for (PerMessageDeflate agreed : List.of(TAKEOVER, NO_TAKEOVER)) {
      List<String> events = new ArrayList<>(events(agreed, FrameEvents.WIDE, frames));
      events.removeIf(event -> event.startsWith("PONG"));
      assertThat(events).as(what).containsExactly("TEXT \"Hello\"");
    }
  }

  @Test
  void aMessageMayReferToTheOneBeforeOnlyWhereThatWasAgreed() {
    String twice = "C1 F248CDC9C90700; C1 F200110000";
    assertThat(events(TAKEOVER, FrameEvents.WIDE, twice))
        .containsExactly("TEXT \"Hello\"", "TEXT \"Hello\"");
    assertThat(events(NO_TAKEOVER, FrameEvents.WIDE, twice))
        .containsExactly(
            "TEXT \"Hello\"",
            "FAILED 1007 compressed message is not valid:" + " invalid distance too far back");
  }

  @Test
  void aFinalBlockEndsWhatCanBeReferredTo() {
    for (PerMessageDeflate agreed : List.of(TAKEOVER, NO_TAKEOVER)) {
      String twice = "C1 F348CDC9C9070000; C1 F348CDC9C9070000; C1 F248CDC9C90700";
      assertThat(events(agreed, FrameEvents.WIDE, twice))
          .containsExactly("TEXT \"Hello\"", "TEXT \"Hello\"", "TEXT \"Hello\"");
    }
  }

  @Test
  void anEmptyMessageIsAnEmptyBlock() {
    for (PerMessageDeflate agreed : List.of(TAKEOVER, NO_TAKEOVER)) {
      assertThat(events(agreed, FrameEvents.WIDE, "C1 00; C2 00; C1 0200; C1 F248CDC9C90700"))
          .containsExactly("TEXT \"\"", "BINARY", "TEXT \"\"", "TEXT \"Hello\"");
      assertThat(events(agreed, FrameEvents.WIDE, "C1 01; C1 F248CDC9C90704; C1 F248CDC9C90700"))
          .as("which may be a final one")
          .containsExactly("TEXT \"\"", "TEXT \"Hello\"", "TEXT \"Hello\"");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "C1 07 | a block of type 3 | not valid: ",
        "C1 FFFFFF | a block of type 3 | not valid: ",
        "C1 000500FBFF48656C6C6F00 | a stored length that is not its complement | not valid: ",
        "C1 F200110000 | a distance before the first byte | invalid distance",
        "C1 | nothing, not even an empty block | it is cut short",
        "C1 F248CD | cut inside a block | it is cut short",
        "C1 000500FAFF4865 | cut inside a stored block | it is cut short",
        "41 F248CD; 80 | cut inside a block, in fragments | it is cut short",
        "C1 03 | a final block cut inside its end | it is cut short",
        "C1 0400 | cut inside the description of codes | not valid: ",
        "C1 F348CDC9C90700F248CDC9C90700 | data behind a final block | data behind",
        "C1 F348CDC9C90700F348CDC9C90700 | the same, final | data behind",
        "C1 F348CDC9C907000300 | a second final block | a second final block",
        "C1 F348CDC9C90700FFFF | junk behind a final block | not valid: ",
        "41 F348CDC9C90700; 80 07 | the same in a fragment | not valid: "
      })
  void whatIsNotDeflateIs1007(String frames, String what, String message) {
    for (PerMessageDeflate agreed : List.of(TAKEOVER, NO_TAKEOVER)) {
      List<String> events = events(agreed, FrameEvents.WIDE, "81 61; " + frames + "; 81 62");
      assertThat(events).as(what).hasSize(2).startsWith("TEXT \"a\"");
      assertThat(events.get(1))
          .startsWith("FAILED 1007 compressed message is not valid: ")
          .contains(message.trim());
    }
  }

  @Test
  void everyCutIsNoticed() {
    StringBuilder numbers = new StringBuilder();
    for (int i = 1; i < 100; i++) {
      numbers.append(i * 7919).append(", ");
    }
    byte[] whole = deflated(Wire.utf8(numbers.toString()), 9);
    assertThat(whole[0] & 6).as("type of block: with codes of its own").isEqualTo(4);
    for (PerMessageDeflate agreed : List.of(TAKEOVER, NO_TAKEOVER)) {
      for (int length = 1; length < whole.length; length++) {
        byte[] cut = java.util.Arrays.copyOf(whole, length);
        List<String> events = events(agreed, FrameEvents.WIDE, "C2 " + Wire.hex(cut));
        assertThat(events).as("cut to %d of %d", length, whole.length).hasSize(1);
        assertThat(events.get(0)).startsWith("FAILED 1007 ");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"C0 F248CDC9C90700", "C9", "CA 00", "C8 03E8", "C1 00; C0 00"})
  void theBitIsOnlyForTheFirstFrameOfAMessage(String frames) {
    List<String> events = events(TAKEOVER, FrameEvents.WIDE, frames);
    assertThat(events.get(events.size() - 1)).startsWith("FAILED 1002 reserved bits 1 set on a");
  }

  @Test
  void theBitOnAContinuationIs1002() {
    assertThat(events(TAKEOVER, FrameEvents.WIDE, "41 F248CD; C0 C9C90700"))
        .containsExactly(
            "FAILED 1002 reserved bits 1 set on a CONTINUATION frame without an extension that"
                + " defines them (first byte 0xC0)");
  }

  @Test
  void theOtherReservedBitsStayForbidden() {
    for (String first : List.of("A1", "91", "F1", "E1", "D1", "B1")) {
      assertThat(events(TAKEOVER, FrameEvents.WIDE, first + " 00").get(0))
          .startsWith("FAILED 1002 reserved bits");
    }
  }

  @Test
  void withoutTheExtensionTheBitIs1002() {
    for (Role role : Role.values()) {
      assertThat(FrameEvents.of(role, Wire.to(role, 0xC1, "F248CDC9C90700")).get(0))
          .startsWith("FAILED 1002 reserved bits 1 set on a TEXT frame");
    }
  }

  @Test
  void textIsValidatedAsItIsInflated() {
    byte[] bad = deflated(Wire.bytes("61 C3 28 62"), 6);
    assertThat(events(TAKEOVER, FrameEvents.WIDE, "41 " + Wire.hex(bad)))
        .containsExactly("FAILED 1007 invalid UTF-8 in a text message: byte 0x28 at offset 2");
    byte[] cut = deflated(Wire.bytes("61 E2 82"), 6);
    assertThat(events(TAKEOVER, FrameEvents.WIDE, "C1 " + Wire.hex(cut)))
        .containsExactly("FAILED 1007 text message of 3 bytes ends inside a UTF-8 sequence");
    assertThat(events(TAKEOVER, FrameEvents.WIDE, "C2 " + Wire.hex(bad)))
        .containsExactly("BINARY 61 C3 28 62");
  }

  @Test
  void theFirstThingThatIsWrongIsToldHoweverItIsSplit() {
    // A bad byte of text, then a distance that is too far.
    assertThat(events(TAKEOVER, FrameEvents.WIDE, "C1 F39E48CDC9C907656C6C6F").get(0))
        .startsWith("FAILED 1007 invalid UTF-8 in a text message: byte 0x");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 200, 65_535, 65_536, 65_537, 200_000})
  void theLimitIsOnTheInflatedSizeToTheByte(int limit) {
    Limits limits = FrameEvents.WIDE.withMessage(limit);
    for (PerMessageDeflate agreed : List.of(TAKEOVER, NO_TAKEOVER)) {
      for (int less : new int[] {1, 0}) {
        byte[] fits = new byte[limit - less];
        assertThat(events(agreed, limits, "C2 " + Wire.hex(deflated(fits, 6))))
            .containsExactly(("BINARY " + FrameEvents.describe(fits, Wire.hex(fits))).trim());
      }
      assertThat(events(agreed, limits, "C2 " + Wire.hex(deflated(new byte[limit + 1], 6))))
          .containsExactly(
              "FAILED 1009 inflated message of at least "
                  + (limit + 1)
                  + " bytes exceeds the message limit of "
                  + limit);
    }
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void aBombIsInflatedOnlyUpToTheLimit(Role role) {
    List<Integer> gathered = new ArrayList<>();
    ReadHalf half =
        new ReadHalf(
            role,
            FrameEvents.WIDE.withMessage(1 << 20),
            0,
            n -> {
              gathered.add(n);
              return ByteBuffer.allocate(n);
            });
    half.attach(new MessageInflater(TAKEOVER, role, zlib));
    byte[] bomb = deflated(new byte[64 << 20], 9);
    FrameEvents events = FrameEvents.polling(half).read(Wire.to(role, 0xC2, bomb));
    assertThat(events.events())
        .containsExactly(
            "FAILED 1009 inflated message of at least 1048577 bytes exceeds the message limit of"
                + " 1048576");
    assertThat(gathered).allMatch(n -> n <= 1 << 20);
    half.release();
  }

  @Test
  void whatCannotBeCompressedMayTakeALittleMoreThanTheLimit() {
    byte[] noise = new byte[1000];
    new java.util.Random(1).nextBytes(noise);
    Limits limits = FrameEvents.WIDE.withMessage(1000);
    byte[] stored = deflated(noise, 0);
    assertThat(stored).hasSizeGreaterThan(1000);
    assertThat(events(TAKEOVER, limits, "C2 " + Wire.hex(stored)))
        .hasSize(1)
        .first()
        .asString()
        .startsWith("BINARY 1000 bytes");
    // 1000 + 1000/16 + 64
    assertThat(events(TAKEOVER, limits, "C2 " + "00".repeat(1127)).get(0))
        .isEqualTo("FAILED 1009 compressed frame of 1127 bytes exceeds the frame limit of 1126");
    assertThat(events(TAKEOVER, limits, "42 " + "000000FFFF".repeat(225) + "; 80 0000").get(0))
        .isEqualTo(
            "FAILED 1009 compressed message of at least 1127 bytes exceeds the message limit of"
                + " 1126");
  }

  @Test
  void theFrameLimitStaysWhatItIsForOtherMessages() {
    Limits limits = FrameEvents.WIDE.withMessage(1000);
    assertThat(events(TAKEOVER, limits, "C2 00; 82 " + "00".repeat(1001)))
        .containsExactly(
            "BINARY", "FAILED 1009 frame of 1001 bytes exceeds the frame limit of 1000");
  }

  @Test
  void largeMessagesComeThroughWhateverTheirSize() {
    for (int base : new int[] {4 << 10, 8 << 10, 64 << 10, 128 << 10}) {
      for (int size = base - 1; size <= base + 1; size++) {
        byte[] payload = Wire.pattern(size);
        assertThat(events(NO_TAKEOVER, FrameEvents.WIDE, "C2 " + Wire.hex(deflated(payload, 1))))
            .containsExactly("BINARY " + FrameEvents.describe(payload, ""));
      }
    }
  }

  /** By the JDK's deflater, its tail cut off as RFC 7692 7.2.1 says. */
  private static byte[] deflated(byte[] payload, int level) {
    Deflater deflater = new Deflater(level, true);
    deflater.setInput(payload);
    byte[] out = new byte[payload.length + payload.length / 8 + 100];
    int n = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
    deflater.end();
    return java.util.Arrays.copyOf(out, n - 4);
  }
}
