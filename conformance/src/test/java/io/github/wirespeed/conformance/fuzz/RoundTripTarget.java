package io.github.wirespeed.conformance.fuzz;

import io.github.wirespeed.client.KeyStream;
import io.github.wirespeed.client.ZlibPool;
import io.github.wirespeed.protocol.Compress;
import io.github.wirespeed.protocol.Limits;
import io.github.wirespeed.protocol.MaskingKeys;
import io.github.wirespeed.protocol.MessageDeflater;
import io.github.wirespeed.protocol.MessageInflater;
import io.github.wirespeed.protocol.Opcode;
import io.github.wirespeed.protocol.PerMessageDeflate;
import io.github.wirespeed.protocol.ReadHalf;
import io.github.wirespeed.protocol.Role;
import io.github.wirespeed.protocol.WriteHalf;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Messages out of a write half into a read half, compressed or not: they arrive as they were. The
 * first bytes say how it was negotiated; then come messages of a length byte and payload.
 */
public final class RoundTripTarget {
  private static final int HEADER = 5;

  private RoundTripTarget() {}

  /** One input. */
  public static void fuzzerTestOneInput(byte[] data) {
    if (data.length < HEADER) {
      return;
    }
    Role role = (data[0] & 1) == 0 ? Role.CLIENT : Role.SERVER;
    Role other = role == Role.CLIENT ? Role.SERVER : Role.CLIENT;
    PerMessageDeflate agreed =
        new PerMessageDeflate(
            (data[0] & 2) == 0, (data[0] & 4) == 0, 8 + (data[1] & 7), 8 + ((data[1] >> 3) & 7));
    int fragment = 125 + (data[2] & 0xFF);
    WriteHalf writes =
        new WriteHalf(role, new MaskingKeys(KeyStream.SHARED), fragment, ByteBuffer::allocate);
    ReadHalf reads = new ReadHalf(other, Limits.SERVER);
    if ((data[0] & 8) == 0) {
      int level = (data[3] & 0xFF) % 11 - 1;
      writes.attach(new MessageDeflater(agreed, role, level, data[4] & 0xFF, ZlibPool.SHARED));
      reads.attach(new MessageInflater(agreed, other, ZlibPool.SHARED));
    }
    try {
      exchange(data, writes, reads);
    } finally {
      writes.release();
      reads.release();
    }
  }

  private static void exchange(byte[] data, WriteHalf writes, ReadHalf reads) {
    List<byte[]> expected = new ArrayList<>();
    ByteArrayOutputStream wire = new ByteArrayOutputStream();
    int at = HEADER;
    while (at < data.length) {
      int control = data[at++];
      int length = Math.min((control & 0x3F) * 40, data.length - at);
      byte[] payload = Arrays.copyOfRange(data, at, at + length);
      at += length;
      expected.add(payload);
      ByteBuffer source = ByteBuffer.wrap(payload);
      Compress compress =
          (control & 0x40) == 0 ? Compress.BY_SIZE : Compress.of((control & 0x80) == 0);
      boolean complete;
      do {
        complete = writes.data(Opcode.BINARY, source, true, compress);
        ByteBuffer pending = writes.pending();
        byte[] frame = new byte[pending.remaining()];
        pending.get(frame);
        wire.writeBytes(frame);
        writes.written();
      } while (!complete);
    }
    ByteBuffer in = ByteBuffer.wrap(wire.toByteArray());
    for (byte[] payload : expected) {
      int event = reads.poll(in);
      Wire.check(event == ReadHalf.MESSAGE, "event " + event + " " + reads.closeStatus());
      Wire.check(reads.payload().equals(ByteBuffer.wrap(payload)), "another payload");
    }
    Wire.check(reads.poll(in) == ReadHalf.NEED_BYTES && reads.clean(), "more than was sent");
  }
}
