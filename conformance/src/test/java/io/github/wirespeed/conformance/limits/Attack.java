package io.github.wirespeed.conformance.limits;

import io.github.wirespeed.conformance.wire.Bytes;
import io.github.wirespeed.conformance.wire.RawConnection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.Deflater;

/** What a peer sends to exhaust the memory of the other side, whichever role that has. */
enum Attack {
  /** Ten bytes that declare 2 GiB. */
  HUGE_LENGTH(1009, "frame of 2147483584 bytes exceeds the frame limit of 1048576") {
    @Override
    void run(RawConnection to, boolean masked) throws IOException {
      to.send(masked ? Bytes.hex("82FF000000007FFFFFC0") : Bytes.hex("827F000000007FFFFFC0"));
    }
  },

  /** A header that declares one byte too many, and payload as if nothing was wrong. */
  ONE_TOO_MANY(1009, "frame of 1048577 bytes exceeds the frame limit of 1048576") {
    @Override
    void run(RawConnection to, boolean masked) {
      byte[] frame = Bytes.frame(masked, 0x82, new byte[AttackedProgram.MESSAGE_LIMIT + 1]);
      pour(to, Arrays.copyOf(frame, 14), 1);
      pour(to, new byte[1 << 10], 1 << 10);
    }
  },

  /** A message whose fragments never end, 96 MiB of it. */
  ENDLESS_FRAGMENTS(1009, "exceeds the message limit of 1048576") {
    @Override
    void run(RawConnection to, boolean masked) throws IOException {
      to.send(Bytes.frame(masked, 0x02, new byte[0]));
      pour(to, repeat(Bytes.frame(masked, 0x00, new byte[1000]), 64), 1536);
    }
  },

  /** The same with a byte in each: the number of fragments is what costs. */
  ENDLESS_BYTES(1008, "message of more than 16384 fragments exceeds the fragment limit") {
    @Override
    void run(RawConnection to, boolean masked) throws IOException {
      to.send(Bytes.frame(masked, 0x02, new byte[0]));
      pour(to, repeat(Bytes.frame(masked, 0x00, new byte[1]), 16 << 10), 512);
    }
  },

  /** Sixteen million fragments of nothing. */
  ENDLESS_NOTHING(1008, "message of more than 16384 fragments exceeds the fragment limit") {
    @Override
    void run(RawConnection to, boolean masked) throws IOException {
      to.send(Bytes.frame(masked, 0x01, new byte[0]));
      pour(to, repeat(Bytes.frame(masked, 0x00, new byte[0]), 16 << 10), 1024);
    }
  },

  /** A gigabyte of zeros in a megabyte. */
  BOMB(1009, "inflated message of at least 1048577 bytes exceeds the message limit of 1048576") {
    @Override
    void run(RawConnection to, boolean masked) {
      pour(to, Bytes.frame(masked, 0xC2, bomb()), 1);
    }
  },

  /** The same in fragments of 16 bytes, of which each becomes 16 KiB. */
  BOMB_IN_PIECES(
      1009, "inflated message of at least 1048577 bytes exceeds the message limit of 1048576") {
    @Override
    void run(RawConnection to, boolean masked) throws IOException {
      byte[] bomb = bomb();
      ByteArrayOutputStream frames = new ByteArrayOutputStream();
      for (int at = 0; at < 1 << 18; at += 16) {
        int first = at == 0 ? 0x42 : 0x00;
        frames.writeBytes(Bytes.frame(masked, first, Arrays.copyOfRange(bomb, at, at + 16)));
      }
      pour(to, frames.toByteArray(), 1);
    }
  };

  final int code;
  final String told;

  Attack(int code, String told) {
    this.code = code;
    this.told = told;
  }

  /** Sends all of it, or until it is refused. */
  abstract void run(RawConnection to, boolean masked) throws IOException;

  static byte[] repeat(byte[] frame, int count) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(frame.length * count);
    for (int i = 0; i < count; i++) {
      out.writeBytes(frame);
    }
    return out.toByteArray();
  }

  /** Sends the same again and again; ends early when the other side has gone. */
  static void pour(RawConnection to, byte[] bytes, int times) {
    try {
      for (int i = 0; i < times; i++) {
        to.send(bytes);
      }
    } catch (IOException refused) {
      // What it was told before is what the test looks at.
    }
  }

  /** What becomes a gigabyte of zeros: a megabyte that refers to nothing before it, repeated. */
  private static byte[] bomb() {
    byte[] megabyte = deflated(new byte[1 << 20], Deflater.FULL_FLUSH);
    byte[] all = repeat(megabyte, 1 << 10);
    return Arrays.copyOf(all, all.length - 4);
  }

  /** The payload of the first fragments of a compressed message. */
  static byte[] deflated(byte[] payload) {
    return deflated(payload, Deflater.SYNC_FLUSH);
  }

  /** The payload of its last fragment, without the four bytes that RFC 7692 has removed. */
  static byte[] deflatedEnd(byte[] payload) {
    byte[] all = deflated(payload);
    return Arrays.copyOf(all, all.length - 4);
  }

  private static byte[] deflated(byte[] payload, int flush) {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
    try {
      deflater.setInput(payload);
      byte[] buffer = new byte[2 * payload.length + 64];
      return Arrays.copyOf(buffer, deflater.deflate(buffer, 0, buffer.length, flush));
    } finally {
      deflater.end();
    }
  }
}
