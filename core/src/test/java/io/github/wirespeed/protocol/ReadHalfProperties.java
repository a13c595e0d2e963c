package io.github.wirespeed.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** However bytes are split, and whatever they are. */
class ReadHalfProperties {
  private static final Limits NARROW = new Limits(300, 200, 5);

  @Property(tries = 400, shrinking = ShrinkingMode.OFF)
  void anySplitOfASessionLeadsToTheSameEvents(@ForAll Role role, @ForAll long seed) {
    Session session = Session.of(role, seed, false);
    Random random = new Random(seed);
    FrameEvents whole = FrameEvents.polling(role, FrameEvents.WIDE).read(session.bytes());
    assertThat(whole.events()).as("whole").isEqualTo(session.events());

    FrameEvents inBytes = FrameEvents.polling(role, FrameEvents.WIDE);
    assertThat(inBytes.readInSteps(session.bytes(), 1).events())
        .as("byte by byte")
        .isEqualTo(session.events());

    for (int most : new int[] {3, 20, 300, 3000}) {
      FrameEvents split = FrameEvents.polling(role, FrameEvents.WIDE);
      readAtRandom(split, session.bytes(), random, most);
      assertThat(split.events()).as("in up to %d bytes", most).isEqualTo(session.events());
    }
  }

  @Property(tries = 150, shrinking = ShrinkingMode.OFF)
  void largeMessagesMayBeReadPastTheBuffer(@ForAll Role role, @ForAll long seed) {
    Session session = Session.of(role, seed, true);
    Random random = new Random(seed);
    FrameEvents whole = FrameEvents.polling(role, FrameEvents.WIDE).read(session.bytes());
    assertThat(whole.events()).as("whole").isEqualTo(session.events());

    for (int capacity : new int[] {100, 4096, 20_000, 70_000}) {
      ByteBuffer in =
          random.nextBoolean()
              ? ByteBuffer.allocate(capacity)
              : ByteBuffer.allocateDirect(capacity);
      FrameEvents split = FrameEvents.honouringSpace(role, FrameEvents.WIDE, in);
      readAtRandom(split, session.bytes(), random, 2 * capacity);
      assertThat(split.events()).as("through %d bytes", capacity).isEqualTo(session.events());
    }
  }

  @Property(tries = 3000, shrinking = ShrinkingMode.OFF)
  void randomBytesEndInEventsOrACloseCodeAndNeverThrow(@ForAll Role role, @ForAll long seed) {
    Random random = new Random(seed);
    byte[] bytes = new byte[random.nextInt(400)];
    random.nextBytes(bytes);
    failsOnlyAsItMay(role, bytes, random);
  }

  @Property(tries = 3000, shrinking = ShrinkingMode.OFF)
  void damagedSessionsEndInEventsOrACloseCodeAndNeverThrow(@ForAll Role role, @ForAll long seed) {
    Random random = new Random(seed);
    byte[] bytes = Session.of(role, seed, false).bytes().clone();
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      int at = random.nextInt(Math.min(bytes.length, 200));
      bytes[at] =
          (byte) (random.nextBoolean() ? bytes[at] ^ 1 << random.nextInt(8) : random.nextInt());
    }
    failsOnlyAsItMay(role, bytes, random);
  }

  private static void failsOnlyAsItMay(Role role, byte[] bytes, Random random) {
    for (Limits limits : List.of(FrameEvents.WIDE, NARROW)) {
      List<String> whole = FrameEvents.polling(role, limits).read(bytes).events();
      for (String event : whole) {
        assertThat(event)
            .matches(
                "(?s)(TEXT \"|TEXT \\d+ bytes|BINARY|PING|PONG|CLOSE \\d|FAILED 100[2789] ).*");
      }
      FrameEvents split = FrameEvents.polling(role, limits);
      readAtRandom(split, bytes, random, 30);
      assertThat(split.events()).as("split").isEqualTo(whole);
      FrameEvents past = FrameEvents.honouringSpace(role, limits, ByteBuffer.allocate(64));
      readAtRandom(past, bytes, random, 100);
      assertThat(past.events()).as("read past the buffer").isEqualTo(whole);
    }
  }

  @Property(tries = 300, shrinking = ShrinkingMode.OFF)
  void whatAWriteHalfSendsIsWhatAReadHalfReads(@ForAll Role sender, @ForAll long seed) {
    Random random = new Random(seed);
    WriteHalf write =
        new WriteHalf(
            sender,
            new MaskingKeys(new CountingRandom()),
            125 + random.nextInt(2000),
            ByteBuffer::allocate);
    byte[] payload = Wire.pattern(random.nextInt(6000));
    ByteBuffer source = ByteBuffer.wrap(payload);
    byte[] ping = Wire.pattern(1 + random.nextInt(125));
    write.control(Opcode.PING, ByteBuffer.wrap(ping));
    while (!write.data(Opcode.BINARY, source, true)) {
      assertThat(source.hasRemaining()).isTrue();
    }
    String text = "caf\u00E9 \u20AC \uD83D\uDE00 ".repeat(random.nextInt(300));
    for (int next = write.text(text, 0); next < text.length(); ) {
      next = write.text(text, next);
    }
    write.control(Opcode.CLOSE, CloseStatus.sendable(3999, "done").payload());

    FrameEvents events = FrameEvents.polling(sender.peer(), FrameEvents.WIDE);
    readAtRandom(events, Wire.copy(write.pending()), random, 1000);

    String hex = Wire.hex(ping);
    assertThat(events.events())
        .containsExactly(
            "PING " + hex + " owes PONG " + hex,
            ("BINARY " + FrameEvents.describe(payload, Wire.hex(payload))).trim(),
            "TEXT " + FrameEvents.describe(Wire.utf8(text), '"' + text + '"'),
            "CLOSE 3999 \"done\" owes CLOSE 0F 9F");
  }

  private static void readAtRandom(FrameEvents events, byte[] bytes, Random random, int most) {
    for (int at = 0; at < bytes.length; ) {
      int next = Math.min(bytes.length, at + random.nextInt(most + 1));
      events.read(Arrays.copyOfRange(bytes, at, next));
      at = next;
    }
  }
}
