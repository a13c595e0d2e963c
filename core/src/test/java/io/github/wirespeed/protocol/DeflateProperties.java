package io.github.wirespeed.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** Whatever goes in comes out, however it was negotiated, cut, split and mixed. */
class DeflateProperties {
  private static final List<Compress> CHOICES = List.of(Compress.values());

  @Property(tries = 400, shrinking = ShrinkingMode.OFF)
  void whatOneSideCompressesTheOtherInflates(@ForAll Role sender, @ForAll long seed) {
    Random random = new Random(seed);
    PerMessageDeflate agreed =
        new PerMessageDeflate(
            random.nextBoolean(),
            random.nextBoolean(),
            8 + random.nextInt(8),
            8 + random.nextInt(8));
    CountedZlib zlib = new CountedZlib();
    int fragment = random.nextBoolean() ? 125 + random.nextInt(2000) : 1 << 20;
    WriteHalf writes =
        new WriteHalf(
            sender, new MaskingKeys(new CountingRandom()), fragment, ByteBuffer::allocateDirect);
    writes.attach(
        new MessageDeflater(agreed, sender, random.nextInt(11) - 1, random.nextInt(300), zlib));

    ByteArrayOutputStream wire = new ByteArrayOutputStream();
    List<String> expected = new ArrayList<>();
    for (int i = random.nextInt(12); i >= 0; i--) {
      if (sender == Role.SERVER && random.nextInt(3) == 0) {
        sendPrepared(random, agreed, fragment, zlib, writes, wire, expected);
      } else {
        send(random, writes, wire, expected);
      }
    }

    Role receiver = sender == Role.CLIENT ? Role.SERVER : Role.CLIENT;
    ReadHalf reads = new ReadHalf(receiver, FrameEvents.WIDE);
    reads.attach(new MessageInflater(agreed, receiver, zlib));
    FrameEvents events = FrameEvents.polling(reads);
    byte[] bytes = wire.toByteArray();
    for (int at = 0; at < bytes.length; ) {
      int length = Math.min(bytes.length - at, 1 + random.nextInt(random.nextInt(5000) + 1));
      events.read(java.util.Arrays.copyOfRange(bytes, at, at + length));
      at += length;
    }
    assertThat(events.events()).isEqualTo(expected);
    writes.release();
    reads.release();
    assertThat(zlib.inflaters + zlib.deflaters).as("lent").isZero();
  }

  /** A message that was encoded for many connections, and knows nothing of this one. */
  private static void sendPrepared(
      Random random,
      PerMessageDeflate agreed,
      int fragment,
      CountedZlib zlib,
      WriteHalf writes,
      ByteArrayOutputStream wire,
      List<String> expected) {
    byte[] payload = payload(random, random.nextInt(4) == 0 ? random.nextInt(80_000) : 600);
    expected.add(("BINARY " + FrameEvents.describe(payload, Wire.hex(payload))).trim());
    EncodedMessage message = EncodedMessage.of(Opcode.BINARY, ByteBuffer.wrap(payload), fragment);
    if (random.nextInt(4) > 0) {
      int bits = 8 + random.nextInt(agreed.serverWindowBits() - 7);
      MessageDeflater alone =
          new MessageDeflater(
              new PerMessageDeflate(false, false, bits, 15),
              Role.SERVER,
              random.nextInt(11) - 1,
              0,
              zlib);
      ByteBuffer compressed = alone.whole(ByteBuffer.wrap(payload));
      message = EncodedMessage.deflated(Opcode.BINARY, compressed, payload.length, fragment);
    }
    int next = 0;
    do {
      next = writes.encoded(message, next);
      written(random, writes, wire, expected);
    } while (writes.messageOpen());
    assertThat(next).isEqualTo(message.length());
  }

  private static void send(
      Random random, WriteHalf writes, ByteArrayOutputStream wire, List<String> expected) {
    Compress compress = CHOICES.get(random.nextInt(CHOICES.size()));
    int size = random.nextInt(4) == 0 ? random.nextInt(80_000) : random.nextInt(600);
    if (random.nextBoolean()) {
      String text = text(random, size);
      byte[] utf8 = Wire.utf8(text);
      expected.add("TEXT " + FrameEvents.describe(utf8, '"' + text + '"'));
      int next = 0;
      do {
        next = writes.text(text, next, compress);
        written(random, writes, wire, expected);
      } while (writes.messageOpen());
      return;
    }
    byte[] payload = payload(random, size);
    expected.add(("BINARY " + FrameEvents.describe(payload, Wire.hex(payload))).trim());
    int at = 0;
    boolean last;
    do {
      int part =
          random.nextBoolean() ? payload.length - at : random.nextInt(payload.length - at + 1);
      last = at + part == payload.length;
      ByteBuffer source = ByteBuffer.wrap(payload, at, part);
      boolean complete;
      do {
        complete = writes.data(Opcode.BINARY, source, last, compress);
        written(random, writes, wire, expected);
      } while (!complete && (last || source.hasRemaining()));
      at += part;
    } while (!last);
  }

  private static void written(
      Random random, WriteHalf writes, ByteArrayOutputStream wire, List<String> expected) {
    if (random.nextInt(6) == 0) {
      writes.control(Opcode.PONG, ByteBuffer.wrap(new byte[] {7}));
      // Between two fragments it comes before the message, which was written down already.
      expected.add(writes.messageOpen() ? expected.size() - 1 : expected.size(), "PONG 07");
    }
    ByteBuffer pending = writes.pending();
    wire.writeBytes(Wire.copy(pending));
    pending.position(pending.limit());
    writes.written();
  }

  private static byte[] payload(Random random, int size) {
    byte[] bytes = new byte[size];
    if (random.nextInt(3) > 0) {
      random.nextBytes(bytes);
      for (int i = 0; i < size && random.nextInt(8) > 0; i++) {
        bytes[i] = (byte) (bytes[i] & 3);
      }
    }
    return bytes;
  }

  private static String text(Random random, int size) {
    StringBuilder text = new StringBuilder();
    while (text.length() < size) {
      text.append(random.nextInt(3) == 0 ? "\u20ac\ud83d\ude00" : "price " + random.nextInt(50));
    }
    return text.toString();
  }
}
