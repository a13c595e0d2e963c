package io.github.wirespeed.bench;

import io.github.wirespeed.protocol.HttpLimits;
import io.github.wirespeed.protocol.InboundBuffer;
import io.github.wirespeed.protocol.Limits;
import io.github.wirespeed.protocol.MaskingKeys;
import io.github.wirespeed.protocol.Opcode;
import io.github.wirespeed.protocol.ReadHalf;
import io.github.wirespeed.protocol.Role;
import io.github.wirespeed.protocol.ServerHandshake;
import io.github.wirespeed.protocol.WriteHalf;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.List;

/**
 * The WebSocket server of the one-way streams: as {@link RawPeer} one connection on one thread with
 * the same waiting, but every message is decoded or encoded.
 */
final class StreamPeer {
  // A server masks nothing.
  private static final MaskingKeys NO_KEYS = new MaskingKeys(new SecureRandom());

  private final Wire wire;
  private final ReadHalf reads = new ReadHalf(Role.SERVER, Limits.CLIENT);
  private final WriteHalf writes =
      new WriteHalf(Role.SERVER, NO_KEYS, Payload.FRAGMENT, ByteBuffer::allocateDirect);
  private InboundBuffer in;

  StreamPeer(Wire wire) {
    this.wire = wire;
  }

  /** Handshake, then commands until the client ends the connection. */
  void serve() throws IOException {
    if (!open()) {
      return;
    }
    try {
      while (next()) {
        if (reads.payload().remaining() != Command.BYTES) {
          throw new IOException("no bench command: " + reads.payload().remaining() + " bytes");
        }
        run(Command.get(reads.payload()));
      }
    } catch (EOFException e) {
      // A client that leaves without a Close: the end of its round all the same.
    }
  }

  private boolean open() throws IOException {
    ServerHandshake handshake = new ServerHandshake(HttpLimits.DEFAULTS);
    ByteBuffer head = ByteBuffer.allocate(4 << 10);
    ServerHandshake.Outcome outcome = ServerHandshake.Outcome.NEED_BYTES;
    while (outcome == ServerHandshake.Outcome.NEED_BYTES) {
      wire.read(head.clear());
      outcome = handshake.receive(head.flip());
    }
    if (outcome == ServerHandshake.Outcome.FAILED) {
      wire.write(ByteBuffer.wrap(handshake.response()));
      return false;
    }
    wire.write(ByteBuffer.wrap(handshake.accept(null, List.of(), List.of())));
    in = new InboundBuffer(reads, ByteBuffer::allocateDirect, head);
    return true;
  }

  private void run(Command command) throws IOException {
    switch (command.mode()) {
      case SINK -> {
        for (int i = 0; i < command.messages(); i++) {
          if (!next()) {
            return;
          }
          if (reads.payload().remaining() != command.inBytes()) {
            throw new IOException("message of " + reads.payload().remaining() + " bytes");
          }
        }
        send(ByteBuffer.allocate(Command.ACK_BYTES));
      }
      case SOURCE -> {
        ByteBuffer payload = Payload.direct(command.outBytes());
        for (int i = 0; i < command.messages(); i++) {
          send(payload.clear());
        }
      }
      case BURST -> burst(command.messages(), command.outBytes());
      default -> throw new IOException("the echo server has a port of its own");
    }
  }

  /** Many messages in one write: on the loopback interface they arrive together. */
  private void burst(int messages, int size) throws IOException {
    ByteBuffer payload = Payload.direct(size);
    for (int i = 0; i < messages; i++) {
      writes.data(Opcode.BINARY, payload.clear(), true);
      while (payload.hasRemaining()) {
        writes.data(Opcode.BINARY, payload, true);
      }
    }
    wire.write(writes.pending());
    writes.written();
  }

  private void send(ByteBuffer payload) throws IOException {
    int end = payload.limit();
    do {
      int length = writes.header(Opcode.BINARY, end - payload.position(), true);
      payload.limit(payload.position() + length);
      wire.write(writes.pending(), payload);
      writes.written();
      payload.limit(end);
    } while (payload.hasRemaining());
  }

  /** Reads up to the next message; false when there is none because the client closes. */
  private boolean next() throws IOException {
    while (true) {
      switch (reads.poll(in.bytes())) {
        case ReadHalf.MESSAGE -> {
          return true;
        }
        case ReadHalf.PING -> control();
        case ReadHalf.CLOSE, ReadHalf.FAILED -> {
          control();
          return false;
        }
        case ReadHalf.NEED_BYTES -> in.filled(wire.read(in.target()));
        default -> {}
      }
    }
  }

  private void control() throws IOException {
    writes.control(reads.owed(), reads.owedPayload());
    wire.write(writes.pending());
    writes.written();
  }
}
