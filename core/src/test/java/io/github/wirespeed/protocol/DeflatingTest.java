package io.github.wirespeed.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Compressed messages as they go out. */
class DeflatingTest {
  private final CountedZlib zlib = new CountedZlib();
  private PerMessageDeflate agreed = PerMessageDeflate.UNRESTRICTED;
  private int level = -1;
  private int threshold;

  private WriteHalf half(Role role, int fragmentSize) {
    WriteHalf half =
        new WriteHalf(
            role, new MaskingKeys(new CountingRandom()), fragmentSize, ByteBuffer::allocateDirect);
    half.attach(new MessageDeflater(agreed, role, level, threshold, zlib));
    return half;
  }

  private static List<SentFrame> sent(Role role, WriteHalf half) {
    List<SentFrame> frames = SentFrame.parse(role, Wire.copy(half.pending()));
    half.pending().position(half.pending().limit());
    return frames;
  }

  private static List<SentFrame> send(Role role, WriteHalf half, byte[] payload) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    ByteBuffer source = ByteBuffer.wrap(payload).asReadOnlyBuffer();
    boolean complete;
    do {
      complete = half.data(Opcode.BINARY, source, true, Compress.YES);
      assertThat(half.messageOpen()).isEqualTo(!complete);
      all.writeBytes(written(half));
    } while (!complete);
    assertThat(source.hasRemaining()).isFalse();
    return SentFrame.parse(role, all.toByteArray());
  }

  private static byte[] written(WriteHalf half) {
    ByteBuffer pending = half.pending();
    byte[] bytes = Wire.copy(pending);
    pending.position(pending.limit());
    half.written();
    return bytes;
  }

  @Test
  void theBytesAreThoseOfTheRfc() {
    WriteHalf half = half(Role.SERVER, 1000);
    half.text("Hello", 0);
    half.text("Hello", 0);
    assertThat(Wire.hex(half.pending()))
        .isEqualTo("C1 07 F2 48 CD C9 C9 07 00 C1 05 F2 00 11 00 00");
  }

  @Test
  void withoutTakeoverEveryMessageStandsAlone() {
    agreed = new PerMessageDeflate(false, false, 15, 15);
    for (Role role : Role.values()) {
      WriteHalf half = half(role, 1000);
      for (int i = 0; i < 3; i++) {
        half.text("Hello", 0);
        assertThat(zlib.deflaters).as("lent between two messages").isZero();
      }
      for (SentFrame frame : sent(role, half)) {
        assertThat(frame.firstByte()).isEqualTo(0xC1);
        assertThat(Wire.hex(frame.payload())).isEqualTo("F2 48 CD C9 C9 07 00");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void aClientsFramesAreMaskedAndAServersAreNot(Role role) {
    WriteHalf half = half(role, 1000);
    half.data(Opcode.BINARY, ByteBuffer.wrap(Wire.pattern(100_000)), true, Compress.YES);
    List<SentFrame> frames = sent(role, half);
    assertThat(frames.get(0).firstByte()).isEqualTo(0xC2);
    assertThat(new Rfc1951().message(SentFrame.message(frames))).isEqualTo(Wire.pattern(100_000));
  }

  @Test
  void anEmptyMessageIsTheHeaderOfAnEmptyBlock() {
    WriteHalf half = half(Role.SERVER, 1000);
    half.text("", 0);
    half.text("Hello", 0);
    half.data(Opcode.BINARY, ByteBuffer.allocate(0), true);
    half.text("", 0);
    half.text("Hello", 0);
    assertThat(Wire.hex(half.pending()))
        .isEqualTo("C1 01 00 C1 07 F2 48 CD C9 C9 07 00 C2 01 00 C1 01 00 C1 05 F2 00 11 00 00");
  }

  @ParameterizedTest
  @ValueSource(ints = {125, 1000, 1 << 20})
  void theBytesOfAMessageAreThoseBeforeItIsCompressed(int fragmentSize) {
    WriteHalf half = half(Role.SERVER, fragmentSize);
    send(Role.SERVER, half, Wire.pattern(100_000));
    assertThat(half.messageBytes()).isEqualTo(100_000);
    for (String text : new String[] {"", "€", "Hello".repeat(20_000), "€uro".repeat(9000)}) {
      int next = 0;
      do {
        next = half.text(text, next);
        written(half);
      } while (half.messageOpen());
      assertThat(half.messageBytes()).isEqualTo(text.getBytes(StandardCharsets.UTF_8).length);
    }
  }

  @Test
  void whatIsSmallGoesOutAsItIs() {
    threshold = 5;
    WriteHalf half = half(Role.SERVER, 1000);
    half.text("Hell", 0);
    half.text("Hello", 0);
    half.data(Opcode.BINARY, ByteBuffer.wrap(new byte[4]), true);
    half.data(Opcode.BINARY, ByteBuffer.wrap(new byte[5]), true);
    assertThat(SentFrame.shape(sent(Role.SERVER, half))).matches("81:4 C1:7 82:4 C2:\\d");
  }

  @Test
  void aMessageMayBeChosen() {
    threshold = 5;
    WriteHalf half = half(Role.SERVER, 1000);
    half.text("Hello", 0, Compress.NO);
    half.data(Opcode.BINARY, ByteBuffer.wrap(new byte[500]), true, Compress.NO);
    half.text("Hell", 0, Compress.YES);
    half.data(Opcode.BINARY, ByteBuffer.wrap(new byte[1]), true, Compress.YES);
    assertThat(SentFrame.shape(sent(Role.SERVER, half))).isEqualTo("81:5 82:500 C1:6 C2:3");
  }

  @Test
  void theChoiceIsTheMessagesAndNotTheFragments() {
    WriteHalf half = half(Role.SERVER, 125);
    ByteBuffer noise = noise(300);
    while (!half.data(Opcode.BINARY, noise, true, Compress.NO)) {
      assertThat(half.messageOpen()).isTrue();
    }
    noise.rewind();
    while (!half.data(
        Opcode.BINARY, noise, true, half.messageOpen() ? Compress.NO : Compress.YES)) {
      half.control(Opcode.PONG, ByteBuffer.allocate(1));
    }
    assertThat(SentFrame.shape(sent(Role.SERVER, half)))
        .matches("02:125 00:125 80:50 42:121 8A:1 00:121 8A:1 80:\\d+");
  }

  @Test
  void controlFramesAreNeverCompressed() {
    WriteHalf half = half(Role.SERVER, 125);
    half.control(Opcode.PING, ByteBuffer.allocate(125));
    half.control(Opcode.PONG, ByteBuffer.allocate(125));
    half.control(Opcode.CLOSE, CloseStatus.sendable(1000, "a".repeat(123)).payload());
    assertThat(SentFrame.shape(sent(Role.SERVER, half))).isEqualTo("89:125 8A:125 88:125");
  }

  @ParameterizedTest
  @ValueSource(ints = {125, 126, 127, 1000, 70_000})
  void fragmentsOfAnySizeAreOneMessage(int fragmentSize) {
    for (Role role : Role.values()) {
      WriteHalf half = half(role, fragmentSize);
      Rfc1951 judge = new Rfc1951();
      for (int size : new int[] {0, 1, 100, 115, 116, 117, 118, 119, 120, 121, 122, 130, 5000}) {
        byte[] payload = Wire.copy(noise(size));
        List<SentFrame> frames = send(role, half, payload);
        assertThat(judge.message(SentFrame.message(frames))).as("%d", size).isEqualTo(payload);
        for (int i = 0; i < frames.size(); i++) {
          SentFrame frame = frames.get(i);
          int opcode = (i == 0 ? 0x42 : 0) | (i == frames.size() - 1 ? 0x80 : 0);
          assertThat(frame.firstByte()).isEqualTo(opcode);
          assertThat(frame.payload().length).isBetween(1, fragmentSize);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "8, true",
    "9, true",
    "10, true",
    "11, true",
    "12, true",
    "13, true",
    "14, true",
    "15, true",
    "8, false",
    "9, false",
    "12, false",
    "15, false"
  })
  void nothingRefersFurtherBackThanTheWindow(int bits, boolean takeover) {
    agreed = new PerMessageDeflate(takeover, takeover, bits, bits);
    for (int lvl : new int[] {1, 6, 9}) {
      level = lvl;
      WriteHalf half = half(Role.SERVER, 1 << 20);
      Random random = new Random(bits);
      Rfc1951 judge = new Rfc1951();
      int window = 1 << bits;
      for (int size :
          new int[] {50, window - 1, 3, window, window, window + 1, 10, 2 * window, 777, 3000}) {
        byte[] payload = repetitive(random, size);
        List<SentFrame> frames = send(Role.SERVER, half, payload);
        if (!takeover) {
          judge = new Rfc1951();
        }
        assertThat(judge.message(SentFrame.message(frames))).as("%d", size).isEqualTo(payload);
        assertThat(judge.farthest()).as("distance at %d", size).isLessThanOrEqualTo(window);
      }
      if (takeover && bits > 9) {
        assertThat(judge.farthest()).as("the window is made use of").isGreaterThan(window / 4);
      }
    }
  }

  @Test
  void aSmallWindowCostsNoFlushForMessagesThatFit() {
    agreed = new PerMessageDeflate(true, true, 9, 15);
    WriteHalf half = half(Role.SERVER, 1 << 20);
    for (int i = 0; i < 20; i++) {
      List<SentFrame> frames = send(Role.SERVER, half, new byte[400]);
      assertThat(frames.get(0).payload().length).isLessThan(12);
    }
  }

  @Test
  void aTextIsCompressedAsItsUtf8InAnyNumberOfPieces() {
    String unit = "h\u00e9l\u20ac\ud83d\ude00";
    for (int count : new int[] {1, 500, 2_000, 30_000}) {
      String text = unit.repeat(count);
      for (int fragmentSize : new int[] {125, 4000, 1 << 20}) {
        WriteHalf half = half(Role.CLIENT, fragmentSize);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        int next = 0;
        do {
          next = half.text(text, next);
          all.writeBytes(written(half));
        } while (half.messageOpen());
        List<SentFrame> frames = SentFrame.parse(Role.CLIENT, all.toByteArray());
        assertThat(new Inflated().message(frames)).isEqualTo(Wire.utf8(text));
      }
    }
  }

  /** The JDK's inflater, for what is too large for {@link Rfc1951}. */
  private static final class Inflated {
    byte[] message(List<SentFrame> frames) {
      java.util.zip.Inflater inflater = new java.util.zip.Inflater(true);
      try {
        inflater.setInput(Wire.concat(SentFrame.message(frames), new byte[] {0, 0, -1, -1}));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] chunk = new byte[10_000];
        for (int n = inflater.inflate(chunk); n > 0; n = inflater.inflate(chunk)) {
          out.write(chunk, 0, n);
        }
        return out.toByteArray();
      } catch (java.util.zip.DataFormatException e) {
        throw new AssertionError(e);
      } finally {
        inflater.end();
      }
    }
  }

  @Test
  void aTextThatHasNoUtf8FormIsRefusedBeforeAnyOfItIsSent() {
    WriteHalf half = half(Role.SERVER, 125);
    String bad = "a".repeat(20_000) + "\ud83d";
    assertThatIllegalArgumentException()
        .isThrownBy(() -> half.text(bad, 0))
        .withMessageContaining("lone surrogate U+D83D at index 20000");
    assertThat(half.hasPending()).isFalse();
    assertThat(half.messageOpen()).isFalse();
    half.text("Hello", 0);
    assertThat(Wire.hex(half.pending())).isEqualTo("C1 07 F2 48 CD C9 C9 07 00");
  }

  @Test
  void aStreamIsCompressedPartByPart() {
    threshold = 1000;
    for (int part : new int[] {1, 10, 5000}) {
      WriteHalf half = half(Role.SERVER, 200);
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      byte[] payload = Wire.copy(noise(12_000));
      for (int at = 0; at < payload.length; at += part) {
        int length = Math.min(part, payload.length - at);
        ByteBuffer source = ByteBuffer.wrap(payload, at, length);
        boolean last = at + length == payload.length;
        boolean complete;
        do {
          complete = half.data(Opcode.BINARY, source, last);
          all.writeBytes(written(half));
          assertThat(half.messageOpen()).isEqualTo(!complete);
        } while (!complete && (last || source.hasRemaining()));
        assertThat(complete).isEqualTo(last);
      }
      List<SentFrame> frames = SentFrame.parse(Role.SERVER, all.toByteArray());
      assertThat(frames).allMatch(frame -> frame.payload().length > 0);
      assertThat(frames.get(0).firstByte()).isEqualTo(0x42);
      assertThat(new Inflated().message(frames)).isEqualTo(payload);
    }
  }

  @Test
  void whatIsWithdrawnIsNotReferredTo() {
    for (boolean text : new boolean[] {true, false}) {
      WriteHalf half = half(Role.CLIENT, 1000);
      Rfc1951 judge = new Rfc1951();
      for (String message :
          List.of("sent, sent, sent", "withdrawn, withdrawn", "sent, withdrawn")) {
        if (text) {
          half.text(message, 0);
        } else {
          half.data(Opcode.BINARY, ByteBuffer.wrap(Wire.utf8(message)), true);
        }
        if (message.startsWith("withdrawn")) {
          assertThat(half.withdraw()).isTrue();
          assertThat(half.clean()).isTrue();
          continue;
        }
        List<SentFrame> frames = SentFrame.parse(Role.CLIENT, written(half));
        assertThat(judge.message(SentFrame.message(frames))).isEqualTo(Wire.utf8(message));
      }
    }
  }

  @Test
  void aPingThatIsWithdrawnChangesNothing() {
    WriteHalf half = half(Role.SERVER, 1000);
    half.text("Hello", 0);
    written(half);
    half.control(Opcode.PING, ByteBuffer.allocate(1));
    assertThat(half.withdraw()).isTrue();
    half.text("Hello", 0);
    assertThat(Wire.hex(half.pending())).isEqualTo("C1 05 F2 00 11 00 00");
  }

  @Test
  void theCallersBytesAreNotHeldOnTo() {
    WriteHalf half = half(Role.SERVER, 125);
    byte[] payload = Wire.copy(noise(1000));
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    ByteBuffer source = ByteBuffer.wrap(payload.clone());
    boolean complete;
    do {
      complete = half.data(Opcode.BINARY, source, true);
      all.writeBytes(written(half));
      // What is left goes on as a copy, as it does for a sender that is not waited for.
      ByteBuffer rest = ByteBuffer.allocate(source.remaining()).put(source.duplicate()).flip();
      while (source.hasRemaining()) {
        source.put((byte) 0);
      }
      source = rest;
    } while (!complete);
    List<SentFrame> frames = SentFrame.parse(Role.SERVER, all.toByteArray());
    assertThat(new Rfc1951().message(SentFrame.message(frames))).isEqualTo(payload);
  }

  @Test
  void nativeMemoryIsHeldOnlyWhereItIsNeeded() {
    WriteHalf takeover = half(Role.SERVER, 125);
    assertThat(zlib.deflaters).as("before the first message").isZero();
    takeover.text("Hello", 0);
    assertThat(zlib.deflaters).isEqualTo(1);
    takeover.release();
    takeover.release();
    assertThat(zlib.deflaters).isZero();

    agreed = new PerMessageDeflate(false, false, 15, 15);
    WriteHalf without = half(Role.SERVER, 125);
    ByteBuffer noise = noise(300);
    assertThat(without.data(Opcode.BINARY, noise, true)).isFalse();
    assertThat(zlib.deflaters).isEqualTo(1);
    without.release();
    assertThat(zlib.deflaters).isZero();
  }

  private static ByteBuffer noise(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return ByteBuffer.wrap(bytes);
  }

  /** Words out of a few, so that there is much to refer to, near and far. */
  private static byte[] repetitive(Random random, int size) {
    ByteBuffer out = ByteBuffer.allocate(size);
    while (out.hasRemaining()) {
      byte[] word = Wire.utf8("word-" + random.nextInt(400) * 7919 + ",");
      out.put(word, 0, Math.min(word.length, out.remaining()));
    }
    return out.array();
  }
}
