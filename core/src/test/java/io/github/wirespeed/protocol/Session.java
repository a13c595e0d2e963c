package io.github.wirespeed.protocol;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** What a random peer sends, valid up to its end, and the events that it must lead to. */
final class Session {
  private static final int[] SIZES = {0, 1, 2, 7, 8, 9, 124, 125, 126, 127, 128, 1000, 5000};
  private static final int[] LARGE_SIZES = {65_534, 65_535, 65_536, 65_537, 204_800};
  private static final String[] CHARACTERS = {
    "a", "z", "\u00E9", "\u20AC", "\uFFFD", "\uD83D\uDE00"
  };

  private final byte[] bytes;
  private final List<String> events;

  private Session(byte[] bytes, List<String> events) {
    this.bytes = bytes;
    this.events = events;
  }

  byte[] bytes() {
    return bytes;
  }

  List<String> events() {
    return events;
  }

  /**
   * Random, the same for each role and seed. With {@code large}, messages of up to 200 KiB are in
   * it.
   */
  static Session of(Role role, long seed, boolean large) {
    return new Builder(role, new Random(seed), large).build();
  }

  private static final class Builder {
    private final Role role;
    private final Random random;
    private final boolean large;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final List<String> events = new ArrayList<>();

    Builder(Role role, Random random, boolean large) {
      this.role = role;
      this.random = random;
      this.large = large;
    }

    Session build() {
      for (int i = 1 + random.nextInt(6); i > 0; i--) {
        message();
        controls();
      }
      int ending = random.nextInt(3);
      if (ending == 0) {
        frame(0x88, Wire.bytes("03 E8 62 79 65"));
        events.add("CLOSE 1000 \"bye\" owes CLOSE 03 E8");
        frame(0x81, Wire.utf8("too late"));
      } else if (ending == 1) {
        frame(0x8F, new byte[random.nextInt(200)]);
        events.add("FAILED 1002 reserved opcode 0xF (first byte 0x8F)");
      }
      return new Session(bytes.toByteArray(), List.copyOf(events));
    }

    private void message() {
      int[] sizes = large && random.nextInt(3) == 0 ? LARGE_SIZES : SIZES;
      int size = sizes[random.nextInt(sizes.length)];
      boolean text = random.nextBoolean();
      byte[] payload = text ? Wire.utf8(text(size)) : binary(size);
      int at = 0;
      int opcode = text ? 0x01 : 0x02;
      for (int fragments = random.nextInt(4); fragments > 0; fragments--) {
        int next = at + (random.nextInt(4) == 0 ? 0 : random.nextInt(payload.length - at + 1));
        frame(opcode, Arrays.copyOfRange(payload, at, next));
        controls();
        opcode = 0x00;
        at = next;
      }
      frame(0x80 | opcode, Arrays.copyOfRange(payload, at, payload.length));
      String shown =
          text ? '"' + new String(payload, StandardCharsets.UTF_8) + '"' : Wire.hex(payload);
      events.add(((text ? "TEXT " : "BINARY ") + FrameEvents.describe(payload, shown)).trim());
    }

    private void controls() {
      while (random.nextInt(4) == 0) {
        byte[] payload = binary(random.nextInt(3) == 0 ? 125 : random.nextInt(10));
        boolean ping = random.nextBoolean();
        frame(ping ? 0x89 : 0x8A, payload);
        String hex = payload.length == 0 ? "" : " " + Wire.hex(payload);
        events.add(ping ? "PING" + hex + " owes PONG" + hex : "PONG" + hex);
      }
    }

    /** About {@code size} bytes, some of it plain, some not. */
    private String text(int size) {
      boolean plain = random.nextInt(3) == 0;
      StringBuilder text = new StringBuilder();
      for (int length = 0; length < size; ) {
        String next = CHARACTERS[plain ? 0 : random.nextInt(CHARACTERS.length)];
        text.append(next);
        length += Wire.utf8(next).length;
      }
      return text.toString();
    }

    private byte[] binary(int size) {
      byte[] payload = new byte[size];
      random.nextBytes(payload);
      return payload;
    }

    private void frame(int firstByte, byte[] payload) {
      bytes.writeBytes(
          role == Role.SERVER
              ? Wire.masked(firstByte, random.nextInt(5) == 0 ? 0 : random.nextInt(), payload)
              : Wire.frame(firstByte, payload));
    }
  }
}
