package io.github.wirespeed.bench;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The client of the floor: what the kernel alone takes for the same bytes. As tight as it can be:
 * direct buffers, whole writes, no allocation, nothing looked at.
 */
final class FloorSession implements Session {
  /** Read buffer: larger ones leave the cache, smaller ones cost calls. */
  static final int SCRATCH = 256 << 10;

  private final Wire wire;
  private final Workload workload;
  private final int outBytes;
  private final int inBytes;
  private final ByteBuffer out;
  private final ByteBuffer scratch = ByteBuffer.allocateDirect(SCRATCH);

  FloorSession(Wire wire, Workload workload, int payload) {
    this.wire = wire;
    this.workload = workload;
    this.outBytes = workload == Workload.DOWNLOAD ? 0 : Payload.wireBytes(payload, true);
    this.inBytes = workload == Workload.UPLOAD ? 0 : Payload.wireBytes(payload, false);
    this.out = Payload.direct(outBytes);
  }

  @Override
  public void begin(int messages) throws IOException {
    ByteBuffer command = ByteBuffer.allocateDirect(Command.BYTES);
    // What goes out here comes in there.
    new Command(workload.mode(), messages, /* inBytes= */ outBytes, /* outBytes= */ inBytes)
        .put(command);
    wire.write(command.flip());
  }

  @Override
  public void message() throws IOException {
    if (outBytes > 0) {
      wire.write(out.clear());
    }
    if (inBytes > 0) {
      wire.skip(scratch, inBytes);
    }
  }

  @Override
  public void end() throws IOException {
    if (workload == Workload.UPLOAD) {
      wire.skip(scratch, Command.ACK_BYTES);
    }
  }

  @Override
  public void close() {
    wire.close();
  }
}
