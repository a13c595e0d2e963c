package io.github.wirespeed.bench;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The floor's server: one connection on one thread, which moves as many bytes as it is told and
 * looks at none.
 */
final class RawPeer {
  private final Wire wire;
  private final ByteBuffer scratch = ByteBuffer.allocateDirect(FloorSession.SCRATCH);
  private ByteBuffer out = ByteBuffer.allocateDirect(FloorSession.SCRATCH);

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
      case SOURCE -> {
        for (int i = 0; i < command.messages(); i++) {
          wire.write(out.clear().limit(command.outBytes()));
        }
      }
    }
  }

  private void echo(int messages, int inBytes, int outBytes) throws IOException {
    for (int i = 0; i < messages; i++) {
      wire.skip(scratch, inBytes);
      wire.write(out.clear().limit(outBytes));
    }
  }
}
