package io.github.wirespeed;

import io.github.wirespeed.protocol.Opcode;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** One message out of a stream whose length nobody knows, a fragment at a time. */
final class StreamedMessage {
  private static final int CHUNK = 32 << 10;

  private final Sender sender;

  StreamedMessage(Sender sender) {
    this.sender = sender;
  }

  void send(InputStream source) throws IOException {
    byte[] chunk = new byte[CHUNK];
    int length = source.readNBytes(chunk, 0, CHUNK);
    sender.start();
    try {
      boolean last;
      do {
        // The last fragment must say so: whether there is more is known only by reading on.
        int ahead = length == CHUNK ? source.read() : -1;
        last = ahead < 0;
        sender.part(Opcode.BINARY, ByteBuffer.wrap(chunk, 0, length), last);
        if (!last) {
          chunk[0] = (byte) ahead;
          length = 1 + source.readNBytes(chunk, 1, CHUNK - 1);
        }
      } while (!last);
    } catch (IOException | RuntimeException e) {
      sender.abandon(e);
      throw e;
    }
  }

  void send(Reader source) throws IOException {
    CharsetEncoder encoder =
        StandardCharsets.UTF_8
            .newEncoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    CharBuffer chars = CharBuffer.allocate(CHUNK / 3);
    ByteBuffer bytes = ByteBuffer.allocate(CHUNK);
    boolean last = source.read(chars) < 0;
    sender.start();
    try {
      while (true) {
        CoderResult result = encoder.encode(chars.flip(), bytes, last);
        if (result.isError()) {
          result.throwException();
        }
        sender.part(Opcode.TEXT, bytes.flip(), last);
        if (last) {
          return;
        }
        bytes.clear();
        // A high surrogate stays and waits for its pair.
        last = source.read(chars.compact()) < 0;
      }
    } catch (IOException | RuntimeException e) {
      sender.abandon(e);
      throw e;
    }
  }
}
