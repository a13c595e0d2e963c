package io.github.wirespeed;

import io.github.wirespeed.protocol.InboundBuffer;
import io.github.wirespeed.protocol.Limits;
import io.github.wirespeed.protocol.MaskingKeys;
import io.github.wirespeed.protocol.Opcode;
import io.github.wirespeed.protocol.ReadHalf;
import io.github.wirespeed.protocol.Role;
import io.github.wirespeed.protocol.WriteHalf;
import io.github.wirespeed.transport.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;

/** A server that sends every message back, and waits while the client does not read. */
final class EchoPeer {
  private final Transport transport;
  private final ReadHalf reads = new ReadHalf(Role.SERVER, Limits.CLIENT);
  private final InboundBuffer in =
      new InboundBuffer(reads, ByteBuffer::allocate, ByteBuffer.allocate(0));
  private final WriteHalf writes;

  /** Echoes in frames of at most {@code fragment} bytes. */
  EchoPeer(Transport transport, int fragment) {
    this.transport = transport;
    this.writes =
        new WriteHalf(
            Role.SERVER, new MaskingKeys(new SecureRandom()), fragment, ByteBuffer::allocate);
  }

  /** Serves until the client closes; answers its Close and ends TCP. */
  void run() throws IOException {
    while (true) {
      switch (reads.poll(in.bytes())) {
        case ReadHalf.MESSAGE -> {
          ByteBuffer payload = reads.payload();
          Opcode opcode = reads.text() ? Opcode.TEXT : Opcode.BINARY;
          boolean complete;
          do {
            complete = writes.data(opcode, payload, true);
            flush();
          } while (!complete);
        }
        case ReadHalf.PING -> {
          writes.control(reads.owed(), reads.owedPayload());
          flush();
        }
        case ReadHalf.CLOSE, ReadHalf.FAILED -> {
          writes.control(reads.owed(), reads.owedPayload());
          flush();
          transport.shutdownOutput();
          return;
        }
        case ReadHalf.NEED_BYTES -> {
          int n = transport.read(in.target());
          in.filled(n);
          if (n < 0) {
            return;
          }
          if (n == 0) {
            transport.awaitReadable(false, Long.MAX_VALUE);
          }
        }
        default -> {
          // A pong.
        }
      }
    }
  }

  private void flush() throws IOException {
    ByteBuffer pending = writes.pending();
    transport.write(pending);
    while (pending.hasRemaining()) {
      transport.awaitWritable(Long.MAX_VALUE);
      transport.write(pending);
    }
    writes.written();
  }
}
