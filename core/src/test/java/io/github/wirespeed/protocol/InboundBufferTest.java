package io.github.wirespeed.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@SuppressWarnings("ReferenceEquality") // the same buffer, not one with equal bytes
class InboundBufferTest {
  private static final int K = 1 << 10;

  @ParameterizedTest
  @EnumSource
  void aMessageInPiecesStaysWhereItWasRead(Role role) {
    byte[] frame = binary(role, 5000);
    InboundEvents in = new InboundEvents(role);
    ByteBuffer bytes = in.inbound.bytes();
    for (int at = 0; at < frame.length; at += 1000) {
      InboundEvents.Target target = in.target();
      assertThat(target.buffer()).isSameAs(bytes);
      assertThat(target.from()).isEqualTo(at);
      assertThat(target.room()).isEqualTo(16 * K - at);
      in.read(Arrays.copyOfRange(frame, at, Math.min(frame.length, at + 1000)));
      assertThat(in.inbound.bytes()).isSameAs(bytes);
    }
    assertThat(in.events).isEqualTo(whole(role, frame));
    assertThat(in.gatherings).isEmpty();
    assertThat(in.buffers).containsExactly(16 * K);
    assertThat(in.target().from()).as("once it is consumed").isZero();
  }

  @ParameterizedTest
  @EnumSource
  void aMessageThatBeginsNearTheEndIsMovedToTheStart(Role role) {
    byte[] before = binary(role, 15_000);
    byte[] frame = binary(role, 5000);
    int head = frame.length - 5000;
    InboundEvents in = new InboundEvents(role);
    ByteBuffer bytes = in.inbound.bytes();
    in.read(before, Arrays.copyOf(frame, head + 101));
    InboundEvents.Target target = in.target();
    assertThat(target.buffer()).isSameAs(bytes);
    assertThat(target.from()).isEqualTo(101);
    assertThat(target.room()).isEqualTo(16 * K - 101);
    in.read(Arrays.copyOfRange(frame, head + 101, frame.length));
    assertThat(in.events).isEqualTo(whole(role, before, frame));
    assertThat(in.gatherings).isEmpty();
    assertThat(in.buffers).containsExactly(16 * K);
  }

  @ParameterizedTest
  @EnumSource
  void aMessageOfExactlyTheCapacityStaysAndOneByteMoreIsGathered(Role role) {
    for (int size : new int[] {16 * K, 16 * K + 1}) {
      byte[] frame = binary(role, size);
      InboundEvents in = new InboundEvents(role).read(Arrays.copyOf(frame, 1000));
      boolean fits = size == 16 * K;
      assertThat(in.target().buffer() == in.inbound.bytes()).as("size %d", size).isEqualTo(fits);
      in.read(Arrays.copyOfRange(frame, 1000, frame.length));
      assertThat(in.events).isEqualTo(whole(role, frame));
      assertThat(in.gatherings).hasSize(fits ? 0 : 1);
      assertThat(in.buffers).containsExactly(16 * K);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aMessageThatFitsNoBufferIsGatheredWithWhatWasHeld(Role role) {
    byte[] frame = binary(role, 300 * K);
    InboundEvents in = new InboundEvents(role).read(Arrays.copyOf(frame, 1000));
    assertThat(in.gatherings).isEmpty();
    InboundEvents.Target target = in.target();
    assertThat(target.buffer()).isNotSameAs(in.inbound.bytes());
    assertThat(target.from()).isEqualTo(1000 - (frame.length - 300 * K));
    in.read(Arrays.copyOfRange(frame, 1000, frame.length));
    assertThat(in.events).isEqualTo(whole(role, frame));
    assertThat(in.gatherings).containsExactly(64 * K, 128 * K, 256 * K, 512 * K);
    assertThat(in.buffers).containsExactly(16 * K);
  }

  @Test
  void theShortEndOfAMessageThatDoesNotFitIsReadIntoTheBuffer() {
    byte[] frame = binary(Role.CLIENT, 17 * K);
    InboundEvents in = new InboundEvents(Role.CLIENT).read(Arrays.copyOf(frame, 15 * K));
    // 2 KiB and the header are due, more than there is room for.
    InboundEvents.Target target = in.target();
    assertThat(target.buffer()).isSameAs(in.inbound.bytes());
    assertThat(target.from()).isZero();
    assertThat(in.gatherings).containsExactly(64 * K);
    byte[] next = binary(Role.CLIENT, 10);
    in.read(Arrays.copyOfRange(frame, 15 * K, frame.length), next);
    assertThat(in.events).isEqualTo(whole(Role.CLIENT, frame, next));
  }

  @Test
  void theBufferGrowsOnlyAfterReadsThatFilledIt() {
    InboundEvents in = new InboundEvents(Role.CLIENT);
    for (int i = 0; i < 3; i++) {
      in.read(binary(Role.CLIENT, 16 * K - 5));
      assertThat(in.target().room()).isEqualTo(16 * K);
    }
    in.read(binary(Role.CLIENT, 16 * K - 4));
    assertThat(in.buffers).as("until more is to be read").containsExactly(16 * K);
    assertThat(in.target().room()).isEqualTo(64 * K);
    in.read(binary(Role.CLIENT, 64 * K - 5));
    assertThat(in.target().room()).isEqualTo(64 * K);
    in.read(binary(Role.CLIENT, 64 * K - 4));
    assertThat(in.target().room()).isEqualTo(256 * K);
    in.read(binary(Role.CLIENT, 256 * K - 10));
    assertThat(in.target().room()).isEqualTo(256 * K);
    assertThat(in.buffers).containsExactly(16 * K, 64 * K, 256 * K);
    assertThat(in.events).hasSize(7);
    assertThat(in.gatherings).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void whatIsHeldMovesIntoTheLargerBuffer(Role role) {
    byte[] frame = binary(role, 40_000);
    InboundEvents in = new InboundEvents(role).read(Arrays.copyOf(frame, 16 * K));
    InboundEvents.Target target = in.target();
    int held = 16 * K - (frame.length - 40_000);
    assertThat(target).isEqualTo(new InboundEvents.Target(in.inbound.bytes(), held, 64 * K - held));
    in.read(Arrays.copyOfRange(frame, 16 * K, frame.length));
    assertThat(in.buffers).containsExactly(16 * K, 64 * K);
    assertThat(in.gatherings).isEmpty();
    assertThat(in.events).isEqualTo(whole(role, frame));
  }

  @ParameterizedTest
  @EnumSource
  void bytesThatCameWithTheHandshakeAreTheFirst(Role role) {
    byte[] ping = Wire.to(role, 0x89, "01");
    byte[] frame = binary(role, 300);
    InboundEvents in = new InboundEvents(role, ping, Arrays.copyOf(frame, 100));
    assertThat(in.events).containsExactly("PING 01 owes PONG 01");
    in.read(Arrays.copyOfRange(frame, 100, frame.length));
    assertThat(in.events).isEqualTo(whole(role, ping, frame));
    assertThat(in.gatherings).isEmpty();

    byte[] large = binary(role, 18_000);
    InboundEvents many = new InboundEvents(role, large, ping);
    assertThat(many.events).isEqualTo(whole(role, large, ping));
    assertThat(many.buffers).containsExactly(large.length + ping.length);
  }

  @Test
  void aReadThatBringsNothingChangesNothing() {
    byte[] frame = binary(Role.SERVER, 300);
    InboundEvents in = new InboundEvents(Role.SERVER).read(Arrays.copyOf(frame, 100));
    for (int nothing : new int[] {0, -1}) {
      assertThat(in.inbound.target().position()).isEqualTo(100);
      in.inbound.filled(nothing);
      assertThat(in.half.poll(in.inbound.bytes())).isEqualTo(ReadHalf.NEED_BYTES);
    }
    in.read(Arrays.copyOfRange(frame, 100, frame.length));
    assertThat(in.events).isEqualTo(whole(Role.SERVER, frame));
  }

  @ParameterizedTest
  @EnumSource
  void betweenTheFragmentsOfAMessageLittleIsReadAtATime(Role role) {
    byte[] first = Wire.to(role, 0x02, Wire.pattern(100));
    byte[] ping = Wire.to(role, 0x89, "01");
    byte[] last = Wire.to(role, 0x80, Wire.pattern(9000));
    InboundEvents in = new InboundEvents(role);
    assertThat(in.target().room()).as("before it").isEqualTo(16 * K);
    in.read(first);
    assertThat(in.target().room()).as("inside it").isEqualTo(8 * K);
    in.read(ping, Arrays.copyOf(last, 1000));
    ByteBuffer space = in.target().buffer();
    assertThat(space).as("its large fragment").isNotSameAs(in.inbound.bytes());
    in.read(Arrays.copyOfRange(last, 1000, last.length));
    assertThat(in.target().room()).as("after it").isEqualTo(16 * K);
    assertThat(in.events).isEqualTo(whole(role, first, ping, last));
    assertThat(in.gatherings).containsExactly(64 * K);
  }

  @ParameterizedTest
  @CsvSource({
    "held, 5000, 1000, 3000",
    "held in its first piece, 5000, 1000, 500",
    "at the edge of a piece, 5000, 1000, 992",
    "in the larger buffer, 40000, 16384, 20000",
    "past the buffer, 100000, 1000, 50000",
    "the last of a gathered one, 100000, 1000, 99999"
  })
  void aBadByteOfATextIsNamedByItsOffset(String where, int size, int piece, int bad) {
    byte[] text = "é".repeat(size / 2).getBytes(StandardCharsets.UTF_8);
    text = Arrays.copyOf(text, size);
    text[bad] = (byte) 0xFF;
    if (bad % 2 == 1) {
      text[bad - 1] = 'a';
    }
    for (Role role : Role.values()) {
      byte[] frame = Wire.to(role, 0x81, text);
      String told = "FAILED 1007 invalid UTF-8 in a text message: byte 0xFF at offset " + bad;
      assertThat(whole(role, frame)).as("by poll alone").containsExactly(told);
      InboundEvents in = new InboundEvents(role).readInSteps(room -> piece, frame);
      assertThat(in.events).as(where).containsExactly(told);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aBadByteIsNamedByItsOffsetAlsoInAMessageThatWasMoved(Role role) {
    byte[] text = Wire.utf8("a".repeat(5000));
    text[3000] = (byte) 0xFF;
    byte[] frame = Wire.to(role, 0x81, text);
    InboundEvents in = new InboundEvents(role);
    in.read(binary(role, 15_000), Arrays.copyOf(frame, 500));
    in.read(Arrays.copyOfRange(frame, 500, frame.length));
    assertThat(in.events.get(1))
        .isEqualTo("FAILED 1007 invalid UTF-8 in a text message: byte 0xFF at offset 3000");
  }

  @ParameterizedTest
  @EnumSource
  void aCharacterMayBeSplitBetweenPieces(Role role) {
    byte[] frame = Wire.text(role, 0x81, "a€😀".repeat(3000));
    for (int step : new int[] {1, 1001, 5003, 16_000}) {
      InboundEvents in = new InboundEvents(role).readInSteps(room -> step, frame);
      assertThat(in.events).as("in %d bytes", step).isEqualTo(whole(role, frame));
    }
    byte[] cut = Wire.to(role, 0x81, Arrays.copyOf(Wire.utf8("€".repeat(200)), 599));
    assertThat(new InboundEvents(role).readInSteps(room -> 100, cut).events)
        .containsExactly("FAILED 1007 text message of 599 bytes ends inside a UTF-8 sequence");
  }

  @ParameterizedTest
  @EnumSource
  void whatComesBehindAHeldMessageInOneReadFollowsIt(Role role) {
    byte[] held = binary(role, 1000);
    byte[] rest =
        Wire.concat(
            Wire.text(role, 0x81, "one"),
            Wire.to(role, 0x89, "07"),
            Wire.text(role, 0x01, "tw"),
            Wire.to(role, 0x8A, "08"),
            Wire.text(role, 0x80, "o"),
            Wire.to(role, 0x82, ""),
            Wire.to(role, 0x88, "03E8"));
    InboundEvents in = new InboundEvents(role).read(Arrays.copyOf(held, 500));
    in.read(Wire.concat(Arrays.copyOfRange(held, 500, held.length), rest));
    assertThat(in.events).isEqualTo(whole(role, held, rest)).hasSize(7);
    assertThat(in.events.subList(1, 7))
        .containsExactly(
            "TEXT \"one\"",
            "PING 07 owes PONG 07",
            "PONG 08",
            "TEXT \"two\"",
            "BINARY",
            "CLOSE 1000 \"\" owes CLOSE 03 E8");
    in.read(new byte[40_000]);
    assertThat(in.events).as("after the end").hasSize(7);
  }

  @ParameterizedTest
  @EnumSource
  void anySessionInAnyPiecesLeadsToTheSameEvents(Role role) {
    for (int seed = 0; seed < 25; seed++) {
      Random random = new Random(seed);
      byte[] session = session(role, random);
      List<String> expected = whole(role, session);
      for (int most : new int[] {100, 5000, 20_000, 1 << 20}) {
        int first = random.nextInt(most == 100 ? 10 : 3000);
        InboundEvents in = new InboundEvents(role, Arrays.copyOf(session, first));
        in.readInSteps(
            room -> 1 + random.nextInt(random.nextInt(8) == 0 ? most : Math.min(room, most)),
            Arrays.copyOfRange(session, first, session.length));
        assertThat(in.events).as("seed %d, up to %d bytes", seed, most).isEqualTo(expected);
      }
    }
  }

  private static final int[] EDGES = {0, 125, 126, 4 * K, 8 * K, 16 * K, 65_535, 65_536, 256 * K};

  /** Messages about the edges, whole and in fragments, with pings between; at last a Close. */
  private static byte[] session(Role role, Random random) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(Wire.to(role, 0x82, Wire.pattern(3000)));
    for (int i = 0; i < 8; i++) {
      int near = EDGES[random.nextInt(EDGES.length)] + random.nextInt(32) - 16;
      int size = Math.max(0, random.nextInt(10) == 0 ? random.nextInt(600 * K) : near);
      boolean text = random.nextBoolean();
      byte[] payload = text ? Wire.utf8("aé€😀".repeat(size / 10)) : new byte[size];
      if (!text) {
        random.nextBytes(payload);
      }
      int parts = random.nextBoolean() ? 1 : 1 + random.nextInt(5);
      int at = 0;
      for (int part = 0; part < parts; part++) {
        boolean last = part == parts - 1;
        int end = last ? payload.length : at + random.nextInt(payload.length - at + 1);
        int opcode = part > 0 ? 0 : text ? 1 : 2;
        byte[] piece = Arrays.copyOfRange(payload, at, end);
        out.writeBytes(Wire.to(role, opcode | (last ? 0x80 : 0), piece));
        at = end;
        if (random.nextInt(3) == 0) {
          out.writeBytes(Wire.to(role, 0x89, Wire.pattern(random.nextInt(126))));
        }
      }
    }
    out.writeBytes(Wire.to(role, 0x88, "03E8"));
    return out.toByteArray();
  }

  private static byte[] binary(Role role, int size) {
    return Wire.to(role, 0x82, Wire.pattern(size));
  }

  /** The events of the same bytes through {@link ReadHalf#poll} alone, in one piece. */
  private static List<String> whole(Role role, byte[]... parts) {
    return FrameEvents.polling(role, FrameEvents.WIDE).read(parts).events();
  }
}
