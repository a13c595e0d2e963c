package io.github.wirespeed.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a peer makes us keep: the limit on a message and 64 KiB, at every read. */
class InboundBoundTest {
  private static final int K = 1 << 10;

  @ParameterizedTest
  @CsvSource({"0, 64", "1, 64", "64, 64", "128, 64", "131, 65", "704, 256", "1024, 256"})
  void theBufferGrowsNoFurtherThanTheLimitAllows(int limit, int largest) {
    InboundEvents in = new InboundEvents(Role.CLIENT, limits(limit * K));
    in.readInSteps(room -> keep(in, limit * K, room), pongs(Role.CLIENT));
    assertThat(in.inbound.capacity()).isEqualTo(largest * K);
  }

  @ParameterizedTest
  @EnumSource
  void whileAMessageIsGatheredUpToTheLimitTheBufferIsASmallOne(Role role) {
    int limit = 1024 * K;
    InboundEvents in = grown(role, limit);
    ByteBuffer large = in.inbound.bytes();
    byte[] frame = Wire.to(role, 0x82, Wire.pattern(limit));
    in.readInSteps(room -> keep(in, limit, room), Arrays.copyOf(frame, 200 * K));
    assertThat(in.inbound.bytes()).as("while there is room for twice as much").isSameAs(large);

    in.readInSteps(room -> keep(in, limit, room), Arrays.copyOfRange(frame, 200 * K, 600 * K));
    assertThat(in.half.gatherCapacity()).isGreaterThan(600 * K);
    assertThat(in.inbound.capacity()).isEqualTo(16 * K);

    in.read(Arrays.copyOfRange(frame, 600 * K, frame.length), Wire.to(role, 0x89, "07"));
    assertThat(in.events.get(in.events.size() - 2)).startsWith("BINARY");
    assertThat(in.events.get(in.events.size() - 1)).isEqualTo("PING 07 owes PONG 07");
  }

  @Test
  void afterALargeMessageTheBufferGrowsUpToTheBoundAndThenOnceTheOtherOneIsGivenUp() {
    int limit = 1024 * K;
    InboundEvents in = new InboundEvents(Role.CLIENT, limits(limit));
    in.read(Wire.to(Role.CLIENT, 0x82, Wire.pattern(limit)));
    assertThat(in.half.gatherCapacity()).isEqualTo(limit);
    for (int i = 0; i < 60; i++) {
      in.readInSteps(room -> keep(in, limit, room), Wire.to(Role.CLIENT, 0x82, new byte[16 * K]));
    }
    assertThat(in.inbound.capacity()).isEqualTo(64 * K);
    for (int i = 0; i < 100; i++) {
      in.readInSteps(room -> keep(in, limit, room), Wire.to(Role.CLIENT, 0x82, new byte[64 * K]));
    }
    assertThat(in.half.gatherCapacity()).isZero();
    assertThat(in.inbound.capacity()).isEqualTo(256 * K);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 16, 63, 64, 65, 100, 128, 200, 256, 500, 704, 1024, 3000})
  void anythingAPeerSendsStaysWithinTheBoundAtEveryRead(int limit) {
    for (Role role : Role.values()) {
      for (int seed = 0; seed < 8; seed++) {
        Random random = new Random(31L * limit + seed);
        InboundEvents in = new InboundEvents(role, limits(limit * K));
        int most = seed % 2 == 0 ? 1 << 20 : 20_000;
        in.readInSteps(
            room -> keep(in, limit * K, 1 + random.nextInt(Math.min(room, most))),
            session(role, limit * K, random));
        assertThat(in.events).last().as("seed %d", seed).asString().startsWith("CLOSE 1000");
      }
    }
  }

  /** Checks the bound where it must hold, at a read, and gives the step on. */
  private static int keep(InboundEvents in, int limit, int step) {
    long kept = (long) in.inbound.capacity() + in.half.gatherCapacity();
    assertThat(kept).isLessThanOrEqualTo(limit + 64L * K);
    return step;
  }

  private static Limits limits(int message) {
    return new Limits(message, message, 1000);
  }

  /** A buffer that small messages made as large as it becomes. */
  private static InboundEvents grown(Role role, int limit) {
    InboundEvents in = new InboundEvents(role, limits(limit));
    in.read(pongs(role));
    assertThat(in.inbound.capacity()).isEqualTo(256 * K);
    return in;
  }

  /** Enough to fill every buffer, and nothing to gather. */
  private static byte[] pongs(Role role) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < 4000; i++) {
      out.writeBytes(Wire.to(role, 0x8A, Wire.pattern(125)));
    }
    return out.toByteArray();
  }

  private static byte[] session(Role role, int limit, Random random) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < 12; i++) {
      int total = random.nextInt(3) == 0 ? limit : random.nextInt(limit + 1);
      int parts = 1 + random.nextInt(4) * random.nextInt(30);
      for (int part = 0; part < parts; part++) {
        boolean last = part == parts - 1;
        int size = last ? total : random.nextInt(total / 4 + 1);
        total -= size;
        int first = (part == 0 ? 2 : 0) | (last ? 0x80 : 0);
        out.writeBytes(Wire.to(role, first, new byte[size]));
      }
      for (int small = random.nextInt(4) == 0 ? 100 : 0; small > 0; small--) {
        out.writeBytes(Wire.to(role, 0x82, new byte[Math.min(limit, 6000)]));
      }
    }
    out.writeBytes(Wire.to(role, 0x88, "03E8"));
    return out.toByteArray();
  }
}
