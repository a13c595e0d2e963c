package io.github.wirespeed.bench.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/**
 * Messages of one size as they go over the wire, made before anything is measured: a cycle of a few
 * that differ, so that one which comes back in the place of another is noticed.
 *
 * @param sent frames as a client sends them, the cycle and so many more that any run of a window's
 *     lies in one piece
 * @param echoed the cycle as it has to come back: each message as one frame with the shortest
 *     header, or what was sent, byte for byte, where the server is not one of WebSockets
 * @param sentBytes of each frame; {@code echoedBytes} likewise
 */
record Frames(ByteBuffer sent, ByteBuffer echoed, int sentBytes, int echoedBytes) {
  /** How many messages differ. */
  static final int CYCLE = 8;

  private static final int TEXT = 0x81;
  private static final int BINARY = 0x82;

  /** Binary messages; {@code raw} for a server that gives back the bytes as they come. */
  static Frames of(int payload, int window, boolean raw) {
    Random random = new Random(payload);
    int sentBytes = header(payload) + 4 + payload;
    int echoedBytes = raw ? sentBytes : header(payload) + payload;
    ByteBuffer sent = ByteBuffer.allocateDirect((CYCLE + window) * sentBytes);
    ByteBuffer echoed = ByteBuffer.allocateDirect(CYCLE * echoedBytes);
    byte[] message = new byte[payload];
    for (int i = 0; i < CYCLE; i++) {
      random.nextBytes(message);
      ByteBuffer frame = masked(BINARY, message, random.nextInt());
      sent.put(frame.duplicate());
      echoed.put(raw ? frame : plain(BINARY, message));
    }
    for (int i = 0; i < window; i++) {
      int from = i % CYCLE * sentBytes;
      sent.put(sent.duplicate().position(from).limit(from + sentBytes));
    }
    return new Frames(sent.clear(), echoed.flip(), sentBytes, echoedBytes);
  }

  /** A text message as a client sends it. */
  static ByteBuffer text(String text) {
    return masked(TEXT, text.getBytes(StandardCharsets.UTF_8), 0x5a6b7c8d);
  }

  /** A text message as a server sends it. */
  static ByteBuffer answer(String text) {
    return plain(TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  /** A binary message as a server sends it. */
  static ByteBuffer publication(byte[] payload) {
    return plain(BINARY, payload);
  }

  private static ByteBuffer plain(int first, byte[] payload) {
    ByteBuffer frame = ByteBuffer.allocate(header(payload.length) + payload.length);
    head(frame, first, 0, payload.length);
    return frame.put(payload).flip();
  }

  private static ByteBuffer masked(int first, byte[] payload, int key) {
    ByteBuffer frame = ByteBuffer.allocate(header(payload.length) + 4 + payload.length);
    head(frame, first, 0x80, payload.length);
    frame.putInt(key);
    for (int i = 0; i < payload.length; i++) {
      frame.put((byte) (payload[i] ^ (key >>> (24 - 8 * (i % 4)))));
    }
    return frame.flip();
  }

  /** Bytes of a header without a key: RFC 6455 5.2 asks for the shortest. */
  private static int header(int payload) {
    return payload < 126 ? 2 : payload < 1 << 16 ? 4 : 10;
  }

  private static void head(ByteBuffer frame, int first, int mask, int payload) {
    frame.put((byte) first);
    if (payload < 126) {
      frame.put((byte) (mask | payload));
    } else if (payload < 1 << 16) {
      frame.put((byte) (mask | 126)).putShort((short) payload);
    } else {
      frame.put((byte) (mask | 127)).putLong(payload);
    }
  }
}
