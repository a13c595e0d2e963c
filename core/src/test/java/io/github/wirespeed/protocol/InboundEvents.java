package io.github.wirespeed.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * Drives a {@link ReadHalf} through an {@link InboundBuffer}, writes down what it says in the words
 * of {@link FrameEvents}, and what was allocated for it.
 */
final class InboundEvents {
  private static final byte[] SPOILT = "spoilt".repeat(40).getBytes(StandardCharsets.US_ASCII);

  final ReadHalf half;
  final InboundBuffer inbound;

  /** Capacities that the inbound buffer asked for. */
  final List<Integer> buffers = new ArrayList<>();

  /** Capacities that the half asked for, to gather messages in. */
  final List<Integer> gatherings = new ArrayList<>();

  final List<String> events = new ArrayList<>();

  InboundEvents(Role role, byte[]... first) {
    this(role, FrameEvents.WIDE, first);
  }

  InboundEvents(Role role, Limits limits, byte[]... first) {
    half = new ReadHalf(role, limits, 0, n -> allocate(gatherings, n));
    inbound =
        new InboundBuffer(half, n -> allocate(buffers, n), ByteBuffer.wrap(Wire.concat(first)));
    drain();
  }

  private static ByteBuffer allocate(List<Integer> asked, int capacity) {
    asked.add(capacity);
    return ByteBuffer.allocateDirect(capacity);
  }

  /** Reads these bytes, each time as many as there is room for. */
  InboundEvents read(byte[]... parts) {
    return readInSteps(room -> room, parts);
  }

  /** Reads these bytes, each time at most as many as the step for the room that there is. */
  InboundEvents readInSteps(IntUnaryOperator step, byte[]... parts) {
    byte[] bytes = Wire.concat(parts);
    for (int at = 0; at < bytes.length; ) {
      ByteBuffer target = inbound.target();
      assertThat(target.hasRemaining()).as("room to read").isTrue();
      int spoilt = Math.min(target.remaining(), SPOILT.length);
      target.put(target.position(), SPOILT, 0, spoilt);
      int room = Math.min(target.remaining(), bytes.length - at);
      int n = Math.min(room, step.applyAsInt(room));
      target.put(bytes, at, n);
      inbound.filled(n);
      at += n;
      drain();
    }
    return this;
  }

  /** Where the next read goes to: the buffer, from where in it, and how much at most. */
  record Target(ByteBuffer buffer, int from, int room) {}

  /** Where the next read goes to; a read that brings nothing. */
  Target target() {
    ByteBuffer buffer = inbound.target();
    Target target = new Target(buffer, buffer.position(), buffer.remaining());
    inbound.filled(0);
    return target;
  }

  private void drain() {
    for (; ; ) {
      int event = half.poll(inbound.bytes());
      if (event == ReadHalf.NEED_BYTES || event == ReadHalf.ENDED) {
        assertThat(inbound.bytes().hasRemaining()).as("bytes left over").isFalse();
        return;
      }
      events.add(describe(event));
    }
  }

  private String describe(int event) {
    String payload = FrameEvents.describe(half.payload());
    return switch (event) {
      case ReadHalf.MESSAGE -> half.text() ? describeText() : ("BINARY " + payload).trim();
      case ReadHalf.PING -> ("PING " + payload).trim() + describeOwed();
      case ReadHalf.PONG -> ("PONG " + payload).trim();
      case ReadHalf.CLOSE -> {
        CloseStatus said = half.closeStatus();
        yield "CLOSE " + said.code() + " \"" + said.reason() + "\"" + describeOwed();
      }
      case ReadHalf.FAILED ->
          "FAILED " + half.closeStatus().code() + " " + half.closeStatus().reason();
      default -> throw new AssertionError("unknown event " + event);
    };
  }

  private String describeText() {
    byte[] bytes = Wire.copy(half.payload());
    String shown = '"' + new String(bytes, StandardCharsets.UTF_8) + '"';
    return "TEXT " + FrameEvents.describe(bytes, shown);
  }

  private String describeOwed() {
    return " owes " + (half.owed() + " " + Wire.hex(half.owedPayload())).trim();
  }
}
