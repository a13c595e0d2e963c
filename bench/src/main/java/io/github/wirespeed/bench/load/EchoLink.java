package io.github.wirespeed.bench.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/**
 * One connection of an echo: so many messages are under way on it, and for each that came back
 * whole the next one goes. All positions are bytes of an endless repetition of the cycle.
 */
final class EchoLink {
  private final int number;
  private final SocketChannel channel;
  private final Frames frames;
  private final int window;
  private final ByteBuffer out;
  private final ByteBuffer expected;
  private SelectionKey key;
  private final long firstMessage; // each begins elsewhere in the cycle
  private long sent;
  private long echoed;
  private long stopAt = Long.MAX_VALUE;

  EchoLink(int number, SocketChannel channel, Frames frames, int window) {
    this.number = number;
    this.channel = channel;
    this.frames = frames;
    this.window = window;
    this.out = frames.sent().duplicate();
    this.expected = frames.echoed().duplicate();
    this.firstMessage = number % Frames.CYCLE;
    this.sent = firstMessage * frames.sentBytes();
    this.echoed = firstMessage * frames.echoedBytes();
  }

  void key(SelectionKey own) {
    key = own;
  }

  /** How many messages came back. */
  long messages() {
    return echoed / frames.echoedBytes() - firstMessage;
  }

  /** Sends nothing new from now on. */
  void stop() {
    stopAt = (sent + frames.sentBytes() - 1) / frames.sentBytes() * frames.sentBytes();
  }

  /** How many messages are still to come back, once it was stopped. */
  long missing() {
    return stopAt / frames.sentBytes() - echoed / frames.echoedBytes();
  }

  /** Reads once, and compares. */
  void read(ByteBuffer in) throws IOException {
    int n = channel.read(in.clear());
    if (n < 0) {
      throw new LoadException("the server ended connection " + number);
    }
    in.flip();
    int cycle = expected.capacity();
    int end = in.limit();
    while (in.position() < end) {
      int from = (int) (echoed % cycle);
      int length = Math.min(end - in.position(), cycle - from);
      in.limit(in.position() + length);
      expected.limit(from + length).position(from);
      int wrong = in.mismatch(expected);
      if (wrong >= 0) {
        throw wrong(in.position(in.position() + wrong).limit(end), echoed + wrong);
      }
      in.position(in.limit());
      echoed += length;
    }
    if (echoed / frames.echoedBytes() > sent / frames.sentBytes()) {
      throw new LoadException("connection " + number + ": more came back than was sent");
    }
  }

  /** Writes what the window allows. */
  void write() throws IOException {
    long target =
        Math.min(stopAt, (echoed / frames.echoedBytes() + window) * (long) frames.sentBytes());
    int cycle = Frames.CYCLE * frames.sentBytes();
    while (sent < target) {
      int from = (int) (sent % cycle);
      int length = (int) Math.min(target - sent, out.capacity() - from);
      out.limit(from + length).position(from);
      int n = channel.write(out);
      sent += n;
      if (n < length) {
        interest(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
        return;
      }
    }
    interest(SelectionKey.OP_READ);
  }

  private void interest(int ops) {
    if (key.interestOps() != ops) {
      key.interestOps(ops);
    }
  }

  private LoadException wrong(ByteBuffer in, long at) {
    StringBuilder found = new StringBuilder();
    for (int i = 0; i < 8 && in.hasRemaining(); i++) {
      found.append(String.format(" %02x", in.get()));
    }
    return new LoadException(
        "wrong bytes on connection "
            + number
            + ", message "
            + (at / frames.echoedBytes() - firstMessage)
            + ", from byte "
            + at % frames.echoedBytes()
            + " of its frame:"
            + found);
  }
}
