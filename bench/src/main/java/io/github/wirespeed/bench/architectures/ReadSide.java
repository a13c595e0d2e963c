package io.github.wirespeed.bench.architectures;

import io.github.wirespeed.protocol.InboundBuffer;
import io.github.wirespeed.protocol.Limits;
import io.github.wirespeed.protocol.ReadHalf;
import io.github.wirespeed.protocol.Role;
import io.github.wirespeed.transport.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The protocol's reading half and the reading side of the socket. One thread at a time. */
final class ReadSide {
  private final Transport transport;
  private final ReadHalf half = new ReadHalf(Role.CLIENT, Limits.CLIENT);
  private final InboundBuffer in;

  /** Over a connection on which so many bytes came behind the handshake. */
  ReadSide(Transport transport, ByteBuffer first) {
    this.transport = transport;
    this.in = new InboundBuffer(half, ByteBuffer::allocateDirect, first);
  }

  /**
   * The next event, without waiting.
   *
   * @return as {@link ReadHalf#poll}: {@link ReadHalf#NEED_BYTES} if there is none now, {@link
   *     ReadHalf#ENDED} if there will be none
   */
  int step() throws IOException {
    while (true) {
      int event = half.poll(in.bytes());
      if (event != ReadHalf.NEED_BYTES) {
        return event;
      }
      int n = transport.read(in.target());
      in.filled(n);
      if (n < 0) {
        return ReadHalf.ENDED;
      } else if (n == 0) {
        return ReadHalf.NEED_BYTES;
      }
    }
  }

  /** After an event: what it brought, and what is owed for it. */
  ReadHalf half() {
    return half;
  }

  /** Waits for bytes. */
  void await(long nanos) throws IOException {
    transport.awaitReadable(false, nanos);
  }

  /** Reads past what follows a Close; whether TCP has ended. */
  boolean ended(ByteBuffer scratch) throws IOException {
    return transport.read(scratch.clear()) < 0;
  }
}
