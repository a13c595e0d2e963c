package io.github.wirespeed.bench;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The client of the floor: what the kernel alone, or TLS and the kernel, take for the same bytes.
 * As tight as it can be: direct buffers, whole writes, no allocation of its own, nothing looked at.
 * What is sent together is one write.
 */
final class FloorSession extends WaitingSession {
  /** Read buffer: larger ones leave the cache, smaller ones cost calls. */
  static final int SCRATCH = 256 << 10;

  private final Wire wire;
  private final int outBytes;
  private final int inBytes;
  private final ByteBuffer out;
  private final ByteBuffer scratch = ByteBuffer.allocateDirect(SCRATCH);
  private final ByteBuffer command = ByteBuffer.allocateDirect(Command.BYTES);

  FloorSession(Wire wire, Workload workload, int payload) {
    super(workload, payload);
    this.wire = wire;
    this.outBytes = workload == Workload.DOWNLOAD ? 0 : Payload.wireBytes(payload, true);
    this.inBytes = workload == Workload.UPLOAD ? 0 : Payload.wireBytes(payload, false);
    this.out = Payload.direct(outBytes * workload.unit(payload));
  }

  @Override
  void command(int messages) throws IOException {
    // What goes out here comes in there.
    Command.put(
        command.clear(),
        workload.mode(),
        messages,
        /* inBytes= */ outBytes,
        /* outBytes= */ inBytes);
    wire.write(command.flip());
  }

  @Override
  void send(int count) throws IOException {
    wire.write(out.clear().limit(count * outBytes));
  }

  @Override
  void receive(int count) throws IOException {
    wire.skip(scratch, (long) count * inBytes);
  }

  @Override
  void acknowledged() throws IOException {
    wire.skip(scratch, Command.ACK_BYTES);
  }

  @Override
  public void close() {
    wire.close();
  }
}
