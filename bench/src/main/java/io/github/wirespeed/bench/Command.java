package io.github.wirespeed.bench;

import java.nio.ByteBuffer;

/**
 * What a client of the bench's own ports asks for, in 16 bytes: as they are on the raw port, as a
 * binary message on the WebSocket stream port. When it is done the next command may follow.
 *
 * @param messages how many
 * @param inBytes size of what the server receives each time: on the raw port in bytes on the wire
 * @param outBytes size of what the server sends each time, likewise
 */
record Command(Mode mode, int messages, int inBytes, int outBytes) {
  static final int BYTES = 16;

  /** What the server answers to a sink's last byte: so the client knows that all arrived. */
  static final int ACK_BYTES = 4;

  enum Mode {
    /** Each message is answered by one. */
    ECHO(1),
    /** All messages are answered by one acknowledgement. */
    SINK(2),
    /** The server sends. */
    SOURCE(3),
    /** The server sends, all of it in one write. */
    BURST(4),
    /** Each message is answered by one; those that one read brings, in one write. */
    BULK(5);

    private final int code;

    Mode(int code) {
      this.code = code;
    }
  }

  /** Writes one down. No object: who measures what it allocates asks for every burst. */
  static void put(ByteBuffer out, Mode mode, int messages, int inBytes, int outBytes) {
    out.putInt(mode.code).putInt(messages).putInt(inBytes).putInt(outBytes);
  }

  static Command get(ByteBuffer in) {
    int code = in.getInt();
    for (Mode mode : Mode.values()) {
      if (mode.code == code) {
        return new Command(mode, in.getInt(), in.getInt(), in.getInt());
      }
    }
    throw new IllegalArgumentException("no bench command: mode " + code);
  }
}
