package io.github.wirespeed.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32;

/**
 * Drives a {@link ReadHalf} and writes down what it says, one string an event:
 *
 * <pre>
 *   TEXT "Hello"                        BINARY 01 02
 *   PING 01 owes PONG 01                PONG 01
 *   CLOSE 1000 "bye" owes CLOSE 03 E8   FAILED 1002 what the peer is told
 * </pre>
 *
 * <p>Demands of every call that the input is consumed, that nothing follows the end, that a failure
 * owes exactly the Close that it names; and ruins the input buffer between two reads, so that
 * nothing can live on what was only borrowed.
 */
final class FrameEvents {
  /** Limits that no test reaches which does not mean to. */
  static final Limits WIDE = new Limits(1 << 24, 1 << 24, 1 << 20);

  private static final int SHOWN = 200;

  final ReadHalf half;
  private final List<String> events = new ArrayList<>();
  private final boolean honoursSpace;
  private ByteBuffer in;
  private boolean ended;
  private int readsIntoSpace;

  private FrameEvents(ReadHalf half, ByteBuffer in, boolean honoursSpace) {
    this.half = half;
    this.in = in;
    this.honoursSpace = honoursSpace;
  }

  /** Everything goes through {@code poll}. */
  static FrameEvents polling(Role role, Limits limits) {
    return polling(new ReadHalf(role, limits));
  }

  /** Everything goes through {@code poll}. */
  static FrameEvents polling(ReadHalf half) {
    return new FrameEvents(half, ByteBuffer.allocate(256), false);
  }

  /** Reads into {@code space()} wherever there is one, else into {@code in}. */
  static FrameEvents honouringSpace(Role role, Limits limits, ByteBuffer in) {
    return honouringSpace(new ReadHalf(role, limits), in);
  }

  /** Reads into {@code space()} wherever there is one, else into {@code in}. */
  static FrameEvents honouringSpace(ReadHalf half, ByteBuffer in) {
    return new FrameEvents(half, in, true);
  }

  /**
   * The events of some bytes fed whole, byte by byte, and through {@code space()}: all the same.
   */
  static List<String> of(Role role, Limits limits, byte[]... parts) {
    byte[] all = Wire.concat(parts);
    List<String> whole = polling(role, limits).read(all).events();
    assertThat(polling(role, limits).readInSteps(all, 1).events())
        .as("fed in bytes")
        .isEqualTo(whole);
    ByteBuffer small = ByteBuffer.allocateDirect(1024);
    assertThat(honouringSpace(role, limits, small).read(all).events())
        .as("read past the buffer")
        .isEqualTo(whole);
    return whole;
  }

  /** As {@link #of(Role, Limits, byte[]...)} with limits that are not reached. */
  static List<String> of(Role role, byte[]... parts) {
    return of(role, WIDE, parts);
  }

  /** What a network read of these bytes leads to. */
  FrameEvents read(byte[]... parts) {
    byte[] bytes = Wire.concat(parts);
    int offset = 0;
    do {
      ByteBuffer space = honoursSpace ? half.space() : null;
      if (space == null) {
        if (!honoursSpace && in.capacity() < bytes.length) {
          in = ByteBuffer.allocate(bytes.length);
        }
        int n = Math.min(in.capacity(), bytes.length - offset);
        in.clear().put(bytes, offset, n).flip();
        offset += n;
      } else {
        int n = Math.min(space.remaining(), bytes.length - offset);
        assertThat(space.hasRemaining()).as("space has room").isTrue();
        space.put(bytes, offset, n);
        half.arrived();
        readsIntoSpace++;
        offset += n;
        in.clear().flip();
      }
      drain();
    } while (offset < bytes.length);
    return this;
  }

  FrameEvents readInSteps(byte[] bytes, int step) {
    for (int i = 0; i < bytes.length; i += step) {
      byte[] part = new byte[Math.min(step, bytes.length - i)];
      System.arraycopy(bytes, i, part, 0, part.length);
      read(part);
    }
    return this;
  }

  List<String> events() {
    return List.copyOf(events);
  }

  int readsIntoSpace() {
    return readsIntoSpace;
  }

  private void drain() {
    for (; ; ) {
      int event = half.poll(in);
      if (ended) {
        assertThat(event).as("after the end").isEqualTo(ReadHalf.ENDED);
      }
      if (event == ReadHalf.NEED_BYTES || event == ReadHalf.ENDED) {
        assertThat(event == ReadHalf.ENDED).as("ENDED only after the end").isEqualTo(ended);
        assertThat(half.owed()).as("owed without an event").isNull();
        assertThat(in.hasRemaining()).as("bytes left over").isFalse();
        if (ended) {
          assertThat(half.space()).as("space after the end").isNull();
        }
        for (int i = 0; i < in.limit(); i++) {
          in.put(i, (byte) 0xEE);
        }
        return;
      }
      events.add(describe(event));
    }
  }

  private String describe(int event) {
    return switch (event) {
      case ReadHalf.MESSAGE -> {
        assertThat(half.owed()).isNull();
        yield half.text() ? describeText() : ("BINARY " + describe(half.payload())).trim();
      }
      case ReadHalf.PING -> ("PING " + Wire.hex(half.payload())).trim() + describeOwed();
      case ReadHalf.PONG -> {
        assertThat(half.owed()).isNull();
        yield ("PONG " + Wire.hex(half.payload())).trim();
      }
      case ReadHalf.CLOSE -> {
        ended = true;
        CloseStatus said = half.closeStatus();
        yield "CLOSE " + said.code() + " \"" + said.reason() + "\"" + describeOwed();
      }
      case ReadHalf.FAILED -> {
        ended = true;
        yield describeFailure(half.closeStatus());
      }
      default -> throw new AssertionError("unknown event " + event);
    };
  }

  private String describeFailure(CloseStatus status) {
    byte[] told = Wire.utf8(status.reason());
    assertThat(half.owed()).isEqualTo(Opcode.CLOSE);
    assertThat(told.length).as("length of the reason").isBetween(1, 123);
    byte[] code = Wire.bytes(String.format(Locale.ROOT, "%04X", status.code()));
    assertThat(Wire.hex(half.owedPayload()))
        .as("the close frame names code and reason")
        .isEqualTo(Wire.hex(Wire.concat(code, told)));
    return "FAILED " + status.code() + " " + status.reason();
  }

  private String describeText() {
    byte[] bytes = Wire.copy(half.payload());
    boolean ascii = true;
    for (byte b : bytes) {
      ascii &= b >= 0;
    }
    assertThat(half.ascii()).as("ascii").isEqualTo(ascii);
    return "TEXT " + describe(bytes, '"' + new String(bytes, StandardCharsets.UTF_8) + '"');
  }

  /** How these bytes appear in an event: in hex, or as length and checksum where they are many. */
  static String describe(ByteBuffer payload) {
    byte[] bytes = Wire.copy(payload);
    return describe(bytes, Wire.hex(bytes));
  }

  static String describe(byte[] bytes, String shown) {
    if (bytes.length <= SHOWN) {
      return shown;
    }
    CRC32 sum = new CRC32();
    sum.update(bytes);
    return String.format(Locale.ROOT, "%d bytes, CRC %08X", bytes.length, sum.getValue());
  }

  private String describeOwed() {
    assertThat(half.owed()).isNotNull();
    return " owes " + (half.owed() + " " + Wire.hex(half.owedPayload())).trim();
  }
}
