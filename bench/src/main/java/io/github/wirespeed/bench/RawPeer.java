package io.github.wirespeed.bench;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The floor's server: one connection on one thread, which moves as many bytes as it is told and
 * looks at none.
 */
final class RawPeer {
  private static final int SCRATCH = FloorSession.SCRATCH;

  private final Wire wire;
  private final ByteBuffer scratch = ByteBuffer.allocateDirect(SCRATCH);
  private ByteBuffer out = ByteBuffer.allocateDirect(SCRATCH);

  RawPeer(Wire wire) {
    this.wire = wire;
  }

  /** Does as commanded until the client ends the connection. */
  void serve() throws IOException {
    ByteBuffer request = ByteBuffer.allocateDirect(Command.BYTES);
    while (true) {
      request.clear();
      try {
        while (request.hasRemaining()) {
          wire.read(request);
        }
      } catch (EOFException e) {
        return;
      }
      run(Command.get(request.flip()));
    }
  }

  private void run(Command command) throws IOException {
    if (out.capacity() < command.outBytes()) {
      out = ByteBuffer.allocateDirect(command.outBytes());
    }
    switch (command.mode()) {
      case ECHO -> echo(command.messages(), command.inBytes(), command.outBytes());
      case SINK -> {
        wire.skip(scratch, (long) command.messages() * command.inBytes());
        wire.write(out.clear().limit(Command.ACK_BYTES));
      }
      case BULK -> bulk(command.messages(), command.inBytes(), command.outBytes());
      case SOURCE -> {
        for (int i = 0; i < command.messages(); i++) {
          wire.write(out.clear().limit(command.outBytes()));
        }
      }
      case BURST -> throw new IOException("a burst is for those who decode it");
    }
  }

  private void echo(int messages, int inBytes, int outBytes) throws IOException {
    for (int i = 0; i < messages; i++) {
      wire.skip(scratch, inBytes);
      wire.write(out.clear().limit(outBytes));
    }
  }

  /** Answers whole messages as they come, all that a read completed at once. */
  private void bulk(int messages, int inBytes, int outBytes) throws IOException {
    long unanswered = 0;
    int left = messages;
    while (left > 0) {
      scratch.clear().limit((int) Math.min(SCRATCH, (long) left * inBytes - unanswered));
      unanswered += wire.read(scratch);
      int whole = (int) (unanswered / inBytes);
      unanswered -= (long) whole * inBytes;
      left -= whole;
      answer((long) whole * outBytes);
    }
  }

  private void answer(long bytes) throws IOException {
    for (long left = bytes; left > 0; left -= Math.min(left, out.capacity())) {
      wire.write(out.clear().limit((int) Math.min(left, out.capacity())));
    }
  }
}
