package io.github.wirespeed.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class WriteHalfTextTest {
  private static final String PAIR = "\uD83D\uDE00";
  private static final List<String> CHARACTERS = List.of("a", "\u00E9", "\u20AC", PAIR);

  private final MaskingKeys keys = new MaskingKeys(new CountingRandom());

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 41, 42, 62, 63, 124, 125, 126, 127, 21845, 21846, 65535, 65536})
  void textOfEveryWidthIsEncodedAroundTheBoundsOfTheHeader(int length) {
    for (String character : CHARACTERS) {
      String text = character.repeat(length);
      for (Role role : Role.values()) {
        String shape = "81:" + Wire.utf8(text).length;
        assertThat(SentFrame.shape(send(role, 1 << 20, text))).isEqualTo(shape);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"125", "126", "127", "128", "129", "130", "1022", "1023", "1024", "1025", "4096"})
  void textIsCutBetweenCodePointsAtTheFragmentSize(int fragmentSize) {
    for (String character : CHARACTERS) {
      for (int shift = 0; shift < 4; shift++) {
        String text = "x".repeat(shift) + character.repeat(2 * fragmentSize);
        for (Role role : Role.values()) {
          List<SentFrame> sent = send(role, fragmentSize, text);
          assertThat(sent.size()).isGreaterThan(1);
          for (SentFrame frame : sent.subList(0, sent.size() - 1)) {
            // A code point is not cut, and what surely fits is found by three bytes a character.
            assertThat(frame.payload().length).isBetween(fragmentSize - 5, fragmentSize);
            assertThat(Utf8Oracle.deadAt(frame.payload())).isEqualTo(-1);
          }
        }
      }
    }
  }

  @Test
  void plainTextFillsItsFragments() {
    assertThat(SentFrame.shape(send(Role.SERVER, 125, "a".repeat(250)))).isEqualTo("01:125 80:125");
    assertThat(SentFrame.shape(send(Role.CLIENT, 126, "a".repeat(127)))).isEqualTo("01:126 80:1");
    assertThat(SentFrame.shape(send(Role.SERVER, 4096, "a".repeat(8193))))
        .isEqualTo("01:4096 00:4096 80:1");
  }

  @Test
  void aPairOverAChunkOrFragmentBoundStaysWhole() {
    for (int before = 1020; before <= 1026; before++) {
      for (int fragmentSize : new int[] {125, 1022, 1023, 1024, 1025, 1026, 1027, 1028, 1 << 20}) {
        send(Role.SERVER, fragmentSize, "a".repeat(before) + PAIR + "b".repeat(5));
        send(Role.SERVER, fragmentSize, "\u00E9".repeat(before) + PAIR + PAIR);
        send(Role.CLIENT, fragmentSize, "\u20AC" + "a".repeat(before - 1) + PAIR);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void randomTextsAreEncodedAsByTheJdk(Role role) {
    Random random = new Random(1);
    for (int round = 0; round < 2000; round++) {
      int fragmentSize =
          random.nextBoolean() ? 125 + random.nextInt(30) : 1000 + random.nextInt(60);
      StringBuilder text = new StringBuilder();
      int length = random.nextInt(2500);
      int plain = random.nextInt(100);
      while (text.length() < length) {
        text.append(random.nextInt(100) < plain ? "a" : CHARACTERS.get(random.nextInt(4)));
      }
      send(role, fragmentSize, text.toString());
    }
  }

  @Test
  void textFollowsWhatIsAlreadyPendingHoweverLittleRoomIsLeft() {
    for (int used = 3900; used < 4096; used++) {
      for (String text : List.of("", "a", PAIR, "\u20AC".repeat(3), "a".repeat(125))) {
        WriteHalf half = half(Role.SERVER, 1 << 16);
        byte[] first = Wire.pattern(used - 4);
        half.data(Opcode.BINARY, ByteBuffer.wrap(first), true);
        assertThat(half.text(text, 0)).isEqualTo(text.length());
        assertThat(Wire.copy(half.pending()))
            .isEqualTo(Wire.concat(Wire.frame(0x82, first), Wire.frame(0x81, Wire.utf8(text))));
      }
    }
  }

  @Test
  void anUnboundedFragmentSizeIsNoTrouble() {
    assertThat(SentFrame.shape(send(Role.SERVER, WriteHalf.MAX_FRAGMENT, "Hello")))
        .isEqualTo("81:5");
    assertThat(SentFrame.shape(send(Role.CLIENT, WriteHalf.MAX_FRAGMENT, "\u20AC".repeat(3000))))
        .isEqualTo("81:9000");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 40, 41, 42, 200, 1022, 1023, 1024, 5000})
  void aLoneSurrogateIsRefusedWithNothingEncoded(int before) {
    for (String lone :
        List.of("\uD83D", "\uDE00", "\uD83D\uD83D\uDE00", "\uD83Dx", "\uDE00\uD83D")) {
      for (String filler : List.of("a", "\u20AC")) {
        String text = filler.repeat(before) + lone;
        for (int fragmentSize : new int[] {125, 4096, 1 << 20}) {
          refusesWithNothingEncoded(text, before, fragmentSize);
          refusesWithNothingEncoded(text + "a".repeat(300), before, fragmentSize);
        }
      }
    }
  }

  private void refusesWithNothingEncoded(String text, int index, int fragmentSize) {
    for (Role role : Role.values()) {
      WriteHalf half = half(role, fragmentSize);
      half.control(Opcode.PING, ByteBuffer.wrap(Wire.bytes("01")));
      String pending = Wire.hex(half.pending());
      String named = Integer.toHexString(text.charAt(index)).toUpperCase(Locale.ROOT);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> half.text(text, 0))
          .withMessage("text has no UTF-8 form: lone surrogate U+" + named + " at index " + index);
      assertThat(Wire.hex(half.pending())).isEqualTo(pending);
      assertThat(half.messageOpen()).isFalse();

      // And nothing of it stays behind: what comes next is whole.
      assertThat(half.text("ok", 0)).isEqualTo(2);
      List<SentFrame> sent = SentFrame.parse(role, Wire.copy(half.pending()));
      assertThat(SentFrame.shape(sent)).isEqualTo("89:1 81:2");
      assertThat(SentFrame.message(sent)).isEqualTo(Wire.utf8("ok"));
    }
  }

  @Test
  void controlFramesGoBetweenTheFragmentsOfAText() {
    WriteHalf half = half(Role.CLIENT, 125);
    String text = "\u20AC".repeat(50);
    int next = half.text(text, 0);
    assertThat(next).isEqualTo(41);
    assertThat(half.messageOpen()).isTrue();
    half.control(Opcode.PONG, ByteBuffer.wrap(Wire.bytes("07")));
    assertThat(half.text(text, next)).isEqualTo(50);
    assertThat(half.messageOpen()).isFalse();
    List<SentFrame> sent = SentFrame.parse(Role.CLIENT, Wire.copy(half.pending()));
    assertThat(SentFrame.shape(sent)).isEqualTo("01:123 8A:1 80:27");
    assertThat(SentFrame.message(sent)).isEqualTo(Wire.utf8(text));
  }

  /** Sends a text in all the frames that it takes, and demands the JDK's bytes of them. */
  private List<SentFrame> send(Role role, int fragmentSize, String text) {
    WriteHalf half = half(role, fragmentSize);
    int next = 0;
    do {
      int from = next;
      next = half.text(text, from);
      assertThat(next > from || text.isEmpty()).as("gets on").isTrue();
      assertThat(half.messageOpen()).isEqualTo(next < text.length());
    } while (next < text.length());
    List<SentFrame> sent = SentFrame.parse(role, Wire.copy(half.pending()));
    assertThat(SentFrame.message(sent)).isEqualTo(Wire.utf8(text));
    for (int i = 0; i < sent.size(); i++) {
      int first = (i == 0 ? 0x01 : 0x00) | (i == sent.size() - 1 ? 0x80 : 0x00);
      assertThat(sent.get(i).firstByte()).isEqualTo(first);
      assertThat(sent.get(i).payload().length).isLessThanOrEqualTo(fragmentSize);
    }
    return sent;
  }

  private WriteHalf half(Role role, int fragmentSize) {
    return new WriteHalf(role, keys, fragmentSize, ByteBuffer::allocate);
  }
}
