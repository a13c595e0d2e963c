package io.github.wirespeed.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whether a whole message lies in bytes that nobody has decoded. */
class LookaheadTest {
  private static boolean seen(Role receiver, byte[]... frames) {
    byte[] all = Wire.concat(frames);
    // Something before the position and behind the limit, which does not count.
    byte[] message = Wire.to(receiver, 0x81, "");
    byte[] around = Wire.concat(message, all, message);
    ByteBuffer in = ByteBuffer.wrap(around).position(message.length);
    in.limit(message.length + all.length);
    boolean seen = Lookahead.message(in, receiver == Role.SERVER);
    assertThat(in.position()).as("it takes nothing").isEqualTo(message.length);
    assertThat(in.limit()).isEqualTo(message.length + all.length);
    return seen;
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void nothingAndControlFramesAreNoMessage(Role role) {
    assertThat(seen(role)).isFalse();
    assertThat(seen(role, Wire.to(role, 0x89, "01"), Wire.to(role, 0x8A, ""))).isFalse();
    assertThat(seen(role, Wire.to(role, 0x88, "03 E8"))).isFalse();
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void aMessageIsSeenOnlyWithItsLastByteWhateverTheFormOfItsLength(Role role) {
    for (int length : new int[] {0, 1, 125, 126, 300, 65535, 65536, 70000}) {
      byte[] frame = Wire.to(role, 0x82, Wire.pattern(length));
      assertThat(seen(role, frame)).as("%d bytes", length).isTrue();
      for (int cut = Math.max(0, frame.length - 20); cut < frame.length; cut++) {
        assertThat(seen(role, Arrays.copyOf(frame, cut))).as("%d of %d", cut, length).isFalse();
      }
      for (int cut = 0; cut < Math.min(20, frame.length); cut++) {
        assertThat(seen(role, Arrays.copyOf(frame, cut))).as("%d of %d", cut, length).isFalse();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void aMessageBehindControlFramesIsSeen(Role role) {
    byte[] ping = Wire.to(role, 0x89, Wire.pattern(125));
    byte[] message = Wire.text(role, 0x81, "hello");
    assertThat(seen(role, ping, ping, message)).isTrue();
    assertThat(seen(role, ping, Arrays.copyOf(message, message.length - 1))).isFalse();
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void ofAFragmentedMessageTheLastFragmentCounts(Role role) {
    byte[] first = Wire.text(role, 0x01, "a");
    byte[] middle = Wire.text(role, 0x00, "b");
    byte[] last = Wire.text(role, 0x80, "c");
    byte[] ping = Wire.to(role, 0x89, "");
    assertThat(seen(role, first, middle)).isFalse();
    assertThat(seen(role, first, middle, ping)).isFalse();
    assertThat(seen(role, first, ping, middle, last)).isTrue();
    assertThat(seen(role, last)).as("the rest of one that was decoded before").isTrue();
  }

  @Test
  void aLengthThatNoBufferHoldsIsNoMessage() {
    assertThat(seen(Role.CLIENT, Wire.start(Role.CLIENT, 0x82, 8, Long.MAX_VALUE))).isFalse();
    assertThat(seen(Role.CLIENT, Wire.start(Role.CLIENT, 0x82, 8, Long.MIN_VALUE))).isFalse();
    assertThat(seen(Role.CLIENT, Wire.start(Role.CLIENT, 0x82, 8, -1))).isFalse();
    assertThat(seen(Role.CLIENT, Wire.start(Role.CLIENT, 0x82, 8, 1L << 32))).isFalse();
  }

  // ---- ReadHalf.messageBehind ----

  @ParameterizedTest
  @EnumSource(Role.class)
  void aReadHalfLooksBehindTheMessageThatItGave(Role role) {
    ReadHalf half = new ReadHalf(role, FrameEvents.WIDE);
    ByteBuffer in =
        ByteBuffer.wrap(
            Wire.concat(
                Wire.text(role, 0x81, "1"),
                Wire.text(role, 0x81, "2"),
                Wire.to(role, 0x89, ""),
                Wire.text(role, 0x01, "3")));
    assertThat(half.poll(in)).isEqualTo(ReadHalf.MESSAGE);
    assertThat(half.messageBehind(in)).isTrue();
    assertThat(Wire.copy(half.payload())).isEqualTo(Wire.utf8("1"));
    assertThat(half.poll(in)).isEqualTo(ReadHalf.MESSAGE);
    assertThat(Wire.copy(half.payload())).isEqualTo(Wire.utf8("2"));
    assertThat(half.messageBehind(in)).isFalse();
    assertThat(half.poll(in)).isEqualTo(ReadHalf.PING);
    assertThat(half.messageBehind(in)).isFalse();
    assertThat(half.poll(in)).isEqualTo(ReadHalf.NEED_BYTES);
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void aReadHalfThatHasEndedSeesNothing(Role role) {
    ReadHalf half = new ReadHalf(role, FrameEvents.WIDE);
    ByteBuffer in =
        ByteBuffer.wrap(Wire.concat(Wire.to(role, 0x88, "03 E8"), Wire.text(role, 0x81, "never")));
    assertThat(half.poll(in)).isEqualTo(ReadHalf.CLOSE);
    assertThat(half.messageBehind(in)).isFalse();
  }

  // ---- ReadHalf.clean ----

  @ParameterizedTest
  @EnumSource(Role.class)
  void aReadHalfIsCleanBetweenMessagesAndNowhereElse(Role role) {
    ReadHalf half = new ReadHalf(role, FrameEvents.WIDE);
    assertThat(half.clean()).isTrue();
    byte[] message =
        Wire.concat(
            Wire.text(role, 0x01, "he"), Wire.to(role, 0x89, "01"), Wire.text(role, 0x80, "llo"));
    for (int at = 0; at < message.length; at++) {
      int event = half.poll(ByteBuffer.wrap(new byte[] {message[at]}));
      boolean last = at == message.length - 1;
      assertThat(event == ReadHalf.MESSAGE).as("byte %d", at).isEqualTo(last);
      assertThat(half.clean()).as("behind byte %d", at).isEqualTo(last);
    }
    assertThat(half.poll(ByteBuffer.wrap(Wire.to(role, 0x89, "01")))).isEqualTo(ReadHalf.PING);
    assertThat(half.clean()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void aReadHalfIsNeverCleanAfterItsEnd(Role role) {
    ReadHalf closed = new ReadHalf(role, FrameEvents.WIDE);
    assertThat(closed.poll(ByteBuffer.wrap(Wire.to(role, 0x88, "")))).isEqualTo(ReadHalf.CLOSE);
    assertThat(closed.clean()).isFalse();
    ReadHalf failed = new ReadHalf(role, FrameEvents.WIDE);
    assertThat(failed.poll(ByteBuffer.wrap(Wire.to(role, 0x83, "")))).isEqualTo(ReadHalf.FAILED);
    assertThat(failed.clean()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void aReadHalfIsNotCleanWhileAMessageReadPastTheBufferIsDue(Role role) {
    ReadHalf half = new ReadHalf(role, FrameEvents.WIDE);
    byte[] frame = Wire.to(role, 0x82, Wire.pattern(100_000));
    assertThat(half.poll(ByteBuffer.wrap(Arrays.copyOf(frame, 20)))).isEqualTo(ReadHalf.NEED_BYTES);
    int at = 20;
    while (at < frame.length) {
      ByteBuffer space = half.space();
      int length = Math.min(space.remaining(), frame.length - at);
      space.put(frame, at, length);
      half.arrived();
      at += length;
      assertThat(half.clean()).as("at %d", at).isFalse();
      if (at < frame.length) {
        assertThat(half.poll(ByteBuffer.allocate(0))).isEqualTo(ReadHalf.NEED_BYTES);
      }
    }
    assertThat(half.poll(ByteBuffer.allocate(0))).isEqualTo(ReadHalf.MESSAGE);
    assertThat(half.clean()).isTrue();
    assertThat(half.gatherCapacity()).isGreaterThanOrEqualTo(100_000);
  }

  // ---- WriteHalf.clean ----

  private static WriteHalf writeHalf(Role role) {
    return new WriteHalf(role, new MaskingKeys(new CountingRandom()), 125, ByteBuffer::allocate);
  }

  private static void write(WriteHalf half) {
    ByteBuffer pending = half.pending();
    pending.position(pending.limit());
    assertThat(half.written()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void aWriteHalfIsCleanWhenAllIsWrittenBetweenMessages(Role role) {
    WriteHalf half = writeHalf(role);
    assertThat(half.clean()).isTrue();
    half.text("a", 0);
    assertThat(half.clean()).as("not written").isFalse();
    half.pending().position(half.pending().position() + 1);
    assertThat(half.written()).isFalse();
    assertThat(half.clean()).as("written in part").isFalse();
    write(half);
    assertThat(half.clean()).isTrue();
    ByteBuffer payload = ByteBuffer.allocate(200);
    assertThat(half.data(Opcode.BINARY, payload, true)).isFalse();
    write(half);
    assertThat(half.clean()).as("in the middle of a message").isFalse();
    half.control(Opcode.PONG, ByteBuffer.allocate(0));
    write(half);
    assertThat(half.clean()).as("behind a pong in it").isFalse();
    assertThat(half.data(Opcode.BINARY, payload, true)).isTrue();
    write(half);
    assertThat(half.clean()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void aWriteHalfIsNeverCleanAfterItsClose(Role role) {
    WriteHalf half = writeHalf(role);
    half.control(Opcode.CLOSE, CloseStatus.NONE.payload());
    write(half);
    assertThat(half.clean()).isFalse();
  }
}
