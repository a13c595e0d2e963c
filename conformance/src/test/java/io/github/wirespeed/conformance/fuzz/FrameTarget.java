package io.github.wirespeed.conformance.fuzz;

import io.github.wirespeed.client.ZlibPool;
import io.github.wirespeed.protocol.Limits;
import io.github.wirespeed.protocol.MessageInflater;
import io.github.wirespeed.protocol.PerMessageDeflate;
import io.github.wirespeed.protocol.ReadHalf;
import io.github.wirespeed.protocol.Role;
import java.util.List;

/**
 * Frames, compressed or not, of either role: the same events for every split. The first byte says
 * which of all that, the second how it is split.
 */
public final class FrameTarget {
  private static final Limits NARROW = new Limits(300, 200, 5);
  private static final Limits MIDDLE = new Limits(70_000, 70_000, 100);
  private static final long SLACK = 64 << 10;

  private FrameTarget() {}

  /** One input. */
  public static void fuzzerTestOneInput(byte[] data) {
    if (data.length < 2) {
      return;
    }
    List<String> whole = events(data, Wire.Delivery.WHOLE);
    Wire.same(events(data, Wire.Delivery.RANDOM), whole, "split at random");
    if (data.length < 400) {
      Wire.same(events(data, Wire.Delivery.BYTES), whole, "byte by byte");
    }
  }

  private static List<String> events(byte[] data, Wire.Delivery delivery) {
    int mode = data[0];
    Role role = (mode & 1) == 0 ? Role.CLIENT : Role.SERVER;
    Limits limits = (mode & 2) == 0 ? MIDDLE : NARROW;
    ReadHalf half = new ReadHalf(role, limits);
    if ((mode & 4) != 0) {
      boolean takeover = (mode & 8) == 0;
      PerMessageDeflate agreed = new PerMessageDeflate(takeover, takeover, 15, 15);
      half.attach(new MessageInflater(agreed, role, ZlibPool.SHARED));
    }
    try {
      return Wire.events(half, data, 2, delivery, data[1], limits.message() + SLACK);
    } finally {
      half.release();
    }
  }
}
