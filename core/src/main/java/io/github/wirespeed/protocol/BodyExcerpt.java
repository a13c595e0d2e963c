package io.github.wirespeed.protocol;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * The beginning of the body of a response that refused the handshake, for the error message.
 *
 * <p>Owned by one handshake. It keeps no more than its limit and stops reading there. A body whose
 * framing is broken ends where it breaks: the handshake has failed anyway, for a better reason. RFC
 * 9112 sections 6 and 7.
 */
final class BodyExcerpt {

  private enum State {
    DATA,
    CHUNK_SIZE,
    CHUNK_EXTENSION,
    CHUNK_SIZE_LF,
    CHUNK_END_CR,
    CHUNK_END_LF,
    DONE
  }

  /** Bounds what a peer can send in a chunk's size line, which adds nothing to the excerpt. */
  private static final int CHUNK_LINE_LIMIT = 256;

  private final int limit;
  private final boolean chunked;
  private State state;
  private long remaining; // of the body, or of the chunk
  private int lineLength;
  private byte[] bytes = new byte[0];
  private int length;

  BodyExcerpt(HttpHead response, int limit) {
    this.limit = limit;
    List<String> codings = response.tokens("Transfer-Encoding");
    this.chunked =
        !codings.isEmpty() && codings.get(codings.size() - 1).equalsIgnoreCase("chunked");
    int status = response.status();
    if (limit == 0 || status == 204 || status == 304) {
      state = State.DONE; // RFC 9112 6.3-1: these never have a body.
    } else if (chunked) {
      state = State.CHUNK_SIZE; // RFC 9112 6.3-3: it overrides Content-Length.
    } else {
      remaining = codings.isEmpty() ? contentLength(response) : Long.MAX_VALUE;
      state = remaining == 0 ? State.DONE : State.DATA;
    }
  }

  /** Consumes what belongs to the excerpt; true once it needs no more. */
  boolean receive(ByteBuffer in) {
    while (state != State.DONE && in.hasRemaining()) {
      if (state == State.DATA) {
        takeData(in);
      } else {
        takeChunkFraming(in.get() & 0xff);
      }
    }
    return state == State.DONE;
  }

  byte[] bytes() {
    return Arrays.copyOf(bytes, length);
  }

  /** RFC 9112 6.3-5 and 6.3-8: without a length until the end; with a bad one not at all. */
  private static long contentLength(HttpHead response) {
    List<String> values = response.all("Content-Length");
    if (values.isEmpty()) {
      return Long.MAX_VALUE;
    }
    String value = values.get(0);
    for (String other : values) {
      if (!other.equals(value)) {
        return 0;
      }
    }
    long parsed = 0;
    for (int i = 0; i < value.length(); i++) {
      int digit = value.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return 0;
      }
      parsed = Math.min(parsed * 10 + digit, Integer.MAX_VALUE);
    }
    return parsed;
  }

  private void takeData(ByteBuffer in) {
    int count = (int) Math.min(Math.min(in.remaining(), remaining), limit - length);
    if (length + count > bytes.length) {
      int doubled = (int) Math.min(2L * bytes.length, limit);
      bytes = Arrays.copyOf(bytes, Math.max(length + count, doubled));
    }
    in.get(bytes, length, count);
    length += count;
    remaining -= count;
    if (length == limit) {
      state = State.DONE;
    } else if (remaining == 0) {
      state = chunked ? State.CHUNK_END_CR : State.DONE;
    }
  }

  private void takeChunkFraming(int b) {
    lineLength++;
    switch (state) {
      case CHUNK_SIZE -> takeChunkSize(b);
      case CHUNK_EXTENSION -> moveTo(b == '\r' ? State.CHUNK_SIZE_LF : State.CHUNK_EXTENSION, true);
      case CHUNK_SIZE_LF -> moveTo(remaining == 0 ? State.DONE : State.DATA, b == '\n');
      case CHUNK_END_CR -> moveTo(State.CHUNK_END_LF, b == '\r');
      default -> {
        moveTo(State.CHUNK_SIZE, b == '\n');
        lineLength = 0;
      }
    }
    if (lineLength > CHUNK_LINE_LIMIT) {
      state = State.DONE;
    }
  }

  private void takeChunkSize(int b) {
    int digit = b < 0x80 ? Character.digit(b, 16) : -1;
    if (digit >= 0) {
      remaining = Math.min(remaining * 16 + digit, Integer.MAX_VALUE);
    } else if (b == '\r') {
      moveTo(State.CHUNK_SIZE_LF, lineLength > 1);
    } else {
      moveTo(State.CHUNK_EXTENSION, lineLength > 1 && (b == ';' || HttpSyntax.isOws(b)));
    }
  }

  private void moveTo(State next, boolean wellFormed) {
    state = wellFormed ? next : State.DONE;
  }
}
