package io.github.wirespeed.bench.architectures;

import io.github.wirespeed.WaitStrategy;
import io.github.wirespeed.client.KeyStream;
import io.github.wirespeed.protocol.MaskingKeys;
import io.github.wirespeed.protocol.Opcode;
import io.github.wirespeed.protocol.Role;
import io.github.wirespeed.protocol.WriteHalf;
import io.github.wirespeed.transport.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The protocol's writing half and the writing side of the socket. One thread at a time. */
final class WriteSide {
  private static final int FRAGMENT = 256 << 10;

  /** Encoded bytes from which on they are written before more is encoded. */
  private static final int ENOUGH = 64 << 10;

  private final Transport transport;
  private final WriteHalf half =
      new WriteHalf(
          Role.CLIENT, new MaskingKeys(KeyStream.SHARED), FRAGMENT, ByteBuffer::allocateDirect);
  private final WaitingPlace room;
  private final WaitingPlace.Look written = this::written;
  private final WaitingPlace.Park park = this::park;

  WriteSide(Transport transport, WaitStrategy wait) {
    this.transport = transport;
    this.room = new WaitingPlace(wait);
  }

  /** Encodes a message; all of it, or all but its last fragments, is written only by a flush. */
  void message(ByteBuffer payload) throws IOException {
    refuseAfterClose();
    while (!half.data(Opcode.BINARY, payload, true)) {
      flush();
    }
    if (half.pending().remaining() >= ENOUGH) {
      flush();
    }
  }

  /** Encodes a pong or a Close; nothing once a Close was encoded, as nothing is owed then. */
  void control(Opcode opcode, ByteBuffer payload) {
    if (!half.closed()) {
      half.control(opcode, payload);
    }
  }

  /** Whether a Close was encoded: nothing follows it. */
  boolean closed() {
    return half.closed();
  }

  /** Writes what is encoded, and waits until the network has taken it. */
  void flush() throws IOException {
    room.until(written, park);
  }

  private boolean written() throws IOException {
    if (half.hasPending()) {
      transport.write(half.pending());
      return half.written();
    }
    return true;
  }

  private void park() throws IOException {
    transport.awaitWritable(Long.MAX_VALUE);
  }

  private void refuseAfterClose() throws IOException {
    if (half.closed()) {
      throw new IOException("the connection is closed");
    }
  }
}
