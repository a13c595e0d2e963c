package io.github.wirespeed.conformance.tables;

import io.github.wirespeed.protocol.CloseStatus;
import io.github.wirespeed.protocol.FrameDecoder;
import io.github.wirespeed.protocol.Limits;
import io.github.wirespeed.protocol.MessageInflater;
import io.github.wirespeed.protocol.Opcode;
import io.github.wirespeed.protocol.PerMessageDeflate;
import io.github.wirespeed.protocol.ReadHalf;
import io.github.wirespeed.protocol.Role;
import io.github.wirespeed.protocol.Zlib;
import java.nio.ByteBuffer;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Asks the library about a header. The verdict is {@link #ACCEPTED} or, as in "1002@2", a close
 * code and the byte at which it was found; anything else means that more is wrong than the verdict.
 */
final class Headers {
  static final String ACCEPTED = "accepted";

  /** Limits that no header reaches which does not mean to. */
  static final Limits WIDE = new Limits(1 << 24, 1 << 24, 1 << 20);

  private static final int RSV1 = 64;

  /** For every half, as there is one at a time: a new one each would cost more than all else. */
  private static final ByteBuffer GATHER = ByteBuffer.allocate(64 << 10);

  /** Likewise, and it holds memory that no collector sees. */
  private static final Zlib ONE_INFLATER =
      new Zlib() {
        private final Inflater inflater = new Inflater(true);

        @Override
        public Inflater inflater() {
          inflater.reset();
          return inflater;
        }

        @Override
        public void giveBack(Inflater given) {}

        @Override
        public Deflater deflater(int level) {
          throw new UnsupportedOperationException("nothing is sent");
        }

        @Override
        public void giveBack(Deflater given, int level) {}
      };

  private Headers() {}

  /** A decoder that has read what came before. */
  static FrameDecoder decoder(Situation situation, byte[] before, Limits limits) {
    FrameDecoder decoder =
        new FrameDecoder(role(situation), limits, situation.deflate() ? RSV1 : 0);
    ByteBuffer in = ByteBuffer.wrap(before);
    int event;
    do {
      event = decoder.poll(in);
    } while (event == FrameDecoder.HEADER || event == FrameDecoder.PAYLOAD);
    if (event != FrameDecoder.NEED_BYTES || in.hasRemaining()) {
      throw new AssertionError(situation + " is not reached: " + decoder.failure());
    }
    return decoder;
  }

  /** What a {@link FrameDecoder} says that has read what came before and is given all at once. */
  static String decode(FrameDecoder decoder, byte[] header) {
    ByteBuffer in = ByteBuffer.wrap(header);
    int event = decoder.poll(in);
    CloseStatus failure = decoder.failure();
    int at = in.position();
    if (event != FrameDecoder.FAILED) {
      return failure == null && !in.hasRemaining() ? ACCEPTED : "event " + event + " at byte " + at;
    }
    boolean stays = decoder.poll(in) == FrameDecoder.FAILED && !in.hasRemaining();
    return verdict(failure.code(), at) + (stays ? "" : ", but not for good");
  }

  /** What a {@link ReadHalf} says that has read what came before and is given a byte at a time. */
  static String read(ReadHalf half, byte[] header) {
    for (int i = 0; i < header.length; i++) {
      ByteBuffer in = ByteBuffer.wrap(header, i, 1);
      int event = half.poll(in);
      if (event == ReadHalf.FAILED) {
        String verdict = verdict(half.closeStatus().code(), i + 1);
        return saysSo(half) && discards(half, header, i + 1) ? verdict : verdict + ", but not so";
      } else if (event != ReadHalf.NEED_BYTES && i < header.length - 1) {
        return "event " + event + " at byte " + (i + 1);
      }
    }
    return ACCEPTED;
  }

  private static boolean saysSo(ReadHalf half) {
    return half.owed() == Opcode.CLOSE
        && half.owedPayload().getShort(0) == half.closeStatus().code();
  }

  /** Whether a half that has failed takes the rest, and says and owes nothing for it: 7.1.7. */
  static boolean discards(ReadHalf failed, byte[] bytes, int from) {
    ByteBuffer in = ByteBuffer.wrap(bytes, from, bytes.length - from);
    return failed.poll(in) == ReadHalf.ENDED && failed.owed() == null && !in.hasRemaining();
  }

  /** A half that has read what came before. */
  static ReadHalf after(Situation situation, byte[] before, Limits limits) {
    ReadHalf half = half(situation, limits);
    ByteBuffer in = ByteBuffer.wrap(before);
    while (half.poll(in) != ReadHalf.NEED_BYTES) {
      if (half.closeStatus() != null) {
        throw new AssertionError(situation + " is not reached: " + half.closeStatus());
      }
    }
    return half;
  }

  /** A half that has read nothing yet. */
  private static ReadHalf half(Situation situation, Limits limits) {
    ReadHalf half = new ReadHalf(role(situation), limits, 0, Headers::buffer);
    if (situation.deflate()) {
      half.attach(
          new MessageInflater(PerMessageDeflate.UNRESTRICTED, role(situation), ONE_INFLATER));
    }
    return half;
  }

  /** A client's half that inflates by what was agreed. */
  static ReadHalf inflating(PerMessageDeflate agreed) {
    ReadHalf half = new ReadHalf(Role.CLIENT, WIDE, 0, Headers::buffer);
    half.attach(new MessageInflater(agreed, Role.CLIENT, ONE_INFLATER));
    return half;
  }

  private static ByteBuffer buffer(int capacity) {
    return capacity == GATHER.capacity() ? GATHER : ByteBuffer.allocate(capacity);
  }

  static String verdict(int code, int at) {
    return code + "@" + at;
  }

  static Role role(Situation situation) {
    return situation.server() ? Role.SERVER : Role.CLIENT;
  }
}
